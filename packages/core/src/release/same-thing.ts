/**
 * Owns whether a table or a column of one version is the same thing in another one: under whatever name, it is in every
 * version on the way from the older one to the newer one. What was dropped and added again is another thing.
 */

import { firstPlace, isSamePlace, lastPlace, type Place, renameChains } from '../draft/rename-chains.ts';
import type { Fact } from '../metadata/fact.ts';
import { compareIndexes } from '../metadata/item-index.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import { columnAtEnd, objectAtEnd } from '../plan/fact-trace.ts';
import { type DirectedEnd, type DirectedFact, factsBetween, type StatedFact } from '../plan/jump-facts.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { ObjectNames } from './object-names.ts';
import type { VersionTables } from './version-tables.ts';

export interface NamedThing {
  readonly table: string;
  /** null: the table. */
  readonly column: string | null;
}

interface MissingThing extends NamedThing {
  /** That it is of. */
  readonly object: string;
  /** Which is another package's. */
  readonly isExtended: boolean;
}

export interface End {
  /** By its names where the way begins. */
  readonly thing: NamedThing;
  /** How many of the facts that authors stated come before it. */
  readonly after: number;
  readonly fact: DirectedEnd;
}

/** On the way between two versions; a longer one is not followed. */
const VERSIONS_MAX = 1_000;

export class VersionLineage {
  readonly #tables: VersionTables;
  readonly #names: ObjectNames;
  readonly #said = new Map<string, readonly StatedFact[]>();
  readonly #ended = new Map<string, readonly End[]>();
  readonly tableOf: (objectName: string) => string;

  constructor(tables: VersionTables, names: ObjectNames) {
    this.#tables = tables;
    this.#names = names;
    this.tableOf = tables.tableOf;
  }

