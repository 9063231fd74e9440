/** `mda uninstall`: takes a package out of an environment. Its tables are put aside, and come back with it until purged. */
import { defineCommand } from '../command-line/command.ts';
import { AT_OPTION, timeAsked } from '../input/activation-time.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { dryRunResult, publishResult } from './publish-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: ['PACKAGE'],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    dryRun: { summary: 'show the plan and what the real rows say; change nothing' },
    force: { summary: 'accept that its tables are put aside in production' },
    hold: { summary: 'stop before the switch; mda activate takes it out' },
    at: AT_OPTION,
    emergency: EMERGENCY_OPTION,
    expectPlan: { value: 'HASH', summary: 'refuse when the plan is not the one you saw' },
  },
  details:
    'Refused while another package there needs it. Its tables keep their names until mda finalize, which puts them\n' +
    'aside; promoting the same version, or mda rollback --package PACKAGE, brings them back with their rows until mda purge.',
  async run({ args, options, session, io }) {
    const { client } = await session();
    const result = await withProgress(io, (onProgress) =>
      client.uninstall(
        args.package,
        {
          targetEnv: options.env,
          dryRun: options.dryRun,
          force: options.force,
          hold: options.hold,
          ...timeAsked(options.at),
          ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
          ...(options.expectPlan === undefined ? {} : { expectPlanHash: options.expectPlan }),
        },
        onProgress,
      ),
    );
    return 'packageVersionId' in result ? publishResult(result, 'uninstalled') : dryRunResult(result);
  },
});
