/** `mda run resume`: drives on a run that stopped, from where its journal says. */
import { defineCommand } from '../command-line/command.ts';
import { runJson } from '../output/plan-json.ts';
import { renderRun } from '../output/run-view.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: ['RUN'],
  options: {},
  async run({ args, session, io }) {
    const { client } = await session();
    await withProgress(io, (onProgress) => client.driveRun(args.run, onProgress));
    const detail = await client.run(args.run);
    return { json: { run: runJson(detail) }, text: (style) => renderRun(detail, style) };
  },
});
