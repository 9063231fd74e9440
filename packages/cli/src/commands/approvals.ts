/** `mda approvals`: what waits for an answer. */
import { defineCommand } from '../command-line/command.ts';
import { approvalJson, renderApprovals } from '../output/approvals-view.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'only of this environment' },
    all: { summary: 'also what was answered, used, or is void' },
  },
  async run({ options, session }) {
    const { client } = await session();
    const requests = await client.approvals({
      all: options.all,
      ...(options.env === undefined ? {} : { environment: options.env }),
    });
    return {
      json: { requests: requests.map(approvalJson) },
      text: (style) => renderApprovals(requests, style),
    };
  },
});
