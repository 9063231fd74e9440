/** `mda approve`: agrees to a request. It executes nothing: who asked repeats the command, which uses the approval up. */
import { defineCommand } from '../command-line/command.ts';
import { renderApproval } from '../output/approvals-view.ts';

export const command = defineCommand({
  arguments: ['REQUEST'],
  options: { comment: { value: 'TEXT', summary: 'what to say to it' } },
  async run({ args, options, session }) {
    const { client } = await session();
    const approved = await client.approve(args.request, options.comment);
    return {
      json: { request: approved.id, status: approved.status },
      text: (style) => renderApproval(approved, style),
    };
  },
});
