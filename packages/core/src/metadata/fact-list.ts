/**
 * Owns the one ordered list of facts in two parts, as it is sealed: renames as they always were, and conversions, each
 * with its place among them. Where there are no conversions there is no such part.
 */
import { type ConversionFact, type Fact, isConversion } from './fact.ts';
import type { RenameFact } from './rename-fact.ts';

export interface PlacedConversion extends ConversionFact {
  /** How many renames of the list come before it. */
  readonly after: number;
}

export interface FactParts {
  readonly renames: readonly RenameFact[];
  /** In their order. */
  readonly conversions?: readonly PlacedConversion[];
}

export function partsOf(facts: readonly Fact[]): FactParts {
  const renames: RenameFact[] = [];
  const conversions: PlacedConversion[] = [];
  for (const fact of facts)
    if (isConversion(fact)) conversions.push({ ...fact, after: renames.length });
    else renames.push(fact);
  return conversions.length === 0 ? { renames } : { renames, conversions };
}

export function joinParts({ renames, conversions = [] }: FactParts): readonly Fact[] {
  const facts: Fact[] = [];
  let next = 0;
  for (let before = 0; before <= renames.length; before += 1) {
    for (; conversions[next]?.after === before; next += 1) {
      const { after: _place, ...fact } = conversions[next] as PlacedConversion;
      facts.push(fact);
    }
    const rename = renames[before];
    if (rename) facts.push(rename);
  }
  return facts;
}
