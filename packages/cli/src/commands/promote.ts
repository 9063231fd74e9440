/** `mda promote`: the same sealed bytes in the next environment, by that environment's own plan; several packages as one. */
import { defineCommand } from '../command-line/command.ts';
import { AT_OPTION, timeAsked } from '../input/activation-time.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { RENAMES_OPTION, renamesAsked } from '../input/rename-form.ts';
import { RESTORE_OPTION, restoresAsked } from '../input/restore-from.ts';
import { findAnyVersion } from '../workspace/find-version.ts';
import { dryRunResult, publishResult } from './publish-result.ts';
import { assertOneTry, REHEARSE_OPTION, rehearsalResult } from './rehearsal-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: ['VERSION...'],
  options: {
    to: { value: 'NAME', summary: 'the environment', required: true },
    dryRun: { summary: 'show the plan and what the real rows say; change nothing' },
    rehearse: REHEARSE_OPTION,
    force: { summary: 'accept what the plan loses, and answer for it alone where nobody else may approve' },
    allowDeprecated: { summary: 'install a version although it is deprecated' },
    hold: { summary: 'stop before the switch; mda activate makes it live' },
    at: AT_OPTION,
    renames: RENAMES_OPTION,
    restoreFrom: RESTORE_OPTION,
    emergency: EMERGENCY_OPTION,
    expectPlan: { value: 'HASH', summary: 'refuse when the plan is not the one you saw' },
  },
  details:
    'VERSION is a version such as 1.2.0, or a version id. Several packages go live together, all or none, as in:\n' +
    '  mda promote com.acme.crm@1.2.0 com.acme.billing@2.0.0 --to staging',
  async run({ args, options, session, io }) {
    assertOneTry(options);
    const opened = await session();
    const versions: string[] = [];
    for (const version of args.version) versions.push((await findAnyVersion(opened, version)).id);
    const restores = await restoresAsked(opened, options.restoreFrom);
    const asked = {
      targetEnv: options.to,
      dryRun: options.dryRun,
      force: options.force,
      hold: options.hold,
      ...timeAsked(options.at),
      ...renamesAsked(options.renames),
      ...restores,
      allowDeprecated: options.allowDeprecated,
      ...(options.emergency === undefined ? {} : { emergency: options.emergency }),
      ...(options.expectPlan === undefined ? {} : { expectPlanHash: options.expectPlan }),
    };
    if (options.rehearse)
      return rehearsalResult(
        await withProgress(io, (onProgress) => opened.client.rehearsePromote(versions, asked, onProgress)),
      );
    const result = await withProgress(io, (onProgress) => opened.client.promote(versions, asked, onProgress));
    return 'packageVersionId' in result ? publishResult(result, 'live') : dryRunResult(result);
  },
});
