/**
 * `mda demo`: the whole lifecycle on the bundled sample app, told step by step on a throw-away workspace, on real
 * databases. It checks its own claims and fails when one does not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand } from '../command-line/command.ts';
import { openClient } from '../compose.ts';
import { Lifecycle } from '../demo/lifecycle.ts';
import { Narrator } from '../demo/narrator.ts';
import { styleOf } from '../output/style.ts';
import { renderTable } from '../output/table.ts';
import { initWorkspace } from '../workspace/init-workspace.ts';
import { systemUser } from '../workspace/system-user.ts';
import { openWorkspace } from '../workspace/workspace-file.ts';

export const command = defineCommand({
  arguments: [],
  options: { keep: { summary: 'leave the workspace in place and say where it is' } },
  async run({ options, globals, io }) {
    const out = globals.json ? io.stderr : io.stdout;
    const style = styleOf(out, io.env);
    const tell = new Narrator(out, style);
    const root = await mkdtemp(join(tmpdir(), 'mda-demo-'));
    try {
      await tell.chapter(
        'A workspace',
        'An embedded control plane and three databases; no server needed.',
        async () => {
          tell.command('mda init');
          const { environments } = await initWorkspace(
            root,
            { actor: undefined, package: undefined },
            io.env,
          );
          tell.say(environments.map(({ name, type }) => `${name} (${type})`).join(' → '));
        },
      );
      const user = systemUser(io.env);
      const { client, close } = await openClient(await openWorkspace(root, root), {
        actor: user,
        systemUser: user,
      });
      let lifecycle: Lifecycle | undefined;
      try {
        lifecycle = new Lifecycle(client, root, tell, style);
        await lifecycle.play();
      } finally {
        lifecycle?.close();
        await close();
      }
      const { checks, chapters, failed } = tell;
      const { rows } = lifecycle;
      return {
        json: { workspace: options.keep ? root : null, chapters, checks, rows },
        text: () =>
          `\n${style.bold('What happened')}\n` +
          renderTable(
            ['step', 'ms'],
            chapters.map(({ title, ms }, at) => [`${at + 1}. ${title}`, ms]),
            style,
            '  ',
          ) +
          `\n${style.bold('Rows across releases')}\n` +
          renderTable(
            ['environment', 'release', 'rows before', 'rows after'],
            rows.map(({ environment, when, before, after }) => [environment, when, before, after]),
            style,
            '  ',
          ) +
          `\n${
            failed.length === 0
              ? style.green(`All ${checks.length} checks hold: the app is live and no row was lost.`)
              : style.red(
                  `${failed.length} of ${checks.length} checks failed:\n${failed.map(({ what }) => `  ✗ ${what}`).join('\n')}`,
                )
          }\n${options.keep ? `The workspace is in ${root}: try mda status, mda env list or mda log there.\n` : ''}`,
        ...(failed.length === 0
          ? {}
          : {
              failure: {
                code: 'ASSERTION_FAILED',
                kind: 'bug',
                message: `${failed.length} checks of the demo failed`,
                exit: 70,
              },
            }),
      };
    } finally {
      if (!options.keep) await rm(root, { recursive: true, force: true });
    }
  },
});