  /**
   * What lies between two versions of a package; where others do, also what ends on the way.
   * @param from facts: of what was never a version of that name
   * @param except of these it is known that they stay, by their names in `from`
   */
  async facts(
    from: VersionRow | readonly Fact[],
    to: VersionRow,
    except: readonly NamedThing[] = [],
  ): Promise<readonly DirectedFact[]> {
    if (!('id' in from)) return factsBetween(from, (await this.#tables.content(to)).facts);
    const stated = await this.#stated(from, to);
    const facts: DirectedFact[] = [];
    let at = 0;
    for (const { after, thing, fact } of await this.ends(from, to)) {
      if (except.some(({ table, column }) => table === thing.table && column === thing.column)) continue;
      facts.push(...stated.slice(at, after), fact);
      at = after;
    }
    return [...facts, ...stated.slice(at)];
  }

  /** What authors said between two versions. */
  async #stated(from: VersionRow, to: VersionRow): Promise<readonly StatedFact[]> {
    const key = `${from.id} ${to.id}`;
    const known = this.#said.get(key);
    if (known) return known;
    const of = async (version: VersionRow) => (await this.#tables.content(version)).facts;
    const facts = from.id === to.id ? [] : factsBetween(await of(from), await of(to));
    const isOneLine = facts.length === 0 || (await this.#between(from, to)) !== null;
    const said = isOneLine ? facts : await this.#asNamed(facts, from, to);
    this.#said.set(key, said);
    return said;
  }

  /**
   * Of two versions that do not come from each other, as one that was made elsewhere, one may have had from the start what the
   * other renamed: the name that both have is all that anybody knows then. @returns facts without those of such a thing
   */
  async #asNamed(
    facts: readonly StatedFact[],
    from: VersionRow,
    to: VersionRow,
  ): Promise<readonly StatedFact[]> {
    const renames = facts.flatMap((fact) =>
      fact.kind === 'conversion'
        ? []
        : [{ said: fact, ref: fact.ref, from: fact.from, to: fact.to, ...pathOf(fact) }],
    );
    const chains = renameChains(renames);
    const has = ({ ref, field }: Place, version: VersionRow) =>
      this.has({ table: this.tableOf(parseKey(ref).name), column: field }, version);
    const without = new Set<StatedFact>();
    for (const chain of chains) {
      const [first, last] = [firstPlace(chain), lastPlace(chain)];
      const [isThere, arrives] = [await has(first, from), await has(last, to)];
      if (isThere === arrives) continue;
      const named = isThere ? first : last;
      const isNeeded = chains.some(
        (other) =>
          other !== chain && [firstPlace(other), lastPlace(other)].some((one) => isSamePlace(one, named)),
      );
      if (isNeeded || !(await has(named, from)) || !(await has(named, to))) continue;
      for (const { said } of chain.facts) without.add(said);
    }
    return without.size === 0 ? facts : facts.filter((fact) => !without.has(fact));
  }

  /** @param thing by its names in `from` */
  async isSame(thing: NamedThing, from: VersionRow, to: VersionRow): Promise<boolean> {
    for (const version of await this.#way(from, to))
      if (!(await this.reaches(thing, from, version))) return false;
    return true;
  }

  async has({ table, column }: NamedThing, version: VersionRow): Promise<boolean> {
    const there = await this.#tables.table(table, version);
    if (there === null) return false;
    return column === null ? !there.isExtended : there.columns.has(column);
  }

  /** @returns what the version calls it where it extends an object of another package, which has had other names; null: it has none */
  async find(thing: NamedThing, version: VersionRow): Promise<NamedThing | null> {
    if (await this.has(thing, version)) return thing;
    const { table, column } = thing;
    if (column === null || (await this.#tables.extended(version)).size === 0) return null;
    for (const name of await this.#names.besides(table))
      if ((await this.#tables.extended(version)).get(name)?.columns.has(column))
        return { table: name, column };
    return null;
  }

  /** Whether the facts lead from the thing to one of the version, whatever those between have. */
  async reaches({ table, column }: NamedThing, from: VersionRow, version: VersionRow): Promise<boolean> {
    const at = columnAtEnd(await this.#stated(from, version), table, column, this.tableOf);
    if (at === null) return false;
    const isExtended = (await this.#tables.table(table, from))?.isExtended === true;
    return isExtended ? (await this.find(at, version)) !== null : this.has(at, version);
  }

  /**
   * The things of `from` that do not come through to `to`, each where the first version has none of it, in the order of the facts.
   * Where no version lies between, names are all that anybody knows.
   */
  async ends(from: VersionRow, to: VersionRow): Promise<readonly End[]> {
    const key = `${from.id} ${to.id}`;
    const ends = this.#ended.get(key) ?? (await this.#endsBetween(from, to));
    this.#ended.set(key, ends);
    return ends;
  }

  async #endsBetween(from: VersionRow, to: VersionRow): Promise<readonly End[]> {
    const between = from.id === to.id ? null : await this.#between(from, to);
    if (between === null || between.length === 0) return [];
    const ends: End[] = [];
    const way = byAge(from, to) < 0 ? [...between].reverse() : between;
    const ended = new Set<string>();
    for (const version of [...way, to]) {
      const stated = await this.#stated(from, version);
      for (const { table, column, object, isExtended } of await this.#missingFrom(version, from)) {
        const name = `${table}.${column ?? ''}`;
        if (ended.has(`${table}.`) || ended.has(name)) continue;
        ended.add(name);
        const thing = { table, column };
        // No fact is about what it extends: it ends under the name that it has where the way begins.
        const after = isExtended ? 0 : lengthWith(stated, thing, this.tableOf);
        const before = stated.slice(0, after);
        const ref = keyOf({ type: 'object', name: objectAtEnd(before, object) });
        const field = columnAtEnd(before, table, column, this.tableOf)?.column ?? null;
        ends.push({ after, thing, fact: { kind: 'end', ref, field } });
      }
    }
    return ends.sort((a, b) => a.after - b.after);
  }

  /** What stands in a table that is not there is not named beside it. */
  async #missingFrom(version: VersionRow, from: VersionRow): Promise<readonly MissingThing[]> {
    const difference = compareIndexes(
      (await this.#tables.content(from)).index,
      (await this.#tables.content(version)).index,
    );
    const named = (type: string, keys: readonly ItemKey[]) =>
      keys.flatMap((key) => (key.startsWith(`${type}/`) ? [parseKey(key).name] : []));
    const objects = new Set(named('object', [...difference.removed, ...difference.changed]));
    // Names may have gone from one thing to another where every body is the same in the end.
    for (const fact of await this.#stated(from, version))
      for (const key of fact.kind === 'item'
        ? [fact.ref, keyOf({ type: 'object', name: fact.to })]
        : [fact.ref])
        for (const name of named('object', [key])) objects.add(name);
    const missing: MissingThing[] = [];
    for (const [table, { object, columns }] of await this.#tables.ofObjects([...objects], from))
      for (const column of [null, ...columns]) {
        const thing = { table, column };
        if (await this.reaches(thing, from, version)) continue;
        missing.push({ ...thing, object, isExtended: false });
        if (column === null) break;
      }
    if (named('object_extension', Object.values(difference).flat()).length === 0) return missing;
    for (const [table, { object, columns }] of await this.#tables.extended(from))
      for (const column of columns)
        if (!(await this.reaches({ table, column }, from, version)))
          missing.push({ table, column, object, isExtended: true });
    return missing;
  }

  /** Where they do not follow each other, nobody knows what lies between. */
  async #way(a: VersionRow, b: VersionRow): Promise<readonly VersionRow[]> {
    return a.id === b.id ? [a] : [a, ...((await this.#between(a, b)) ?? []), b];
  }

  /** Each version was made from the one before it. @returns newest first; null: one was not made from the other */
  async #between(a: VersionRow, b: VersionRow): Promise<readonly VersionRow[] | null> {
    const [older, newer] = byAge(a, b) < 0 ? [a, b] : [b, a];
    const between: VersionRow[] = [];
    for (let at = newer; at.baseVersionId !== older.id; ) {
      const base = await this.#tables.baseOf(at);
      if (base === null || between.length === VERSIONS_MAX) return null;
      between.push(base);
      at = base;
    }
    return between;
  }
}

/** What is no version yet is newer than any. */
export function byAge(a: VersionRow, b: VersionRow): number {
  const [left, right] = [a, b].map(({ publishedAt, id }) => `${publishedAt ?? '~'} ${id}`) as [
    string,
    string,
  ];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** How many of the facts leave a thing its name: the one after them gives it to another. */
function lengthWith(
  facts: readonly DirectedFact[],
  { table, column }: NamedThing,
  tableOf: (objectName: string) => string,
): number {
  let length = facts.length;
  while (columnAtEnd(facts.slice(0, length), table, column, tableOf) === null) length -= 1;
  return length;
}

function pathOf({ kind }: StatedFact): { readonly path?: 'fields' } {
  return kind === 'field' ? { path: 'fields' } : {};
}
