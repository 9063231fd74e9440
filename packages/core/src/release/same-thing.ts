/**
 * Owns whether a table or a column of one version is the same thing in another one: under whatever name, it is in every
 * version on the way from the older one to the newer one. What was dropped and added again is another thing.
 */
import { versionContent } from '../content.ts';
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import { compareIndexes, keysOfType } from '../metadata/item-index.ts';
import { keyOf, parseKey } from '../metadata/ref.ts';
import { columnAtEnd, objectAtEnd } from '../plan/fact-trace.ts';
import { type DirectedEnd, type DirectedFact, factsBetween, type StatedFact } from '../plan/jump-facts.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import { tablesOf } from './compare-contents.ts';

export interface NamedThing {
  readonly table: string;
  /** null: the table. */
  readonly column: string | null;
}

/** What one version on the way has none of, although the newer and the older one have something of that name. */
export interface Interruption {
  readonly version: VersionRow;
  /** By their names where the way begins. */
  readonly things: readonly NamedThing[];
}

interface MissingThing extends NamedThing {
  /** That it is of. */
  readonly object: string;
}

interface End {
  /** How many of the facts that authors stated come before it. */
  readonly after: number;
  readonly fact: DirectedEnd;
}

/** On the way between two versions; a longer one is not followed. */
const VERSIONS_MAX = 1_000;
const OBJECT = 'object/';

export class VersionLineage {
  readonly #context: Pick<Context, 'cache'>;
  readonly #plane: ControlPlane;
  readonly #scope: Scope;
  readonly #unsealed: ReadonlyMap<string, VersionContent>;
  readonly #manifests = new Map<string, string>();
  readonly #said = new Map<string, readonly StatedFact[]>();
  readonly #facts = new Map<string, readonly DirectedFact[]>();
  /** By version and table. */
  readonly #columns = new Map<string, ReadonlySet<string> | null>();
  readonly tableOf: (objectName: string) => string;

  /** @param unsealed what versions will hold that are drafts still, by their ids */
  constructor(
    context: Pick<Context, 'cache'>,
    plane: ControlPlane,
    scope: Scope,
    tableOf: (objectName: string) => string,
    unsealed: ReadonlyMap<string, VersionContent> = new Map(),
  ) {
    this.tableOf = tableOf;
    this.#context = context;
    this.#plane = plane;
    this.#scope = scope;
    this.#unsealed = unsealed;
  }

  /** What lies between two versions of a package; where others do, also what ends on the way. */
  async facts(from: VersionRow, to: VersionRow): Promise<readonly DirectedFact[]> {
    const key = `${from.id} ${to.id}`;
    const known = this.#facts.get(key);
    if (known) return known;
    const stated = await this.#stated(from, to);
    const facts: DirectedFact[] = [];
    let at = 0;
    for (const end of await this.#ends(from, to)) {
      facts.push(...stated.slice(at, end.after), end.fact);
      at = Math.max(at, end.after);
    }
    facts.push(...stated.slice(at));
    this.#facts.set(key, facts);
    return facts;
  }

  /** What authors said between two versions. */
  async #stated(from: VersionRow, to: VersionRow): Promise<readonly StatedFact[]> {
    const key = `${from.id} ${to.id}`;
    const known = this.#said.get(key);
    if (known) return known;
    const of = async (version: VersionRow) => (await this.#content(version)).facts;
    const facts = from.id === to.id ? [] : factsBetween(await of(from), await of(to));
    this.#said.set(key, facts);
    return facts;
  }

