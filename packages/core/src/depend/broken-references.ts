/**
 * Owns references from one package to another that a change of one of them breaks: what an installed package names must
 * still be there afterwards, and what a package brings along must find in this environment what it found where it was
 * made. What was broken before is not the change's doing.
 */
import { compareIndexes, type ItemIndex } from '../metadata/item-index.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { Problem } from '../validate/problem.ts';
import type { ItemFacts } from '../validate/references/facts.ts';
import { losesSymbols } from '../validate/set-symbols.ts';
import { type InstalledPackage, type ValidateSetInput, validateSet } from '../validate/validate-set.ts';

export interface PackageBeside {
  /** manifestId. */
  readonly packageId: string;
  readonly index: ItemIndex;
  readonly manifest: ValidateSetInput['manifest'];
  readonly installed: InstalledPackage;
}

export interface BrokenReference {
  /** manifestId of the package that names what is not there. */
  readonly packageId: string;
  readonly ref: ItemKey;
  readonly path: string;
  readonly message: string;
}

const CODES: ReadonlySet<Problem['code']> = new Set([
  'REFERENCE_DANGLING',
  'REFERENCE_EXTERNAL',
  'NAME_DUPLICATE',
]);

/** @param beside what was there before, and what is there now: of both the difference counts */
export function brokenReferences(
  one: PackageBeside,
  before: readonly PackageBeside[],
  after: readonly PackageBeside[],
): readonly BrokenReference[] {
  const passedOver = new Set([...problemsBeside(one, before).map(place), ...tolerated(one)]);
  return problemsBeside(one, after)
    .filter((problem) => !passedOver.has(place(problem)))
    .map(({ ref, path, message }) => ({ packageId: one.packageId, ref, path, message }));
}

function problemsBeside(one: PackageBeside, others: readonly PackageBeside[]): readonly Problem[] {
  return validateSet({
    manifest: one.manifest,
    items: one.installed.items,
    base: new Set(one.index.keys()),
    origin: 'import',
    installed: others
      .filter(({ packageId }) => packageId !== one.packageId)
      .map(({ installed }) => installed),
  }).filter(({ code }) => CODES.has(code));
}

/** Where the runtime does without: a translation of what is gone, a token of a template. */
function tolerated({ installed }: PackageBeside): readonly string[] {
  return installed.items.flatMap(({ key, facts }) =>
    facts.references.flatMap(({ path, soft }) => (soft ? [place({ ref: key, path })] : [])),
  );
}

const place = ({ ref, path }: Pick<Problem, 'ref' | 'path'>) => `${ref} ${path}`;

/** Whether others may miss something of a package that they had: only then they have to be looked through. */
export function takesAway(before: PackageBeside | undefined, after: PackageBeside | undefined): boolean {
  if (before === undefined) return false;
  if (after === undefined) return true;
  const { removed, changed } = compareIndexes(before.index, after.index);
  if (removed.length > 0) return true;
  const [old, now] = [factsBy(before), factsBy(after)];
  return changed.some((key) => losesSymbols(key, old.get(key), now.get(key)));
}

function factsBy({ installed }: PackageBeside): ReadonlyMap<ItemKey, ItemFacts> {
  return new Map(installed.items.map(({ key, facts }) => [key, facts]));
}
