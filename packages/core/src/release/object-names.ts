/**
 * Owns the names that objects of one environment went by, whoever asks: a package that extends an object of another one calls
 * it as that one did then, and its own facts tell nothing of the rename.
 */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { type Fact, isRename } from '../metadata/fact.ts';
import { parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';

export class ObjectNames {
  readonly #facts: () => Promise<readonly (readonly Fact[])[]>;
  readonly #tableOf: (objectName: string) => string;
  /** By table: those that a rename leads to from there, either way. */
  #beside: Promise<ReadonlyMap<string, ReadonlySet<string>>> | null = null;

  /** @param facts of every package, read when they are needed first: hardly ever */
  constructor(facts: () => Promise<readonly (readonly Fact[])[]>, tableOf: (objectName: string) => string) {
    this.#facts = facts;
    this.#tableOf = tableOf;
  }

  /** @returns every other name that a table had or will have */
  async besides(table: string): Promise<ReadonlySet<string>> {
    this.#beside ??= this.#renames();
    const beside = await this.#beside;
    const names = new Set([table]);
    for (const name of names) for (const other of beside.get(name) ?? []) names.add(other);
    names.delete(table);
    return names;
  }

  async #renames(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const beside = new Map<string, Set<string>>();
    for (const fact of (await this.#facts()).flat()) {
      if (!isRename(fact) || fact.path !== undefined || parseKey(fact.ref).type !== 'object') continue;
      const [from, to] = [this.#tableOf(fact.from), this.#tableOf(fact.to)];
      beside.set(from, (beside.get(from) ?? new Set()).add(to));
      beside.set(to, (beside.get(to) ?? new Set()).add(from));
    }
    return beside;
  }
}

/** What the packages of an environment said, and those that come. */
export async function factsIn(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  coming: readonly { readonly facts: readonly Fact[] }[],
): Promise<readonly (readonly Fact[])[]> {
  const facts = coming.map((one) => one.facts);
  for (const { versionId } of await plane.installations.list(scope, environmentId))
    facts.push((await versionContent(context, plane, scope, versionId)).facts);
  return facts;
}
