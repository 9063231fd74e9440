/**
 * Owns the real table in the words of the one that is required: what is physically as required stays the required's
 * very spec, because a catalog tells less than a spec does; only what differs is read from the catalog.
 */
import { isReservedPhysicalName, type PhysicalTable, sameIndex } from '../plan/physical-schema.ts';
import type { TableReading, Unreadable } from '../plan/read-table.ts';
import type { ColumnSpec, IndexSpec, TableSpec } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';

/** @returns the table without what is held in it; unreadable is only what differs */
export function foundTable(
  target: Pick<TargetDatabase, 'render' | 'specOf'>,
  required: TableSpec,
  actual: PhysicalTable,
): TableReading {
  const own = withoutReserved(actual);
  const needed = target.render(required);
  const { spec, unreadable } = target.specOf(required.name, own);
  const askedColumns = new Map(required.columns.map((column) => [column.name, column]));
  const askedIndexes = new Map(required.indexes.map((index) => [index.name, index]));
  const columns = spec.columns.map((read): ColumnSpec => {
    const asked = askedColumns.get(read.name);
    const [real, need] = [own.columns.get(read.name), needed.columns.get(read.name)];
    if (!asked || !real || !need) return read;
    return {
      ...asked,
      type: real.type === need.type ? asked.type : read.type,
      notNull: real.notNull === need.notNull ? asked.notNull : real.notNull,
      default: real.default === need.default ? asked.default : read.default,
    };
  });
  const isAsNeeded = (index: string) => {
    const [real, need] = [own.indexes.get(index), needed.indexes.get(index)];
    return real !== undefined && need !== undefined && sameIndex(real, need);
  };
  const indexes = spec.indexes.map((read): IndexSpec => {
    const asked = askedIndexes.get(read.name);
    return asked && isAsNeeded(read.name) ? asked : read;
  });
  const differs = ({ what, column, index }: Unreadable): boolean => {
    if (what === 'index') return !isAsNeeded(index as string);
    const [real, need] = [own.columns.get(column as string), needed.columns.get(column as string)];
    if (!real || !need) return true;
    if (what === 'type') return real.type !== need.type;
    return what === 'default' ? real.default !== need.default : real.notNull !== need.notNull;
  };
  return {
    spec: { ...spec, columns, indexes, owner: required.owner },
    unreadable: unreadable.filter(differs),
  };
}

function withoutReserved({ columns, indexes }: PhysicalTable): PhysicalTable {
  const kept = <T>(entries: ReadonlyMap<string, T>) =>
    new Map([...entries].filter(([name]) => !isReservedPhysicalName(name)));
  return { columns: kept(columns), indexes: kept(indexes) };
}
