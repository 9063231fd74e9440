/**
 * Owns refusing a rollback whose version requires values that are not there: gone for good, or never written by the
 * version that is live. Said before anything runs, all at once, with the ways that are left.
 */
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import { pendingContract } from './pending-contract.ts';
import type { RunPlan } from './plan-run.ts';
import { restorableHolds } from './restorable-holds.ts';
import { rollbackEffects } from './rollback-effects.ts';
import { requiredAndGone, wasLive } from './rollback-gone.ts';

/** @throws IRREVERSIBLE naming every required field that is gone, BACKFILL_REQUIRED those that rows written since left empty */
export async function assertRollbackFills(
  context: Pick<Context, 'cache' | 'plane'>,
  scope: Scope,
  target: TargetDatabase,
  input: {
    readonly environment: EnvironmentRow;
    readonly plan: RunPlan;
    /** Of preflight. */
    readonly findings: readonly PreflightFinding[];
  },
): Promise<void> {
  const { environment, plan } = input;
  const [frozen] = plan.frozen;
  if (frozen === undefined) return;
  const { version, versionId } = frozen.content;
  const effects = (await wasLive(context, scope, environment, versionId, plan.planned))
    ? rollbackEffects({
        planned: plan.planned,
        pending: [],
        holds: (
          await restorableHolds(context, context.plane, scope, environment.id, [{ to: versionId }], {
            left: await pendingContract(context.plane, scope, environment.id),
            goesBack: true,
          })
        ).held,
        wasLive: true,
      })
    : [];
  const written = input.findings.filter(
    ({ severity, count, stated }) => severity === 'blocks' && count > 0 && stated === undefined,
  );
  const gone = [
    ...written.filter(({ check }) => check === 'unfilled_rows'),
    ...(await requiredAndGone(context, scope, target, {
      planned: plan.planned,
      content: frozen.package,
      effects,
      known: written,
    })),
  ];
  const [purged] = gone;
  if (purged)
    throw new AuthoringError(
      'IRREVERSIBLE',
      `version ${version} requires ${gone.map(nameOf).join(', ')}, of which nothing is left: ${counted(purged.count, 'row')} would have no value`,
      {
        details: {
          environment: environment.name,
          version,
          gone: gone.map(({ table, column, count }) => ({ table, column, rows: count })),
        },
        suggestion: `nothing was executed: go back to a version that does without; or go forward: take single items back into the draft with: mda rollback --env ${environment.name} --to ${version} --item object/${purged.table}, say what fills ${purged.column} with: mda stage convert ${purged.table} ${purged.column} --fill VALUE, and publish`,
      },
    );
  const unwritten = written.filter(({ check }) => check === 'null_values');
  const [first] = unwritten;
  if (!first) return;
  throw new AuthoringError(
    'BACKFILL_REQUIRED',
    `version ${version} requires ${unwritten.map(nameOf).join(', ')}, which ${counted(first.count, 'row')} written since ${first.count === 1 ? 'does' : 'do'} without`,
    {
      details: { findings: unwritten },
      suggestion:
        'nothing was executed: give the rows named in the details a value and repeat; or take the item back into the draft with --item, say what fills it with: mda stage convert, and publish',
    },
  );
}

function nameOf({ table, column }: PreflightFinding): string {
  return `'${table}.${column}'`;
}
