/** `mda promote`: the same sealed bytes in the next environment, by that environment's own plan. */
import { defineCommand } from '../command-line/command.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { RENAMES_OPTION, renamesAsked } from '../input/rename-form.ts';
import { findVersion } from '../workspace/find-version.ts';
import { dryRunResult, publishResult } from './publish-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: ['VERSION'],
  options: {
    to: { value: 'NAME', summary: 'the environment', required: true },
    dryRun: { summary: 'show the plan and what the real rows say; change nothing' },
    force: { summary: 'accept what the plan loses, and answer for it alone where nobody else may approve' },
    allowDeprecated: { summary: 'install a version although it is deprecated' },
    hold: { summary: 'stop before the switch; mda activate makes it live' },
    renames: RENAMES_OPTION,
    emergency: EMERGENCY_OPTION,
    expectPlan: { value: 'HASH', summary: 'refuse when the plan is not the one you saw' },
  },
  details: 'VERSION is a version such as 1.2.0, or a version id.',
  async run({ args, options, session, io }) {
    const opened = await session();
    const version = await findVersion(opened, args.version);
    const result = await withProgress(io, (onProgress) =>
      opened.client.promote(
        version.id,
        {
          targetEnv: options.to,
          dryRun: options.dryRun,
          force: options.force,
          hold: options.hold,
          ...renamesAsked(options.renames),
          allowDeprecated: options.allowDeprecated,
          ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
          ...(options.expectPlan === undefined ? {} : { expectPlanHash: options.expectPlan }),
        },
        onProgress,
      ),
    );
    return 'packageVersionId' in result ? publishResult(result, 'live') : dryRunResult(result);
  },
});
