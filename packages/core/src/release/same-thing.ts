/**
 * Owns whether a table or a column of one version is the same thing in another one: under whatever name, it is in every
 * version on the way from the older one to the newer one. What was dropped and added again is another thing.
 */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { keysOfType } from '../metadata/item-index.ts';
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

/** On the way between two versions; a longer one is not followed. */
const VERSIONS_MAX = 1_000;

export class VersionLineage {
  readonly #context: Pick<Context, 'cache'>;
  readonly #plane: ControlPlane;
  readonly #scope: Scope;
  readonly #facts = new Map<string, readonly DirectedFact[]>();
  readonly tableOf: (objectName: string) => string;

  constructor(
    context: Pick<Context, 'cache'>,
    plane: ControlPlane,
    scope: Scope,
    tableOf: (objectName: string) => string,
  ) {
    this.tableOf = tableOf;
    this.#context = context;
    this.#plane = plane;
    this.#scope = scope;
  }

  /** What lies between two versions of a package. */
  async facts(from: VersionRow, to: VersionRow): Promise<readonly DirectedFact[]> {
    const key = `${from.id} ${to.id}`;
    const known = this.#facts.get(key);
    if (known) return known;
    const of = async ({ id }: VersionRow) =>
      (await versionContent(this.#context, this.#plane, this.#scope, id)).facts;
    const facts = from.id === to.id ? [] : factsBetween(await of(from), await of(to));
    this.#facts.set(key, facts);
    return facts;
  }

  /** @param thing by its names in `from` */
  async isSame(thing: NamedThing, from: VersionRow, to: VersionRow, manifestId: string): Promise<boolean> {
    for (const version of await this.#way(from, to)) {
      const facts = await this.facts(from, version);
      const at = columnAtEnd(facts, thing.table, thing.column, this.tableOf);
      if (at === null || !(await this.has(at, version, manifestId))) return false;
    }
    return true;
  }

  async has({ table, column }: NamedThing, version: VersionRow, manifestId: string): Promise<boolean> {
    const spec = (await this.#tables(version, manifestId, table)).get(table);
    return spec !== undefined && (column === null || spec.columns.some(({ name }) => name === column));
  }

  async #tables(version: VersionRow, manifestId: string, table: string): Promise<SchemaState> {
    const [context, plane, scope] = [this.#context, this.#plane, this.#scope];
    const content = await versionContent(context, plane, scope, version.id);
    const objects = keysOfType(content.index, 'object').map((key) => parseKey(key).name);
    const named = new Set(objects.filter((name) => this.tableOf(name) === table));
    return tablesOf(context, plane, scope, [{ packageId: version.packageId, manifestId, ...content }], named);
  }

  /** Each version was made from the one before it. Where they do not follow each other, nobody knows what lies between. */
  async #way(a: VersionRow, b: VersionRow): Promise<readonly VersionRow[]> {
    const [older, newer] = byAge(a, b) < 0 ? [a, b] : [b, a];
    const way = [newer];
    for (let at = newer; at.id !== older.id; ) {
      const base =
        at.baseVersionId === null ? null : await this.#plane.versions.get(this.#scope, at.baseVersionId);
      if (base === null || way.length === VERSIONS_MAX) return [a, b];
      way.push(base);
      at = base;
    }
    return way;
  }
}

export function byAge(a: VersionRow, b: VersionRow): number {
  const [left, right] = [a, b].map(({ publishedAt, id }) => `${publishedAt} ${id}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
