/**
 * Owns what a run that nobody knows any more left beside the schema, as steps that take it away: shadows, which hold only
 * what the column beside them says, their indexes, and what keeps any column that is too many equal to another one. The
 * values of such a column stay: it is put aside as every other one is.
 */
import { isReservedPhysicalName, type PhysicalTable } from '../plan/physical-schema.ts';
import { isShadowName, shadowedName, syncName } from '../plan/shadow-name.ts';
import type { Step } from '../plan/steps/step.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';

export interface Leftovers {
  readonly columns: TableSpec['columns'];
  readonly indexes: TableSpec['indexes'];
  readonly steps: readonly Step[];
}

/** @param known names of columns that somebody asks for: required, or held */
export function leftoversIn(
  target: Pick<TargetDatabase, 'specOf'>,
  table: string,
  actual: PhysicalTable,
  known: ReadonlySet<string>,
): Leftovers {
  const { spec } = target.specOf(table, actual);
  const columns = spec.columns.filter(({ name }) => isShadowName(name) && !known.has(name));
  const shadows = new Set(columns.map(({ name }) => name));
  const indexes = spec.indexes.filter(
    ({ name, parts }) => isReservedPhysicalName(name) || parts.some(({ column }) => shadows.has(column)),
  );
  const unknown = spec.columns.filter(({ name }) => !known.has(name));
  return {
    columns,
    indexes,
    steps: [
      ...unknown.map((column): Step => {
        const aside = column.name.startsWith('_hold_') ? column.name : `${table}.${column.name}`;
        return {
          kind: 'end_sync',
          id: `expand:end_sync:${table}.${column.name}`,
          phase: 'expand',
          table,
          column: column.name,
          old: column,
          heldName: aside,
          twoWay: true,
        };
      }),
      ...indexes.map(
        (index): Step => ({
          kind: 'drop_index',
          id: `expand:drop_index:${table}.${index.name}`,
          phase: 'expand',
          table,
          index,
        }),
      ),
      ...columns.map(
        (shadow): Step => ({
          kind: 'drop_shadow',
          id: `expand:drop_shadow:${table}.${shadow.name}`,
          phase: 'expand',
          table,
          column: shadowedName(shadow.name),
          shadow,
          sync: syncName(`${table}.${shadow.name}`),
        }),
      ),
    ],
  };
}
