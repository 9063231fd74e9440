/**
 * Owns refusing a jump over versions that takes one thing for another: what a version between dropped and a later one began
 * anew, under its name or one that is renamed to it, would start with the old values. Version by version it does not.
 */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { compareIndexes, type ItemIndex, keysOfType } from '../metadata/item-index.ts';
import { type ItemKey, parseKey } from '../metadata/ref.ts';
import { columnAtEnd } from '../plan/fact-trace.ts';
import { factsBetween } from '../plan/jump-facts.ts';
import type { SchemaState } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import { type PackageContent, tablesOf } from './compare-contents.ts';
import type { RunKind, RunTarget } from './run.ts';
import type { NamedThing } from './same-thing.ts';

export interface SkippingMove {
  readonly kind: RunKind;
  readonly targets: readonly RunTarget[];
  /** What the targets bring. */
  readonly contents: readonly PackageContent[];
}

/** What goes forward; a rollback has the things themselves back, and a preview has no rows that count. */
const FORWARD: ReadonlySet<RunKind> = new Set(['publish', 'promote']);
/** A longer way is not looked through. */
const VERSIONS_MAX = 1_000;

/** @throws VERSION_SKIPPED naming the version to bring first, and the things it has none of */
export async function assertNothingBegunAnew(
  context: Context,
  scope: Scope,
  environment: Pick<EnvironmentRow, 'name'>,
  { kind, targets, contents }: SkippingMove,
): Promise<void> {
  if (!FORWARD.has(kind)) return;
  for (const { packageId, from, to } of targets) {
    const content = contents.find((one) => one.packageId === packageId);
    if (from === null || to === null || !content) continue;
    const between = await versionsBetween(context.plane, scope, from, to);
    if (between.length === 0) continue;
    const jump = new Jump(context, scope, await contentOf(context, scope, content, from), content);
    for (const version of between) {
      const things = await jump.begunAnewSince(await contentOf(context, scope, content, version.id));
      if (things.length > 0) throw skipped(environment, content, version, things);
    }
  }
}

/** Newest first; none where the newer one was not made from the older one. */
async function versionsBetween(
  plane: ControlPlane,
  scope: Scope,
  from: string,
  to: string,
): Promise<readonly VersionRow[]> {
  const between: VersionRow[] = [];
  let at = await plane.versions.get(scope, to);
  while (at?.baseVersionId != null && between.length < VERSIONS_MAX) {
    if (at.baseVersionId === from) return between;
    at = await plane.versions.get(scope, at.baseVersionId);
    if (at) between.push(at);
  }
  return [];
}

async function contentOf(
  context: Context,
  scope: Scope,
  { packageId, manifestId }: PackageContent,
  versionId: string,
): Promise<PackageContent> {
  return { packageId, manifestId, ...(await versionContent(context, context.plane, scope, versionId)) };
}

class Jump {
  readonly #context: Context;
  readonly #scope: Scope;
  readonly #from: PackageContent;
  readonly #to: PackageContent;

  constructor(context: Context, scope: Scope, from: PackageContent, to: PackageContent) {
    this.#context = context;
    this.#scope = scope;
    this.#from = from;
    this.#to = to;
  }

  /** Of what the version between has none of, that which would stand for something of the newer one; sorted. */
  async begunAnewSince(between: PackageContent): Promise<readonly string[]> {
    const { removed, changed } = compareIndexes(this.#from.index, between.index);
    const keys = [...removed, ...changed].filter((key) => key.startsWith(OBJECT));
    if (keys.length === 0) return [];
    const { tableNameOf } = await import('../plan/storage/table-name.ts');
    const found: string[] = [];
    for (const [table, { columns }] of await this.#tables(this.#from, keys.map(nameOf)))
      for (const column of [null, ...columns.map(({ name }) => name)]) {
        const thing = { table, column };
        if (await this.#reaches(thing, between, tableNameOf)) continue;
        if (await this.#reaches(thing, this.#to, tableNameOf))
          found.push(column === null ? table : `${table}.${column}`);
        // What stands in a table that is another one is another thing, too.
        if (column === null) break;
      }
    return found.sort();
  }

  async #reaches(
    { table, column }: NamedThing,
    version: PackageContent,
    tableOf: (object: string) => string,
  ): Promise<boolean> {
    const facts = factsBetween(this.#from.facts, version.facts);
    const at = columnAtEnd(facts, table, column, tableOf);
    if (at === null) return false;
    const spec = (await this.#tables(version, objectsOf(version.index, at.table, tableOf))).get(at.table);
    return spec !== undefined && (column === null || spec.columns.some(({ name }) => name === at.column));
  }

  #tables(content: PackageContent, objects: readonly string[]): Promise<SchemaState> {
    return tablesOf(this.#context, this.#context.plane, this.#scope, [content], new Set(objects));
  }
}

const OBJECT = 'object/';
const nameOf = (key: ItemKey) => parseKey(key).name;

function objectsOf(index: ItemIndex, table: string, tableOf: (object: string) => string): readonly string[] {
  return keysOfType(index, 'object')
    .map(nameOf)
    .filter((name) => tableOf(name) === table);
}

function skipped(
  { name }: Pick<EnvironmentRow, 'name'>,
  { manifestId }: PackageContent,
  { version }: VersionRow,
  things: readonly string[],
): AuthoringError {
  const which = things.map((thing) => `'${thing}'`).join(', ');
  return new AuthoringError(
    'VERSION_SKIPPED',
    `${version} of '${manifestId}' dropped ${which}, and a later version began it anew: in one jump '${name}' would take the old values for the new ones`,
    {
      details: { environment: name, package: manifestId, version, things },
      suggestion: `bring the version between first, and repeat the command: mda promote ${version} --to ${name} --package ${manifestId}`,
    },
  );
}
