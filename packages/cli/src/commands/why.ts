/** `mda why`: where a live value comes from. */
import { defineCommand } from '../command-line/command.ts';
import { firstEnvironment } from '../workspace/first-environment.ts';

export const command = defineCommand({
  arguments: ['WHAT'],
  options: { env: { value: 'NAME', summary: 'the environment (default: the first of the pipeline)' } },
  details:
    'WHAT is an item or a value in it: object/crm_account, or object/crm_account.fields.phone.required',
  async run({ args, options, session }) {
    const { client } = await session();
    const why = await client.why(args.what, options.env ?? (await firstEnvironment(client)));
    return {
      json: why,
      text(style) {
        const { since, edit, live } = why;
        const called = [since.ref, ...since.path].join('.');
        const value = why.path.length === 0 ? '' : ` is ${style.bold(JSON.stringify(why.value))}`;
        const lines = [
          `${style.bold([why.ref, ...why.path].join('.'))}${value} in ${why.environment}, which runs ${why.package} ${why.runs}`,
          `  since version ${style.bold(since.version)}, sealed by ${since.sealedBy}${since.sealedAt === null ? '' : ` at ${since.sealedAt}`}${called === args.what ? '' : `, as ${called}`}`,
          edit === null
            ? '  its edit is older than the history here'
            : `  written by ${style.bold(edit.by)} at ${edit.at} (${edit.op})`,
        ];
        if (live !== null)
          lines.push(
            `  live since ${live.at} by ${live.by}, with version ${live.version}${live.run === null ? '' : ` ${style.dim(`run ${live.run}`)}`}`,
          );
        if (live?.approval)
          for (const { actor, action, at, comment } of live.approval.answers)
            lines.push(
              `  ${action === 'approve' ? 'approved' : 'rejected'} by ${style.bold(actor)} at ${at}${comment === null ? '' : `: ${comment}`}`,
            );
        return `${lines.join('\n')}\n`;
      },
    };
  },
});
