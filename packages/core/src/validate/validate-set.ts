/**
 * Owns the validation of a whole package against itself and what is installed beside it: all problems at once, in a
 * stable order. `SetValidation` keeps what it learned, so that a change costs what it touches and not the package.
 */
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import type { Problem } from './problem.ts';
import type { ItemFacts, Reference, Relations } from './references/facts.ts';
import { cycleProblems, type Masters } from './rules/master-detail-cycle.ts';
import { duplicateProblem, namespaceProblem, repeatedProblem } from './rules/name-duplicate.ts';
import { namespacePrefixProblem } from './rules/namespace-prefix.ts';
import { referenceProblem } from './rules/reference-problem.ts';
import { type Miss, missOf } from './rules/reference-resolves.ts';
import { secretProblems } from './rules/secret-problem.ts';
import { type ManifestFacts, type SetContext, setContext } from './set-context.ts';
import { SetIndex, type SetItem } from './set-index.ts';
import { changedSymbols, SymbolReaders } from './set-symbols.ts';

export interface InstalledPackage {
  readonly packageId: string;
  readonly namespace?: string;
  readonly items: readonly SetItem[];
}

export interface ValidateSetInput {
  readonly manifest: ManifestFacts;
  /** The effective set: every item of the package with the facts of its body. */
  readonly items: readonly SetItem[];
  /** Keys of the base version: what is in it is not new. */
  readonly base?: ReadonlySet<ItemKey>;
  /** How items outside the base came in; `stage` by default. */
  readonly origin?: 'stage' | 'import';
  /** Other packages of the environment. */
  readonly installed?: readonly InstalledPackage[];
}

export interface SetChange {
  /** New items and items with new facts. */
  readonly put?: readonly SetItem[];
  readonly removed?: readonly ItemKey[];
}

/** @returns every problem of the set, sorted by item, path and message */
export function validateSet(input: ValidateSetInput): Problem[] {
  return new SetValidation(input).problems();
}

interface Finding {
  readonly reference: Reference;
  readonly miss: Miss;
}

export class SetValidation {
  readonly #context: SetContext;
  readonly #index = new SetIndex();
  readonly #items = new Map<ItemKey, ItemFacts>();
  /** What is wrong with an item whatever it refers to. */
  readonly #ofItems = new Map<ItemKey, readonly Problem[]>();
  readonly #masters = new Map<string, Masters>();
  /** Undefined when the masters have changed since. */
  #cycles: readonly Problem[] | undefined;
  readonly #findings = new Map<ItemKey, readonly Finding[]>();
  readonly #fixed: Problem[] = [];
  /** Built by the first update: a single validation needs no reverse index. */
  #readers: SymbolReaders | undefined;

  constructor(input: ValidateSetInput) {
    const installed = input.installed ?? [];
    this.#context = setContext({
      manifest: input.manifest,
      origin: input.origin ?? 'stage',
      base: input.base ?? new Set(),
      installedIds: new Set(installed.map((known) => known.packageId)),
    });
    for (const { packageId, items } of installed) {
      if (packageId === input.manifest.packageId) continue;
      for (const item of items) this.#index.add(item, { own: false, packageId });
    }
    const namespace = namespaceProblem(input.manifest, installed);
    if (namespace !== undefined) this.#fixed.push(namespace);
    this.#fill(input.items);
    for (const key of this.#items.keys()) this.#check(key);
  }

  #fill(items: readonly SetItem[]): void {
    const repeated = new Map<ItemKey, number>();
    for (const item of items) {
      if (this.#items.has(item.key)) repeated.set(item.key, (repeated.get(item.key) ?? 1) + 1);
      else this.#put(item);
    }
    for (const [key, times] of repeated) this.#fixed.push(repeatedProblem(key, times));
  }

  #put(item: SetItem): void {
    this.#items.set(item.key, item.facts);
    this.#index.add(item);
    const duplicate = duplicateProblem(item.key, this.#index);
    const prefix = namespacePrefixProblem(item.key, this.#context);
    const secrets = secretProblems(item.key, item.facts.secrets);
    const problems = [duplicate, prefix, ...secrets].filter((problem) => problem !== undefined);
    if (problems.length > 0) this.#ofItems.set(item.key, problems);
    const { masters } = item.facts.defines;
    if (masters === undefined) return;
    this.#masters.set(parseKey(item.key).name, masters);
    this.#cycles = undefined;
  }

  #drop(key: ItemKey): ItemFacts | undefined {
    const facts = this.#items.get(key);
    if (facts === undefined) return undefined;
    this.#items.delete(key);
    this.#findings.delete(key);
    this.#ofItems.delete(key);
    this.#index.remove({ key, facts });
    if (facts.defines.masters !== undefined) {
      this.#masters.delete(parseKey(key).name);
      this.#cycles = undefined;
    }
    return facts;
  }

  #check(key: ItemKey): void {
    const facts = this.#items.get(key);
    if (facts === undefined) return;
    const findings: Finding[] = [];
    const consult = this.#readers?.reading(key);
    for (const reference of facts.references) {
      const miss = missOf(reference, this.#index, this.#context, consult);
      if (miss !== undefined) findings.push({ reference, miss });
    }
    if (findings.length > 0) this.#findings.set(key, findings);
    else this.#findings.delete(key);
  }

  /** Re-checks what the change touches: the changed items and those that read what they used to define. */
  update(change: SetChange): void {
    if (this.#readers === undefined) {
      this.#readers = new SymbolReaders();
      for (const key of this.#items.keys()) this.#check(key);
    }
    const readers = this.#readers;
    const affected = new Set<ItemKey>();
    const touch = (symbol: string): void => {
      for (const reader of readers.of(symbol)) affected.add(reader);
    };
    for (const key of change.removed ?? []) {
      const before = this.#drop(key);
      if (before !== undefined) changedSymbols(key, before, undefined, touch);
      readers.forget(key);
      affected.delete(key);
    }
    for (const item of change.put ?? []) {
      const before = this.#drop(item.key);
      this.#put(item);
      changedSymbols(item.key, before, item.facts, touch);
      affected.add(item.key);
    }
    for (const key of affected) this.#check(key);
  }

  /** Every problem of the set as it now stands. */
  problems(): Problem[] {
    this.#cycles ??= cycleProblems(this.#masters);
    const problems = [...this.#fixed, ...this.#cycles, ...[...this.#ofItems.values()].flat()];
    for (const [key, findings] of this.#findings) {
      for (const { reference, miss } of findings) {
        problems.push(referenceProblem(key, reference, miss, this.#index));
      }
    }
    return problems.sort(byPlace);
  }

  /** What relationship paths need to be followed while references are rewritten. */
  get relations(): Relations {
    return {
      relatedObject: (object, field) => {
        const facts = this.#index.field(object, field);
        return facts === undefined || facts === true || typeof facts === 'string'
          ? undefined
          : facts.reference;
      },
      datasetObject: (dataset) => this.#index.datasetObject(dataset),
    };
  }
}

function byPlace(a: Problem, b: Problem): number {
  return compare(a.ref, b.ref) || compare(a.path, b.path) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
