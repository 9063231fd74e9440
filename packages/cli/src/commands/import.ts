/** `mda import`: stages a whole stack definition. Nothing runs differently until it is published. */
import { defineCommand } from '../command-line/command.ts';
import { bundleIn } from '../input/bundle-file.ts';
import { KEY_OPTION, readPublicKeys } from '../input/key-file.ts';
import { importedBundle } from '../output/bundle-view.ts';
import { renderProblems } from '../output/problems-view.ts';

export const command = defineCommand({
  arguments: ['PATH'],
  options: {
    prune: { summary: 'also stage the removal of items that the stack no longer has' },
    key: KEY_OPTION,
    allowUnsigned: { summary: 'bundle: take it although nobody signed it' },
  },
  details:
    'PATH is a JSON artifact {manifest, objects, views, …}, a file that mda export wrote, or a folder: with\n' +
    'objectstack.config.ts, or with files such as account.object.ts, lead.view.yml, objects/account.json.\n' +
    'A bundle (mda export --format bundle) is taken in as the sealed version that it is; mda promote moves it on.\n' +
    '`-` reads JSON from standard input. TypeScript and JavaScript of the folder are run on this machine.',
  async run({ args, options, io, session }) {
    const { client } = await session();
    const text = await bundleIn(args.path, io);
    if (text !== null) {
      const trust = { trusted: await readPublicKeys(options.key, io), unsigned: options.allowUnsigned };
      return importedBundle(await client.importBundle(text, trust));
    }
    const { loadStack } = await import('../input/load-stack.ts');
    const { skipped: passed, ...loaded } = await loadStack(args.path, io);
    const result = await client.importStack({ ...loaded, prune: options.prune });
    const skipped = [...passed, ...result.skipped];
    const errors = result.problems.filter((problem) => problem.severity === 'error');
    return {
      json: { ...result, skipped },
      text(style) {
        const { staged, unchanged, deleted, converted, problems } = result;
        const lines = [
          `${style.bold(result.package)}: ${staged} staged, ${unchanged} unchanged${deleted > 0 ? `, ${deleted} to be removed` : ''}`,
        ];
        for (const part of skipped) lines.push(`  ${style.yellow('left out')} ${part.ref}: ${part.reason}`);
        if (converted.length > 0)
          lines.push(style.dim(`  ${converted.length} places rewritten from an older protocol`));
        return `${lines.join('\n')}\n${renderProblems(problems, style, '  ')}\nnext: ${style.cyan('mda status')}, ${style.cyan('mda diff')}\n`;
      },
      ...(errors.length > 0
        ? {
            failure: {
              code: 'ITEM_INVALID',
              kind: 'invalid',
              message: `${errors.length} problems kept items from being staged`,
              exit: 2,
            },
          }
        : {}),
    };
  },
});
