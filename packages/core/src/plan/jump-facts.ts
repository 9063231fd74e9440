/**
 * Owns which facts lie between two versions and in which order they happen: those that only the target has, as they were
 * stated, and before them those that only the base has (a rollback), inverted and newest first. What one of the versions
 * between has none of ends there, whatever has its name in the target.
 */
import { type Fact, factsBeyond, isConversion } from '../metadata/fact.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { AuthoredExpression } from './expression/authored-expression.ts';

export interface DirectedRename {
  readonly kind: 'item' | 'field';
  /** For a field: its object. For an item: its old key. */
  readonly ref: ItemKey;
  readonly from: string;
  readonly to: string;
}

export interface DirectedConversion {
  readonly kind: 'conversion';
  readonly ref: ItemKey;
  readonly field: string;
  /** What the field gets. Absent: it keeps its values, as far as the other side of the fact leaves them. */
  readonly value?: AuthoredExpression;
  /** What gives it back. */
  readonly back?: AuthoredExpression;
}

/** What authors said. */
export type StatedFact = DirectedRename | DirectedConversion;

/** No fact of an author: it follows from the versions that lie between. */
export interface DirectedEnd {
  readonly kind: 'end';
  /** The object, as it is called then. */
  readonly ref: ItemKey;
  /** null: the object ends, with all that is in it. */
  readonly field: string | null;
}

export type DirectedFact = StatedFact | DirectedEnd;

export function factsBetween(from: readonly Fact[], to: readonly Fact[]): readonly StatedFact[] {
  return [
    ...[...factsBeyond(from, to)].reverse().map((fact) => inverse(directed(fact))),
    ...factsBeyond(to, from).map(directed),
  ];
}

/** The same jump the other way. */
export function inverted(facts: readonly DirectedFact[]): readonly DirectedFact[] {
  return [...facts].reverse().map((fact) => (fact.kind === 'end' ? fact : inverse(fact)));
}

function directed(fact: Fact): StatedFact {
  if (!isConversion(fact))
    return {
      kind: fact.path === 'fields' ? 'field' : 'item',
      ref: fact.ref,
      from: fact.from,
      to: fact.to,
    };
  return conversion(fact.ref, fact.field, fact.up, fact.down);
}

function inverse(fact: StatedFact): StatedFact {
  switch (fact.kind) {
    case 'conversion':
      return conversion(fact.ref, fact.field, fact.back, fact.value);
    case 'field':
      return { ...fact, from: fact.to, to: fact.from };
    case 'item':
      return {
        kind: 'item',
        ref: keyOf({ type: parseKey(fact.ref).type, name: fact.to }),
        from: fact.to,
        to: fact.from,
      };
  }
}

function conversion(
  ref: ItemKey,
  field: string,
  value: AuthoredExpression | undefined,
  back: AuthoredExpression | undefined,
): DirectedConversion {
  return {
    kind: 'conversion',
    ref,
    field,
    ...(value === undefined ? {} : { value }),
    ...(back === undefined ? {} : { back }),
  };
}