  /** @param thing by its names in `from` */
  async isSame(thing: NamedThing, from: VersionRow, to: VersionRow): Promise<boolean> {
    for (const version of await this.#way(from, to))
      if (!(await this.#reaches(thing, from, version))) return false;
    return true;
  }

  async has({ table, column }: NamedThing, version: VersionRow): Promise<boolean> {
    const columns = await this.#columnsOf(table, version);
    return columns !== null && (column === null || columns.has(column));
  }

  /** @returns null: it has no such table */
  async #columnsOf(table: string, version: VersionRow): Promise<ReadonlySet<string> | null> {
    const key = `${version.id} ${table}`;
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const { index } = await this.#content(version);
    const objects = keysOfType(index, 'object').map((object) => parseKey(object).name);
    const named = objects.filter((name) => this.tableOf(name) === table);
    const spec = (await this.#tables(version, named)).get(table);
    const columns = spec ? new Set(spec.columns.map(({ name }) => name)) : null;
    this.#columns.set(key, columns);
    return columns;
  }

  /** The things of `from` that names and renames alone would take for things of `to`; version by version, newest first. */
  async *interruptions(from: VersionRow, to: VersionRow): AsyncGenerator<Interruption> {
    for (const version of (await this.#between(from, to)) ?? []) {
      const things: NamedThing[] = [];
      for (const thing of await this.#missingFrom(version, from))
        if (await this.#reaches(thing, from, to)) things.push(thing);
      if (things.length > 0) yield { version, things };
    }
  }

  /**
   * The things of `from` that do not come through to `to`, each where the first version has none of it: nearest first.
   * Where no version lies between, names are all that anybody knows.
   */
  async #ends(from: VersionRow, to: VersionRow): Promise<readonly End[]> {
    const between = from.id === to.id ? null : await this.#between(from, to);
    if (between === null || between.length === 0) return [];
    const way = byAge(from, to) < 0 ? [...between].reverse() : between;
    const ended = new Set<string>();
    const ends: End[] = [];
    for (const version of [...way, to]) {
      const stated = await this.#stated(from, version);
      for (const { table, column, object } of await this.#missingFrom(version, from)) {
        const name = `${table}.${column ?? ''}`;
        if (ended.has(`${table}.`) || ended.has(name)) continue;
        ended.add(name);
        const at = columnAtEnd(stated, table, column, this.tableOf);
        const ref = keyOf({ type: 'object', name: objectAtEnd(stated, object) });
        if (at !== null) ends.push({ after: stated.length, fact: { kind: 'end', ref, field: at.column } });
      }
    }
    return ends;
  }

  /** What stands in a table that is not there is not named beside it. */
  async #missingFrom(version: VersionRow, from: VersionRow): Promise<readonly MissingThing[]> {
    const { removed, changed } = compareIndexes(
      (await this.#content(from)).index,
      (await this.#content(version)).index,
    );
    const objects = [...removed, ...changed].filter((key) => key.startsWith(OBJECT));
    const names = objects.map((key) => parseKey(key).name);
    const missing: MissingThing[] = [];
    const objectOf = new Map(names.map((name) => [this.tableOf(name), name]));
    for (const [table, { columns }] of await this.#tables(from, names))
      for (const column of [null, ...columns.map(({ name }) => name)]) {
        const thing = { table, column };
        if (await this.#reaches(thing, from, version)) continue;
        missing.push({ ...thing, object: objectOf.get(table) ?? table });
        if (column === null) break;
      }
    return missing;
  }

  async #reaches({ table, column }: NamedThing, from: VersionRow, version: VersionRow): Promise<boolean> {
    const at = columnAtEnd(await this.#stated(from, version), table, column, this.tableOf);
    return at !== null && this.has(at, version);
  }

  async #tables(version: VersionRow, objects: readonly string[]): Promise<SchemaState> {
    if (objects.length === 0) return new Map();
    const content = await this.#content(version);
    const { packageId } = version;
    const manifestId = await this.#manifestOf(packageId);
    const whole = { packageId, manifestId, ...content };
    return tablesOf(this.#context, this.#plane, this.#scope, [whole], new Set(objects));
  }

  async #manifestOf(packageId: string): Promise<string> {
    const known = this.#manifests.get(packageId);
    if (known !== undefined) return known;
    const pkg = await this.#plane.packages.get(this.#scope, packageId);
    invariant(pkg, `a version names package '${packageId}', which is not there`);
    this.#manifests.set(packageId, pkg.manifestId);
    return pkg.manifestId;
  }

  #content({ id }: VersionRow): Promise<VersionContent> {
    const unsealed = this.#unsealed.get(id);
    return unsealed ? Promise.resolve(unsealed) : versionContent(this.#context, this.#plane, this.#scope, id);
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
      const base =
        at.baseVersionId === null ? null : await this.#plane.versions.get(this.#scope, at.baseVersionId);
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
