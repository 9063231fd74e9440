/** `mda health`: how an environment is found, beside what it is to run. */
import { defineCommand } from '../command-line/command.ts';
import { renderHealth } from '../output/health-view.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'the environment', required: true } },
  details:
    'Makes the checks of its policy: health {checks, onFailure: report|rollback, withinSeconds}. Without any it looks at\nthe tables. Checks that are due since a version went live are made first, with what the policy says of a failure.',
  async run({ options, session, io }) {
    const { client } = await session();
    const report = await withProgress(io, (onProgress) => client.health(options.env, onProgress));
    const failing = report.results.filter(({ state }) => state === 'failing');
    return {
      json: report,
      text: (style) => renderHealth(report, style),
      ...(failing.length === 0
        ? {}
        : {
            failure: {
              code: 'HEALTH_FAILED',
              kind: 'gated',
              message: `'${report.environment}' fails ${failing.map(({ name }) => `'${name}'`).join(', ')}`,
              exit: 6,
            },
          }),
    };
  },
});
