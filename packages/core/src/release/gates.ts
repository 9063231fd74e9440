/** Owns what an environment's type allows: previews stay where people develop, losing data in production takes force. */
import { AuthoringError } from '../error.ts';
import type { SchemaChange } from '../plan/migration-plan.ts';
import type { EnvironmentRow, EnvironmentType } from '../ports/environment.ts';
import type { EnvironmentPlan } from './plan-environment.ts';
import type { RunRequest } from './run.ts';
import { isPreviewNumber } from './version-number.ts';

const PREVIEW_TYPES: ReadonlySet<EnvironmentType> = new Set(['development', 'sandbox', 'preview']);

/** @param plan.versions that it brings @throws ENVIRONMENT_TYPE_FORBIDDEN, DESTRUCTIVE_BLOCKED */
export function assertAllowed(
  environment: EnvironmentRow,
  request: Pick<RunRequest, 'kind' | 'force'>,
  { versions, planned }: { readonly versions: readonly string[]; readonly planned: EnvironmentPlan },
): void {
  const { plan } = planned;
  // Whatever brings it: a rollback names any version of the package, a snapshot too.
  if (versions.some(isPreviewNumber) && !PREVIEW_TYPES.has(environment.type))
    throw new AuthoringError(
      'ENVIRONMENT_TYPE_FORBIDDEN',
      `a draft cannot be previewed in '${environment.name}' (${environment.type})`,
      {
        suggestion:
          'preview in a development, sandbox or preview environment; elsewhere name a sealed version',
      },
    );
  // Finalize only renames aside; what a purge may remove is decided by how long it was kept.
  const isContract = request.kind === 'finalize' || request.kind === 'purge';
  const gated = environment.type === 'production' && !isContract;
  if (!gated || !plan.destructive || request.force) return;
  const lost = plan.changes.filter((change) => change.destructive && !goesAlready(change, planned));
  if (lost.length === 0) return;
  throw new AuthoringError(
    'DESTRUCTIVE_BLOCKED',
    `the plan loses or changes data in '${environment.name}': ${lost.map((change) => (change.column === undefined ? change.table : `${change.table}.${change.column}`)).join(', ')}`,
    {
      details: { changes: lost },
      suggestion: `read what is lost by repeating with ${request.kind === 'rollback' ? '--preview' : '--dry-run'}, then repeat with --force`,
    },
  );
}

/** An earlier run was allowed to drop it, and the active version has it no more: this run only leaves it as dropped. */
function goesAlready({ kind, table, column }: SchemaChange, { plan, dropped }: EnvironmentPlan): boolean {
  if (kind !== 'drop_column' && kind !== 'drop_table') return false;
  const renamed = plan.steps.find(({ step }) => step.kind === 'rename_table' && step.to === table);
  const names = [table, renamed?.step.table ?? table];
  return names.some((name) => dropped?.has(column === undefined ? name : `${name}.${column}`));
}
