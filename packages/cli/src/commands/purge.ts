/** `mda purge`: removes for good what was put aside. Its own run, its own decision. */
import { defineCommand } from '../command-line/command.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    force: { summary: 'accept that the data is gone for good' },
  },
  async run({ options, session, io }) {
    const { client } = await session();
    const { run, purged } = await withProgress(io, (onProgress) =>
      client.purge({ targetEnv: options.env, force: options.force }, onProgress),
    );
    return {
      json: { purged, run: run.id, state: run.state },
      text: (style) =>
        purged.length === 0
          ? 'Nothing was put aside.\n'
          : `Removed for good: ${style.bold(purged.join(', '))}\n`,
    };
  },
});
