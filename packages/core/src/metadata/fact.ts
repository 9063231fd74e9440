/**
 * Owns facts: append-only statements of an author on what became of a name or of the values under it. One ordered list
 * of them is sealed into every version, so that any jump between two versions knows them, forwards and backwards.
 */
import { createHash } from 'node:crypto';
import type { AuthoredExpression } from '../plan/expression/authored-expression.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ItemKey } from './ref.ts';
import type { RenameFact } from './rename-fact.ts';

/**
 * How the values of a field came about when it changed. Facts apply one after the other: an expression reads what the
 * facts before it made, under the names that stood when it was stated.
 */
export interface ConversionFact {
  /** sha256 (64 hex) of ref, field, both expressions and base checksum. */
  readonly id: string;
  /** The object: `object/crm_account`. */
  readonly ref: ItemKey;
  /** Its name when the fact was stated. */
  readonly field: string;
  /** Its new values, from the fields as they were. Absent: a field that goes, of which only the way back is told. */
  readonly up?: AuthoredExpression;
  /** Its old values, from the fields as they are then. */
  readonly down?: AuthoredExpression;
}

export type Fact = RenameFact | ConversionFact;

export function isConversion(fact: Fact): fact is ConversionFact {
  return 'field' in fact;
}

export function isRename(fact: Fact): fact is RenameFact {
  return !isConversion(fact);
}

/** @param baseChecksum checksum of the object's body in the base, or '' for one new in its draft */
export function conversionFact(fact: Omit<ConversionFact, 'id'>, baseChecksum: string): ConversionFact {
  const id = createHash('sha256')
    .update(canonicalJson([fact.ref, fact.field, fact.up ?? null, fact.down ?? null, baseChecksum]))
    .digest('hex');
  return { id, ...fact };
}

/** Those that are not among the known ones. What was said once more, of the very same body, is another fact of the same id. */
export function factsBeyond<F extends { readonly id: string }>(
  facts: readonly F[],
  known: readonly { readonly id: string }[],
): readonly F[] {
  const left = new Map<string, number>();
  for (const { id } of known) left.set(id, (left.get(id) ?? 0) + 1);
  return facts.filter(({ id }) => {
    const times = left.get(id) ?? 0;
    if (times > 0) left.set(id, times - 1);
    return times === 0;
  });
}
