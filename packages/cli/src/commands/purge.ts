/** `mda purge`: removes for good what was put aside. Its own run, its own decision. */
import { defineCommand } from '../command-line/command.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    force: { summary: 'let go what the environment would keep for longer: it is gone for good' },
    emergency: EMERGENCY_OPTION,
  },
  async run({ options, session, io }) {
    const { client } = await session();
    const { run, purged, kept } = await withProgress(io, (onProgress) =>
      client.purge(
        {
          targetEnv: options.env,
          force: options.force,
          ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
        },
        onProgress,
      ),
    );
    return {
      json: { purged, kept, run: run.id, state: run.state },
      text: (style) => {
        const gone =
          purged.length === 0
            ? 'Nothing was to be removed.\n'
            : `Removed for good: ${style.bold(purged.join(', '))}\n`;
        return gone + kept.map(({ name, until }) => `  ${name} is kept until ${until}\n`).join('');
      },
    };
  },
});
