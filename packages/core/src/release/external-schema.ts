/** Owns environments whose tables are not ours to change: no DDL ever, a mismatch is reported. */
import { type Drift, driftBetween } from '../plan/physical-schema.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { TargetDatabase } from '../ports/target-database.ts';
import { renderAll } from './render-tables.ts';

/** What the wanted tables need and the database lacks; what it has beyond that is its own business. */
export async function externalMismatch(
  target: TargetDatabase,
  wanted: SchemaState,
): Promise<readonly Drift[]> {
  if (wanted.size === 0) return [];
  const actual = await target.introspect([...wanted.keys()]);
  return driftBetween(renderAll(target, wanted), actual).filter((entry) => entry.kind !== 'extra');
}
