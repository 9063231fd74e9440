/** `mda activate`: makes live what was held with --hold; at a time; or all of what is due. */
import { AuthoringError, type RunRow } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { dueResult } from '../output/due-view.ts';
import { publishResult } from './publish-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment (with --due: only there)' },
    at: { value: 'TIME', summary: 'not now but from then on, with --due (2026-12-01T02:00Z)' },
    emergency: EMERGENCY_OPTION,
    due: { summary: 'make live whatever was to go live by now, in every environment' },
  },
  details:
    'A time is kept with the run that waits: any process that runs mda activate --due after it swaps it, and asks its\n' +
    'windows, freezes and approvals again then. Have a scheduler run that command. mda run cancel gives the run up.',
  async run({ options, session, io }) {
    const { env, at, due, emergency } = options;
    if ([due || undefined, at, emergency].filter((way) => way !== undefined).length > 1)
      throw usage('--due, --at and --emergency do not go together');
    const { client } = await session();
    if (due)
      return dueResult(
        await withProgress(io, (onProgress) =>
          client.activateDue(env === undefined ? {} : { targetEnv: env }, onProgress),
        ),
      );
    if (env === undefined) throw usage('it takes --env NAME, or --due');
    if (at !== undefined) return scheduledResult(await client.schedule({ targetEnv: env, at }), env);
    return publishResult(
      await withProgress(io, (onProgress) =>
        client.activate({ targetEnv: env, ...(emergency === undefined ? {} : { emergency }) }, onProgress),
      ),
      'live',
    );
  },
});

function scheduledResult({ id, request }: RunRow, environment: string) {
  const { activateAt } = request;
  return {
    json: { run: id, environment, activateAt },
    text: () =>
      `run ${id} in ${environment} goes live with the first mda activate --due from ${activateAt} on\n`,
  };
}

function usage(message: string): AuthoringError {
  return new AuthoringError('USAGE_INVALID', message, {
    suggestion: 'see how it is called with: mda activate --help',
  });
}
