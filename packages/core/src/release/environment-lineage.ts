/** Owns the lineage of things as one environment needs it: from the versions of its packages, and the names that those gave. */
import type { VersionContent } from '../content-cache.ts';
import type { Context } from '../context.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import { factsIn, ObjectNames } from './object-names.ts';
import { VersionLineage } from './same-thing.ts';
import { VersionTables } from './version-tables.ts';

export interface LineageInput {
  /** Of packages that come. */
  readonly contents?: readonly PackageContent[];
  /** What versions will hold that are drafts still, by their ids. */
  readonly unsealed?: ReadonlyMap<string, VersionContent>;
}

export async function lineageIn(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  { contents = [], unsealed }: LineageInput = {},
): Promise<VersionLineage> {
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  return new VersionLineage(
    new VersionTables(context, plane, scope, tableNameOf, unsealed),
    new ObjectNames(() => factsIn(context, plane, scope, environmentId, contents), tableNameOf),
  );
}
