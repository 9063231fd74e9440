/** `mda run abandon`: gives up a run that stopped, and takes back what it did. */
import { defineCommand } from '../command-line/command.ts';
import { runJson } from '../output/plan-json.ts';
import { renderRun } from '../output/run-view.ts';

export const command = defineCommand({
  arguments: ['RUN'],
  options: {},
  async run({ args, session }) {
    const { client } = await session();
    await client.abandonRun(args.run);
    const detail = await client.run(args.run);
    return { json: { run: runJson(detail) }, text: (style) => renderRun(detail, style) };
  },
});
