/** `mda reject`: refuses a request, or takes an approval back that no run went live with yet. */
import { defineCommand } from '../command-line/command.ts';
import { renderApproval } from '../output/approvals-view.ts';

export const command = defineCommand({
  arguments: ['REQUEST'],
  options: { reason: { value: 'TEXT', summary: 'why', required: true } },
  async run({ args, options, session }) {
    const { client } = await session();
    const rejected = await client.reject(args.request, options.reason);
    return {
      json: { request: rejected.id, status: rejected.status },
      text: (style) => renderApproval(rejected, style),
    };
  },
});
