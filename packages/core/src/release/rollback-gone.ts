/**
 * Owns finding the fields that a version requires and a rollback would bring back empty. The tables would take it, but for
 * NOT NULL, which preflight asks about; the app would not: none of these records could be saved any more.
 */
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import { keysOfType } from '../metadata/item-index.ts';
import { parseKey } from '../metadata/ref.ts';
import { severityOf } from '../plan/preflight-severity.ts';
import type { PreflightFinding, TargetDatabase } from '../ports/target-database.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import type { EnvironmentPlan } from './plan-environment.ts';
import type { RollbackEffect } from './rollback-effects.ts';

/** @param effects of the plan @returns as preflight says it of rows that nothing fills */
export async function requiredAndGone(
  context: Pick<Context, 'cache' | 'plane'>,
  scope: Scope,
  database: TargetDatabase,
  {
    planned,
    content,
    effects,
    known,
  }: {
    readonly planned: EnvironmentPlan;
    /** Of the version gone back to. */
    readonly content: PackageContent;
    readonly effects: readonly RollbackEffect[];
    /** What preflight found: it need not be said twice. */
    readonly known: readonly PreflightFinding[];
  },
): Promise<readonly PreflightFinding[]> {
  const empty = effects.flatMap((effect) => {
    if (effect.fate !== 'lost' || effect.now === null) return [];
    const { table, column, addedBy, now } = effect;
    const added = planned.plan.steps.find(({ step }) => step.id === addedBy)?.step;
    if (column === undefined || added?.kind !== 'add_column' || added.column.default !== null) return [];
    return [{ stepId: added.id, table, column, now: now.table }];
  });
  if (empty.length === 0) return [];
  const required = await requiredColumns(context, scope, content);
  const said = new Set(known.map(({ check, table, column }) => `${check} ${table}.${column}`));
  const asked = empty.filter(({ table, column }) => {
    const name = `${table}.${column}`;
    return required.has(name) && !said.has(`unfilled_rows ${name}`);
  });
  const counts = await database.countRows(asked.map(({ now }) => ({ table: now })));
  return asked.flatMap(({ stepId, table, column }, at): PreflightFinding[] => {
    const count = counts[at] ?? 0;
    if (count === 0) return [];
    const check = 'unfilled_rows';
    return [{ stepId, check, severity: severityOf(check), table, column, count, exact: true }];
  });
}

/** `table.column` of the fields that a record cannot be saved without. */
async function requiredColumns(
  context: Pick<Context, 'cache' | 'plane'>,
  scope: Scope,
  { index }: PackageContent,
): Promise<ReadonlySet<string>> {
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const keys = ['object', 'object_extension'].flatMap((type) => keysOfType(index, type));
  const bodies = await bodiesOf(context, context.plane, scope, index, keys);
  const required = new Set<string>();
  for (const [key, body] of bodies) {
    const { extend, fields } = body as { readonly extend?: string; readonly fields?: object };
    const object = extend ?? parseKey(key).name;
    for (const [field, spec] of Object.entries(fields ?? {}))
      if ((spec as { required?: unknown }).required === true) required.add(`${tableNameOf(object)}.${field}`);
  }
  return required;
}
