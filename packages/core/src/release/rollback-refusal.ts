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
import { livedHere } from './lived-here.ts';
import type { RunPlan } from './plan-run.ts';
import { rollbackEffects } from './rollback-effects.ts';
import { requiredAndGone } from './rollback-gone.ts';

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
  const written = input.findings.filter(
    ({ severity, count, stated }) => severity === 'blocks' && count > 0 && stated === undefined,
  );
  const gone = [
    ...written.filter(({ check }) => check === 'unfilled_rows'),
    ...(await goneIn(context, scope, target, environment, plan, written)),
  ];
  const [purged] = gone;
  if (purged) {
    const { version, words } = whoRequires(plan, gone);
    throw new AuthoringError(
      'IRREVERSIBLE',
      `${words} ${gone.map(nameOf).join(', ')}, of which nothing is left: ${counted(purged.count, 'row')} would have no value`,
      {
        details: {
          environment: environment.name,
          version,
          gone: gone.map(({ table, column, count }) => ({ table, column, rows: count })),
        },
        suggestion: `nothing was executed: go back to a version that does without; or go forward: take single items back into the draft with: mda rollback --env ${environment.name} --to ${version} --item object/${purged.table}, say what fills ${purged.column} with: mda stage convert ${purged.table} ${purged.column} --fill VALUE, and publish`,
      },
    );
  }
  const unwritten = written.filter(({ check }) => check === 'null_values');
  const [first] = unwritten;
  if (!first) return;
  throw new AuthoringError(
    'BACKFILL_REQUIRED',
    `${whoRequires(plan, unwritten).words} ${unwritten.map(nameOf).join(', ')}, which ${counted(first.count, 'row')} written since ${first.count === 1 ? 'does' : 'do'} without`,
    {
      details: { findings: unwritten },
      suggestion:
        'nothing was executed: give the rows named in the details a value and repeat; or take the item back into the draft with --item, say what fills it with: mda stage convert, and publish',
    },
  );
}

/** Of every package that goes back: what lived here once, and its version would get empty. */
async function goneIn(
  context: Pick<Context, 'cache' | 'plane'>,
  scope: Scope,
  target: TargetDatabase,
  environment: EnvironmentRow,
  { frozen, planned, restorable }: RunPlan,
  known: readonly PreflightFinding[],
): Promise<readonly PreflightFinding[]> {
  const versions = await Promise.all(
    frozen.map(({ content }) => context.plane.versions.get(scope, content.versionId)),
  );
  const effects = rollbackEffects({
    planned,
    pending: [],
    holds: restorable?.held ?? [],
    lived: await livedHere(
      context,
      scope,
      environment,
      planned,
      versions.filter((version) => version !== null),
    ),
  });
  const gone: PreflightFinding[] = [];
  for (const { package: content } of frozen)
    gone.push(...(await requiredAndGone(context, scope, target, { planned, content, effects, known })));
  return gone;
}

/** @returns the version that requires the first of them, and all that do in words: of several packages each by its name */
function whoRequires(
  { frozen, planned }: RunPlan,
  findings: readonly PreflightFinding[],
): { readonly version: string; readonly words: string } {
  const requiring = findings.map(({ table, column }) => {
    const spec = planned.after.get(table);
    const owner = spec?.columns.find(({ name }) => name === column)?.owner ?? spec?.owner;
    return frozen.find((one) => one.package.manifestId === owner) ?? frozen[0];
  });
  const version = requiring[0]?.content.version ?? '';
  if (frozen.length === 1) return { version, words: `version ${version} requires` };
  const names = new Set(requiring.map((one) => `'${one?.package.manifestId}' ${one?.content.version}`));
  return { version, words: `${[...names].join(' and ')} ${names.size === 1 ? 'requires' : 'require'}` };
}

function nameOf({ table, column }: PreflightFinding): string {
  return `'${table}.${column}'`;
}
