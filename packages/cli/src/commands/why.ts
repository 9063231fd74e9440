/** `mda why`: where a live value comes from. */
import type { WhyLive } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import type { Style } from '../output/style.ts';
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
      text: (style) => whyText(why, args.what, style),
    };
  },
});

function whyText(why: WhyLive, what: string, style: Style): string {
  const { overlay, environment } = why;
  const head = style.bold([why.ref, ...why.path].join('.'));
  const value = why.path.length === 0 ? '' : ` is ${style.bold(JSON.stringify(why.value) ?? 'gone')}`;
  const runs = why.package === undefined ? '' : `, which runs ${why.package} ${why.runs}`;
  const lines = [`${head}${value} in ${environment}${runs}`];
  if (overlay) {
    const { edit, packaged } = overlay;
    lines.push(
      edit === null
        ? '  by an overlay there, whose edit is older than the history here'
        : `  by an overlay there, of ${style.bold(edit.by)} at ${edit.at} (${edit.op})`,
    );
    if (packaged === undefined) lines.push('  no package ships it');
    else if (why.path.length > 0) lines.push(`  the package ships ${style.bold(JSON.stringify(packaged))}`);
  }
  return `${[...lines, ...originLines(why, what, style)].join('\n')}\n`;
}

/** Where what the package ships comes from. */
function originLines({ since, edit, live }: WhyLive, what: string, style: Style): readonly string[] {
  if (!since) return [];
  const called = [since.ref, ...since.path].join('.');
  const lines = [
    `  since version ${style.bold(since.version)}, sealed by ${since.sealedBy}${since.sealedAt === null ? '' : ` at ${since.sealedAt}`}${called === what ? '' : `, as ${called}`}`,
    edit
      ? `  written by ${style.bold(edit.by)} at ${edit.at} (${edit.op})`
      : '  its edit is older than the history here',
  ];
  if (live)
    lines.push(
      `  live since ${live.at} by ${live.by}, with version ${live.version}${live.run === null ? '' : ` ${style.dim(`run ${live.run}`)}`}`,
    );
  for (const { actor, action, at, comment } of live?.approval?.answers ?? [])
    lines.push(
      `  ${action === 'approve' ? 'approved' : 'rejected'} by ${style.bold(actor)} at ${at}${comment === null ? '' : `: ${comment}`}`,
    );
  return lines;
}
