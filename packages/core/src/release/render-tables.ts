/** Owns how many tables of specs look to one database: what it would say of each if it stood there. */
import type { PhysicalSchema } from '../plan/physical-schema.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';

export function renderAll(target: Pick<TargetDatabase, 'render'>, tables: SchemaState): PhysicalSchema {
  return new Map([...tables].map(([name, table]) => [name, target.render(table)]));
}
