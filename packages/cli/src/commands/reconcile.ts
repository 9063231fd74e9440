/** `mda reconcile`: ends drift. The database follows the version (--repair), or the draft follows the database (--adopt). */
import { AuthoringError } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { EMERGENCY_OPTION } from '../input/emergency.ts';
import { adoptJson, repairJson } from '../output/plan-json.ts';
import { renderAdopted, renderRepaired } from '../output/reconcile-view.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    adopt: { summary: 'stage what differs into the draft; nothing runs until it is published' },
    repair: { summary: 'bring the tables back to what the active version needs' },
    dryRun: { summary: 'with --repair: show the plan and what the real rows say; change nothing' },
    force: { summary: 'with --repair: accept that extra columns are put aside in production' },
    emergency: EMERGENCY_OPTION,
    expectPlan: { value: 'HASH', summary: 'with --repair: refuse when the plan is not the one you saw' },
  },
  details:
    'One of --adopt and --repair is needed. Extra columns are put aside with their values, as every dropped column is.\n' +
    'Tables that are not ours are never touched. See the differences first with: mda drift --env NAME',
  async run({ options, session, io }) {
    const { env: targetEnv, adopt, dryRun, force, expectPlan, emergency } = options;
    if (adopt === options.repair)
      throw usage('say which side is right: --adopt or --repair', 'repeat with exactly one of the two');
    const opened = await session();
    if (adopt) {
      if (dryRun || force || expectPlan !== undefined || emergency !== undefined)
        throw usage(
          '--dry-run, --force, --emergency and --expect-plan belong to --repair',
          'leave them out: what is adopted is only staged',
        );
      const packageId = await opened.packageId();
      const result = await opened.client.reconcile({ targetEnv, mode: 'adopt', packageId });
      if (result.mode !== 'adopt') throw new Error('an adoption was answered with a repair');
      return { json: adoptJson(result), text: (style) => renderAdopted(result, style) };
    }
    const result = await withProgress(io, (onProgress) =>
      opened.client.reconcile(
        {
          targetEnv,
          mode: 'repair',
          dryRun,
          force,
          ...(expectPlan === undefined ? {} : { expectPlanHash: expectPlan }),
          ...(emergency === undefined ? {} : { emergency }),
        },
        onProgress,
      ),
    );
    if (result.mode !== 'repair') throw new Error('a repair was answered with an adoption');
    return { json: repairJson(result), text: (style) => renderRepaired(result, style) };
  },
});

function usage(message: string, suggestion: string): AuthoringError {
  return new AuthoringError('USAGE_INVALID', message, { suggestion });
}
