/** Owns reading facts from a file: only what has their shape may join a draft. */
import { AuthoringError } from '../error.ts';
import { parseExpression } from '../plan/expression/parse-expression.ts';
import type { Fact } from './fact.ts';
import { type FactParts, joinParts, type PlacedConversion } from './fact-list.ts';
import type { ItemKey } from './ref.ts';
import type { RenameFact } from './rename-fact.ts';

/** @throws INPUT_UNPARSABLE, EXPRESSION_INVALID */
export async function checkedFacts(input: Partial<FactParts>): Promise<readonly Fact[]> {
  const renames = (input.renames ?? []).map(checkedRename);
  const conversions: PlacedConversion[] = [];
  for (const fact of input.conversions ?? []) conversions.push(await checkedConversion(fact, renames.length));
  const inOrder = conversions.every(
    ({ after }, at) => at === 0 || (conversions[at - 1]?.after ?? 0) <= after,
  );
  if (!inOrder) throw notWhole('conversions');
  return joinParts({ renames, conversions });
}

function checkedRename(fact: Partial<RenameFact> | null): RenameFact {
  const { id, ref, path, from, to } = fact ?? {};
  if (!isId(id) || !isText(ref) || !isText(from) || !isText(to) || (path !== undefined && path !== 'fields'))
    throw notWhole('renames');
  return { id, ref: ref as ItemKey, ...(path === undefined ? {} : { path }), from, to };
}

async function checkedConversion(
  fact: Partial<PlacedConversion> | null,
  renames: number,
): Promise<PlacedConversion> {
  const { id, ref, field, up, down, after } = fact ?? {};
  const placed = Number.isSafeInteger(after) && (after as number) >= 0 && (after as number) <= renames;
  if (!isId(id) || !isText(ref) || !isText(field) || !placed || (up === undefined && down === undefined))
    throw notWhole('conversions');
  return {
    after: after as number,
    id,
    ref: ref as ItemKey,
    field,
    ...(up === undefined ? {} : { up: await parseExpression(up) }),
    ...(down === undefined ? {} : { down: await parseExpression(down) }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function notWhole(part: 'renames' | 'conversions'): AuthoringError {
  return new AuthoringError('INPUT_UNPARSABLE', `the ${part} of the sealed version are not whole`, {
    suggestion: 'export the version again with: mda export',
  });
}
