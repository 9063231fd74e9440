/** Owns the rows that a runtime of one version has left in the tables: made here, written by the real driver. */

import { openJudged } from '../judge/database.ts';
import { sampleValue } from '../judge/sample-value.ts';
import type { ServedField, ServedObject } from '../judge/served-object.ts';
import { serve } from '../storage/real-driver.ts';

export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** Two rows with a value in every column that its object declares, and one that leaves out all it may. */
export function rowsFor(objects: readonly unknown[], version: number): Rows {
  const entries = servedObjects(objects).map(({ name, fields }, place) => {
    const row = (round: 1 | 2) => {
      const seq = version * 1_000 + place * 4 + round;
      const id = `row_${version}_${place}_${round}`;
      const values = Object.entries(fields).map(([field, definition]) => [
        field,
        storedValue(field, definition, seq, round),
      ]);
      return { ...Object.fromEntries(values.filter(([, value]) => value !== undefined)), id };
    };
    const full = row(1) as Record<string, unknown>;
    const needed = Object.entries(fields).filter(([, { storage }]) => storage?.notNull === true);
    const sparse = Object.fromEntries(
      needed.map(([field, definition]) => [
        field,
        storedValue(field, definition, version * 1_000 + place * 4 + 3, 1),
      ]),
    );
    return [name, [full, row(2), { ...sparse, id: `row_${version}_${place}_3` }]] as const;
  });
  return Object.fromEntries(entries);
}

/** @returns how many rows were written */
export async function insertRows(url: string, objects: readonly unknown[], rows: Rows): Promise<number> {
  const judged = await openJudged(url);
  try {
    judged.driver.registerObjectMetadata(served(objects) as never);
    let count = 0;
    for (const [object, list] of Object.entries(rows))
      for (const row of list) {
        await judged.driver.create(object, { ...row });
        count += 1;
      }
    return count;
  } finally {
    await judged.close();
  }
}

function served(objects: readonly unknown[]) {
  return serve([{ packageId: 'com.objectstack.replay', objects: objects as Record<string, unknown>[] }]);
}

interface StoredField extends ServedField {
  readonly storage?: { readonly notNull?: boolean };
}

function servedObjects(objects: readonly unknown[]) {
  return served(objects) as unknown as readonly (ServedObject & {
    readonly fields: Record<string, StoredField>;
  })[];
}

/** Also what no caller may choose: numbers and references that the runtime fills in by itself. */
function storedValue(name: string, field: ServedField, seq: number, round: 1 | 2): unknown {
  if (name === 'id' || field.type === 'formula') return undefined;
  const key = `${name}_${seq.toString(36)}`;
  const sample = { key, seq, round, reference: (object: string) => `${object}_${seq}` };
  const chosen = sampleValue(field, sample);
  if (chosen !== undefined) return chosen;
  switch (field.type) {
    case 'summary':
      return seq;
    case 'vector':
      return [0.25, 0.5];
    default:
      return key;
  }
}
