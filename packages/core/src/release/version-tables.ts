/**
 * Owns what a version of a package has of tables: those of its own objects, and in those of other packages what it extends
 * them with. By names alone, looked up once; nothing of an environment.
 */
import { bodiesOf, manifestIdOf, versionContent } from '../content.ts';
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import { keysOfType } from '../metadata/item-index.ts';
import { parseKey } from '../metadata/ref.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import { tablesOf } from './compare-contents.ts';

export interface VersionTable {
  /** As the version calls it. */
  readonly object: string;
  readonly columns: ReadonlySet<string>;
  /** It is another package's: only what this one adds to it is here. */
  readonly isExtended: boolean;
}

export class VersionTables {
  readonly #context: Pick<Context, 'cache'>;
  readonly #plane: ControlPlane;
  readonly #scope: Scope;
  readonly #unsealed: ReadonlyMap<string, VersionContent>;
  /** By version. */
  readonly #extended = new Map<string, ReadonlyMap<string, VersionTable>>();
  /** By version and table. */
  readonly #own = new Map<string, VersionTable | null>();
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

  /** The version that it was made from. */
  async baseOf({ baseVersionId }: VersionRow): Promise<VersionRow | null> {
    return baseVersionId === null ? null : this.#plane.versions.get(this.#scope, baseVersionId);
  }

  async content({ id }: VersionRow): Promise<VersionContent> {
    return this.#unsealed.get(id) ?? versionContent(this.#context, this.#plane, this.#scope, id);
  }

  /** @returns null: the version has nothing of it */
  async table(name: string, version: VersionRow): Promise<VersionTable | null> {
    const key = `${version.id} ${name}`;
    let own = this.#own.get(key);
    if (own === undefined) {
      const { index } = await this.content(version);
      const objects = keysOfType(index, 'object').map((object) => parseKey(object).name);
      own =
        (
          await this.ofObjects(
            objects.filter((one) => this.tableOf(one) === name),
            version,
          )
        ).get(name) ?? null;
      this.#own.set(key, own);
    }
    return own ?? (await this.extended(version)).get(name) ?? null;
  }

  /** @param objects of its own @returns by name */
  async ofObjects(
    objects: readonly string[],
    version: VersionRow,
  ): Promise<ReadonlyMap<string, VersionTable>> {
    if (objects.length === 0) return new Map();
    const { packageId } = version;
    const manifestId = await this.#manifestOf(packageId);
    const whole = { packageId, manifestId, ...(await this.content(version)) };
    const specs = await tablesOf(this.#context, this.#plane, this.#scope, [whole], new Set(objects));
    const objectOf = new Map(objects.map((object) => [this.tableOf(object), object]));
    return new Map(
      [...specs].map(([name, { columns }]) => [
        name,
        {
          object: objectOf.get(name) ?? name,
          columns: new Set(columns.map((column) => column.name)),
          isExtended: false,
        },
      ]),
    );
  }

  /** The tables of other packages that it extends, by name. */
  async extended(version: VersionRow): Promise<ReadonlyMap<string, VersionTable>> {
    const known = this.#extended.get(version.id);
    if (known) return known;
    const { index } = await this.content(version);
    const keys = keysOfType(index, 'object_extension');
    const bodies = await bodiesOf(this.#context, this.#plane, this.#scope, index, keys);
    const tables = new Map<string, VersionTable>();
    for (const body of bodies.values()) {
      const object = String((body as { readonly extend?: string }).extend);
      if (!index.has(`object/${object}`))
        tables.set(this.tableOf(object), {
          object,
          columns: await addedColumns(object, body),
          isExtended: true,
        });
    }
    this.#extended.set(version.id, tables);
    return tables;
  }

  async #manifestOf(packageId: string): Promise<string> {
    const manifestId = await manifestIdOf(this.#context, this.#plane, this.#scope, packageId);
    invariant(manifestId, `a version names package '${packageId}', which is not there`);
    return manifestId;
  }
}

async function addedColumns(object: string, extension: unknown): Promise<ReadonlySet<string>> {
  const { schemaStateOf } = await import('../plan/storage/schema-state.ts');
  const bare = { packageId: '', objects: [{ name: object, fields: {} }] };
  const namesIn = (objectExtensions: readonly unknown[]) =>
    [...schemaStateOf([{ ...bare, objectExtensions }]).values()].flatMap(({ columns }) =>
      columns.map(({ name }) => name),
    );
  const served = new Set(namesIn([]));
  return new Set(namesIn([extension]).filter((name) => !served.has(name)));
}
