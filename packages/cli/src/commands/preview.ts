/** `mda preview`: installs a frozen snapshot of the draft where nobody depends on it. */
import { defineCommand } from '../command-line/command.ts';
import { planJson } from '../output/plan-json.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'a development, sandbox or preview environment', required: true },
  },
  async run({ options, session, io }) {
    const { client, draft } = await session();
    const handle = await draft();
    const result = await withProgress(io, (onProgress) =>
      client.preview(handle, { targetEnv: options.env }, onProgress),
    );
    return {
      json: {
        environment: result.activatedEnv,
        draft: handle.draftId,
        status: result.state,
        version: result.semver,
        checksum: result.checksum,
        run: result.run,
        plan: planJson(result.plan),
      },
      text: (style) =>
        `${style.green('✓')} ${style.bold(result.activatedEnv)} shows the draft as ${result.semver}. The draft stays open.\n`,
    };
  },
});
