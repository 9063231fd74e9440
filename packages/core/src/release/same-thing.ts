/**
 * Owns whether a table or a column of one version is the same thing in another one: under whatever name, it is in every
 * version on the way from the older one to the newer one. What was dropped and added again is another thing.
 */
import { versionContent } from '../content.ts';
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import { compareIndexes, keysOfType } from '../metadata/item-index.ts';
import { parseKey } from '../metadata/ref.ts';
import { columnAtEnd } from '../plan/fact-trace.ts';
import { type DirectedFact, factsBetween } from '../plan/jump-facts.ts';
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

/** On the way between two versions; a longer one is not followed. */
const VERSIONS_MAX = 1_000;
const OBJECT = 'object/';

export class VersionLineage {
  readonly #context: Pick<Context, 'cache'>;
  readonly #plane: ControlPlane;
  readonly #scope: Scope;
  readonly #unsealed: ReadonlyMap<string, VersionContent>;
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

  /** What lies between two versions of a package. */
  async facts(from: VersionRow, to: VersionRow): Promise<readonly DirectedFact[]> {
    const key = `${from.id} ${to.id}`;
    const known = this.#facts.get(key);
    if (known) return known;
    const of = async (version: VersionRow) => (await this.#content(version)).facts;
    const facts = from.id === to.id ? [] : factsBetween(await of(from), await of(to));
    this.#facts.set(key, facts);
    return facts;
  }

  /** @param thing by its names in `from` */
  async isSame(thing: NamedThing, from: VersionRow, to: VersionRow, manifestId: string): Promise<boolean> {
    for (const version of await this.#way(from, to))
      if (!(await this.#reaches(thing, from, version, manifestId))) return false;
    return true;
  }

  async has({ table, column }: NamedThing, version: VersionRow, manifestId: string): Promise<boolean> {
    const columns = await this.#columnsOf(table, version, manifestId);
    return columns !== null && (column === null || columns.has(column));
  }

  /** @returns null: it has no such table */
  async #columnsOf(
    table: string,
    version: VersionRow,
    manifestId: string,
  ): Promise<ReadonlySet<string> | null> {
    const key = `${version.id} ${table}`;
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const { index } = await this.#content(version);
    const objects = keysOfType(index, 'object').map((object) => parseKey(object).name);
    const named = objects.filter((name) => this.tableOf(name) === table);
    const spec = (await this.#tables(version, manifestId, named)).get(table);
    const columns = spec ? new Set(spec.columns.map(({ name }) => name)) : null;
    this.#columns.set(key, columns);
    return columns;
  }

  /** The things of `from` that names and renames alone would take for things of `to`; version by version, newest first. */
  async *interruptions(from: VersionRow, to: VersionRow, manifestId: string): AsyncGenerator<Interruption> {
    for (const version of (await this.#between(from, to)) ?? []) {
      const things: NamedThing[] = [];
      for (const thing of await this.#missingFrom(version, from, manifestId))
        if (await this.#reaches(thing, from, to, manifestId)) things.push(thing);
      if (things.length > 0) yield { version, things };
    }
  }

  /** What stands in a table that is not there is not named beside it. */
  async #missingFrom(
    version: VersionRow,
    from: VersionRow,
    manifestId: string,
  ): Promise<readonly NamedThing[]> {
    const { removed, changed } = compareIndexes(
      (await this.#content(from)).index,
      (await this.#content(version)).index,
    );
    const objects = [...removed, ...changed].filter((key) => key.startsWith(OBJECT));
    const names = objects.map((key) => parseKey(key).name);
    const missing: NamedThing[] = [];
    for (const [table, { columns }] of await this.#tables(from, manifestId, names))
      for (const column of [null, ...columns.map(({ name }) => name)]) {
        const thing = { table, column };
        if (await this.#reaches(thing, from, version, manifestId)) continue;
        missing.push(thing);
        if (column === null) break;
      }
    return missing;
  }

  async #reaches(
    { table, column }: NamedThing,
    from: VersionRow,
    version: VersionRow,
    manifestId: string,
  ): Promise<boolean> {
    const at = columnAtEnd(await this.facts(from, version), table, column, this.tableOf);
    return at !== null && this.has(at, version, manifestId);
  }

  async #tables(version: VersionRow, manifestId: string, objects: readonly string[]): Promise<SchemaState> {
    if (objects.length === 0) return new Map();
    const content = await this.#content(version);
    const whole = { packageId: version.packageId, manifestId, ...content };
    return tablesOf(this.#context, this.#plane, this.#scope, [whole], new Set(objects));
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
