/**
 * Owns validating a package again: what was learned about the set before is brought up to date instead of being learned
 * anew, so that a change costs what it touches. Gives exactly what a validation from scratch gives.
 */
import { compareIndexes, type ItemIndex } from '../metadata/item-index.ts';
import type { ItemKey } from '../metadata/ref.ts';
import type { Problem } from '../validate/problem.ts';
import type { ItemFacts } from '../validate/references/facts.ts';
import { type InstalledPackage, SetValidation, type ValidateSetInput } from '../validate/validate-set.ts';

export interface SetContent {
  readonly index: ItemIndex;
  /** Of every item of the index. */
  readonly facts: ReadonlyMap<ItemKey, ItemFacts>;
  readonly base: ReadonlySet<ItemKey>;
  readonly installed: readonly InstalledPackage[];
  readonly manifest: ValidateSetInput['manifest'];
  readonly origin: NonNullable<ValidateSetInput['origin']>;
}

export class KnownValidation {
  readonly #validation: SetValidation;
  #content: SetContent;

  constructor(content: SetContent) {
    this.#content = content;
    this.#validation = new SetValidation({ ...content, items: itemsOf(content.facts, content.facts.keys()) });
  }

  /** What the set is judged against is the same: only then can it be brought up to date. */
  covers({ base, installed, manifest, origin }: SetContent): boolean {
    const known = this.#content;
    return (
      origin === known.origin &&
      JSON.stringify(manifest) === JSON.stringify(known.manifest) &&
      base.size === known.base.size &&
      [...base].every((key) => known.base.has(key)) &&
      sameInstalled(installed, known.installed)
    );
  }

  /** @returns every problem of the set as it now stands */
  bringTo(content: SetContent): Problem[] {
    const { added, changed, removed } = compareIndexes(this.#content.index, content.index);
    if (added.length + changed.length + removed.length > 0)
      this.#validation.update({ put: itemsOf(content.facts, [...added, ...changed]), removed });
    this.#content = content;
    return this.#validation.problems();
  }
}

function itemsOf(facts: ReadonlyMap<ItemKey, ItemFacts>, keys: Iterable<ItemKey>) {
  return [...keys].map((key) => ({ key, facts: facts.get(key) as ItemFacts }));
}

/** Facts are made once a body, so the same content is the same object. */
function sameInstalled(a: readonly InstalledPackage[], b: readonly InstalledPackage[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ packageId, namespace, items }, at) => {
      const other = b[at];
      return (
        packageId === other?.packageId &&
        namespace === other.namespace &&
        items.length === other.items.length &&
        items.every((item, position) => item.facts === other.items[position]?.facts)
      );
    })
  );
}
