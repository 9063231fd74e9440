/** `mda finalize`: puts aside the columns and tables that the live version no longer needs. They are kept until purged. */
import { defineCommand } from '../command-line/command.ts';
import { finalizeResult } from './finalize-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  async run({ options, session, io }) {
    const opened = await session();
    const packageId = await opened.packageId();
    const run = await withProgress(io, (onProgress) =>
      opened.client.finalize({ targetEnv: options.env }, onProgress),
    );
    const environment = await opened.client.environment(options.env);
    return finalizeResult(run, environment, packageId);
  },
});
