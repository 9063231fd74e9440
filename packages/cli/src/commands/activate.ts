/** `mda activate`: makes live what was published or promoted with --hold. */
import { defineCommand } from '../command-line/command.ts';
import { publishResult } from './publish-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session, io }) {
    const { client } = await session();
    return publishResult(
      await withProgress(io, (onProgress) => client.activate({ targetEnv: options.env }, onProgress)),
      'live',
    );
  },
});
