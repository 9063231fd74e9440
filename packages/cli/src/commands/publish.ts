/** `mda publish`: freeze, migrate, seal, activate. The one command that turns a draft into a version. */
import { defineCommand } from '../command-line/command.ts';
import { AT_OPTION, timeAsked } from '../input/activation-time.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { RENAMES_OPTION, renamesAsked } from '../input/rename-form.ts';
import { RESTORE_OPTION, restoresAsked } from '../input/restore-from.ts';
import { firstEnvironment } from '../workspace/first-environment.ts';
import { dryRunResult, publishResult } from './publish-result.ts';
import { assertOneTry, REHEARSE_OPTION, rehearsalResult } from './rehearsal-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment (default: the first of the pipeline)' },
    dryRun: { summary: 'show the plan and what the real rows say; change nothing' },
    rehearse: REHEARSE_OPTION,
    force: { summary: 'accept what the plan loses, and answer for it alone where nobody else may approve' },
    version: { value: 'X.Y.Z', summary: 'the version to seal' },
    bump: {
      value: 'KIND',
      summary: 'how far to raise the version (default: what the plan calls for)',
      choices: ['major', 'minor', 'patch'],
    },
    notes: { value: 'TEXT', summary: 'release notes' },
    keep: { summary: 'development: keep dropped columns and tables instead of removing them right away' },
    hold: { summary: 'stop before the switch; mda activate makes it live' },
    at: AT_OPTION,
    renames: RENAMES_OPTION,
    restoreFrom: RESTORE_OPTION,
    emergency: EMERGENCY_OPTION,
    expectPlan: {
      value: 'HASH',
      summary: 'refuse when the plan is not the one you saw (planHash of mda diff)',
    },
  },
  async run({ options, session, io }) {
    assertOneTry(options);
    const opened = await session();
    const { client, draft } = opened;
    const handle = await draft();
    const restores = await restoresAsked(opened, options.restoreFrom);
    const targetEnv = options.env ?? (await firstEnvironment(client));
    const { version, bump, notes, emergency, expectPlan } = options;
    const asked = {
      targetEnv,
      force: options.force,
      keep: options.keep,
      hold: options.hold,
      ...timeAsked(options.at),
      ...renamesAsked(options.renames),
      ...restores,
      ...(version === undefined ? {} : { version }),
      ...(bump === undefined ? {} : { bump }),
      ...(notes === undefined ? {} : { notes }),
      ...(emergency === undefined ? {} : { emergency }),
      ...(expectPlan === undefined ? {} : { expectPlanHash: expectPlan }),
    };
    if (options.dryRun)
      return dryRunResult(await client.diff(handle, { ...asked, preflight: true, refuse: true }));
    if (options.rehearse)
      return rehearsalResult(
        await withProgress(io, (onProgress) => client.rehearsePublish(handle, asked, onProgress)),
      );
    const result = await withProgress(io, (onProgress) => client.publish(handle, asked, onProgress));
    return publishResult(result, 'published and live');
  },
});
