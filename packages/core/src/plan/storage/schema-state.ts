/**
 * Owns the merge of all packages of an environment into its tables: each object with the `objectExtensions` of every
 * package, by priority, as the runtime's registry folds them.
 */
import { AuthoringError } from '../../error.ts';
import { extendedObject } from './extended-object.ts';
import { recordOf, type ServedObject, servedObjectOf } from './served-object.ts';
import type { SchemaState, TableSpec } from './table-spec.ts';
import { tableSpecOf, tableSpecOfServed } from './table-spec-of.ts';

/** What a package brings to storage. */
export interface PackageObjects {
  /** manifestId. */
  readonly packageId: string;
  readonly objects: readonly unknown[];
  readonly objectExtensions?: readonly unknown[];
}

/** One extension of an object, with the package that brings it. */
interface Contribution {
  readonly packageId: string;
  readonly priority: number;
  readonly extension: unknown;
}

interface Owned {
  readonly packageId: string;
  readonly body: unknown;
}

/** The table of an object that nothing extends. */
export type TableOf = (body: unknown, packageId: string) => TableSpec | null;

/** Of ObjectExtensionSchema, which a stored body did not necessarily pass through. */
const DEFAULT_EXTENSION_PRIORITY = 200;

/**
 * The tables that the packages ask for, by table name, in package and object order.
 * External objects and extensions of objects that nobody brings have none.
 *
 * @param packages in order of installation: between equal priorities the later package wins
 * @param only names of objects; without it, all of them. The rest is not looked at
 * @param tableOf for a caller that keeps the tables it has seen
 * @throws NAME_DUPLICATE when two packages bring one object, or two objects one table
 */
export function schemaStateOf(
  packages: readonly PackageObjects[],
  only?: ReadonlySet<string>,
  tableOf: TableOf = tableSpecOf,
): SchemaState {
  const extensions = extensionsByTarget(packages, only);
  const state = new Map<string, TableSpec>();
  for (const [name, { packageId, body }] of ownedObjects(packages, only)) {
    const contributions = extensions.get(name);
    const table = contributions
      ? extendedTableOf(servedObjectOf(body, packageId), contributions)
      : tableOf(body, packageId);
    if (table === null) continue;
    if (state.has(table.name)) throw sharedTable(name, table.name);
    state.set(table.name, table);
  }
  return state;
}

function extendedTableOf(object: ServedObject, contributions: readonly Contribution[]): TableSpec | null {
  let extended = object;
  for (const { extension, packageId } of contributions)
    extended = extendedObject(extended, extension, packageId);
  return tableSpecOfServed(extended);
}

/**
 * The one table of an object, equal to what {@link schemaStateOf} holds for it. Of several, ask that with `only`.
 *
 * @returns null when no package brings the object, or it is external
 * @throws NAME_DUPLICATE when two packages bring it
 */
export function tableStateOf(objectName: string, packages: readonly PackageObjects[]): TableSpec | null {
  const [table] = schemaStateOf(packages, new Set([objectName])).values();
  return table ?? null;
}

/** Each object once; of one package's two bodies for a name the runtime keeps the last. */
function ownedObjects(
  packages: readonly PackageObjects[],
  only: ReadonlySet<string> | undefined,
): ReadonlyMap<string, Owned> {
  const owned = new Map<string, Owned>();
  for (const { packageId, objects } of packages) {
    for (const body of objects) {
      const name = String(recordOf(body)?.name);
      if (only !== undefined && !only.has(name)) continue;
      const first = owned.get(name);
      if (first !== undefined && first.packageId !== packageId) {
        throw secondOwner(name, [first.packageId, packageId]);
      }
      owned.set(name, { packageId, body });
    }
  }
  return owned;
}

/** In the order of application. Of one package's entries for one object the runtime keeps only the last. */
function extensionsByTarget(
  packages: readonly PackageObjects[],
  only: ReadonlySet<string> | undefined,
): ReadonlyMap<string, readonly Contribution[]> {
  const byTarget = new Map<string, Contribution[]>();
  for (const { packageId, objectExtensions } of packages) {
    for (const extension of objectExtensions ?? []) {
      const { extend, priority } = recordOf(extension) ?? {};
      const target = String(extend);
      if (only !== undefined && !only.has(target)) continue;
      const others = (byTarget.get(target) ?? []).filter((entry) => entry.packageId !== packageId);
      const rank = typeof priority === 'number' ? priority : DEFAULT_EXTENSION_PRIORITY;
      byTarget.set(target, [...others, { packageId, priority: rank, extension }]);
    }
  }
  for (const entries of byTarget.values()) entries.sort((a, b) => a.priority - b.priority);
  return byTarget;
}

function secondOwner(object: string, packages: readonly [string, string]): AuthoringError {
  const message = `object '${object}' is in package '${packages[0]}' and in package '${packages[1]}'`;
  return new AuthoringError('NAME_DUPLICATE', message, {
    details: { object, packages },
    suggestion: 'keep the object in one package and extend it from the other with objectExtensions',
  });
}

function sharedTable(object: string, table: string): AuthoringError {
  return new AuthoringError(
    'NAME_DUPLICATE',
    `object '${object}' would share table '${table}' with another object`,
    {
      details: { object, table },
      suggestion: 'rename the object: what precedes a double underscore is not part of the table name',
    },
  );
}
