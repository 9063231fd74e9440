/**
 * Owns what a key that MariaDB keeps as a hash stands in the way of. It keeps a unique key so that is longer than any key of
 * InnoDB, and computes a hidden column for it: whatever is altered beside that, it makes by copying the table. That is
 * known before the first statement, not only when the server refuses the last one.
 */
import {
  AuthoringError,
  applyStep,
  type ColumnSpec,
  type IndexSpec,
  type SchemaState,
  type Step,
  stepTitle,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import type { ObservedClient } from './observed-client.ts';
import { COPY, isAltering, isSmall, waysOf } from './online-alter.ts';

/** 3,072 bytes, four for each character. */
const KEY_CHARS = 768;
/** Whatever else a key part is takes no more than two characters would. */
const OTHER_CHARS = 2;

/**
 * Reads only.
 * @param before the tables as they are, all of them
 * @throws ONLINE_REFUSED naming the steps, where their table has too many rows to be copied meanwhile
 */
export async function assertBesideHashedKeys(
  client: ObservedClient,
  steps: readonly Step[],
  before: SchemaState,
): Promise<void> {
  if (!client.fromMariaDb) return;
  const refused = besideHashedKeys(steps, before);
  for (const [live, { table, key, steps: those }] of refused) {
    if (await isSmall(client, live)) continue;
    throw new AuthoringError(
      'ONLINE_REFUSED',
      `MariaDB keeps the unique key '${key}' of '${table}' as a hash, and would copy the table for whatever is changed beside it: ${those.map((step) => stepTitle(step.id)).join('; ')}`,
      {
        details: { table, index: key, steps: those.map(({ id }) => id) },
        suggestion: `nothing was executed: ${wayOn(before, live, key)}`,
      },
    );
  }
}

/** A key that is there already stands in the way of giving its texts a length, too. */
function wayOn(before: SchemaState, table: string, key: string): string {
  const isThere = before.get(table)?.indexes.some(({ name }) => name === key);
  return isThere
    ? 'take the key out in a version of its own, then change the rest, and bring the key back in a last one'
    : `give the texts of that key a maxLength, together no more than ${KEY_CHARS}, or leave the key for a version of its own after this one`;
}

interface Beside {
  readonly table: string;
  readonly key: string;
  readonly steps: Step[];
}

/** By the name that the table has now. */
function besideHashedKeys(steps: readonly Step[], before: SchemaState): ReadonlyMap<string, Beside> {
  const tables = new Map(before);
  const live = new Map<string, string | null>([...before.keys()].map((name) => [name, name]));
  const found = new Map<string, Beside>();
  for (const step of steps) {
    const spec = tables.get(step.table);
    const name = live.get(step.table) ?? null;
    const key = spec && hashedKey(spec);
    if (key && name !== null && isInItsWay(step)) {
      const known = found.get(name) ?? { table: step.table, key, steps: [] };
      known.steps.push(step);
      found.set(name, known);
    }
    if (step.kind === 'rename_table') {
      live.set(step.to, name);
      live.delete(step.table);
    }
    applyStep(tables, step);
  }
  return found;
}

/** The key itself goes, and so does the table's name, without a look at its columns. */
function isInItsWay(step: Step): boolean {
  if (step.kind === 'drop_index' || step.kind === 'rename_table' || step.kind === 'hold_table') return false;
  return isAltering(step) && !waysOf(step).includes(COPY);
}

function hashedKey({ indexes, columns }: TableSpec): string | null {
  return indexes.find((index) => index.unique && isHashed(index, columns))?.name ?? null;
}

function isHashed({ parts }: IndexSpec, columns: readonly ColumnSpec[]): boolean {
  const chars = parts.map(({ column }) => {
    const type = columns.find(({ name }) => name === column)?.type;
    if (type?.kind === 'text' || type?.kind === 'json') return Number.POSITIVE_INFINITY;
    return type?.kind === 'string' ? type.length : OTHER_CHARS;
  });
  return chars.reduce((sum, length) => sum + length, 0) > KEY_CHARS;
}
