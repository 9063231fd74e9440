/** `mda run show`: one run, step by step. */
import { defineCommand } from '../command-line/command.ts';
import { runJson } from '../output/plan-json.ts';
import { renderRun } from '../output/run-view.ts';

export const command = defineCommand({
  arguments: ['RUN'],
  options: {},
  async run({ args, session }) {
    const { client } = await session();
    const detail = await client.run(args.run);
    return { json: { run: runJson(detail) }, text: (style) => renderRun(detail, style) };
  },
});
