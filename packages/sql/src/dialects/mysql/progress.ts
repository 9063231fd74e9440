/**
 * Owns how far an ALTER TABLE is that another connection runs, as MariaDB tells: stages of a copy, and percent of each.
 * Of what it changes in place it says nothing.
 */
import type { RowProgress } from '@objectstack/metadata-authoring';
import type { ObservedClient } from './observed-client.ts';

const PROGRESS =
  'SELECT STAGE, MAX_STAGE, PROGRESS FROM information_schema.PROCESSLIST WHERE ID = ? AND MAX_STAGE > 0';

/** MySQL counts only for a consumer of its performance schema that is off as it comes. */
export async function progressOf(
  client: ObservedClient,
  connectionId: number,
): Promise<Omit<RowProgress, 'stepId'> | null> {
  if (!client.fromMariaDb) return null;
  const [row] = await client.query<[number, number, number]>(PROGRESS, [connectionId]);
  if (!row) return null;
  const [stage, stages, percent] = row.map(Number) as [number, number, number];
  return {
    unit: 'percent',
    done: Math.min(99, Math.floor(((stage - 1) * 100 + percent) / stages)),
    total: 100,
  };
}
