/** `mda init`: a workspace with its control plane and three environments on SQLite. Doing it again changes nothing. */
import { resolve } from 'node:path';
import { defineCommand } from '../command-line/command.ts';
import { renderTable } from '../output/table.ts';
import { initWorkspace } from '../workspace/init-workspace.ts';

export const command = defineCommand({
  arguments: ['[DIR]'],
  options: {},
  details:
    'With --package ID the workspace remembers which package its commands mean.\n' +
    'Later: mda env add NAME --type T --database postgres://… adds a real database.',
  async run({ args, globals, io }) {
    const root = resolve(io.cwd, args.dir ?? globals.workspace ?? '.');
    const { environments, existed } = await initWorkspace(root, globals, io.env);
    return {
      json: { workspace: root, environments },
      text: (style) =>
        `${existed ? 'Already a workspace' : 'New workspace'}: ${style.bold(root)}\n\n` +
        renderTable(
          ['environment', 'type', 'database'],
          environments.map(({ name, type, database }) => [name, type, database]),
          style,
          '  ',
        ) +
        `\nnext: ${style.cyan('mda import PATH')} stages an app, ${style.cyan('mda diff')} shows what it would do.\n`,
    };
  },
});
