/** Owns what an environment runs: its installed packages by pointer and version, never by state alone. */
import { manifestIdOf, versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { invariant } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';

export interface InstalledPackage extends PackageContent {
  readonly installation: InstallationRow;
}

/** In order of installation. A disabled package keeps its tables, so it is here too. */
export async function installationsOf(
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
): Promise<readonly InstallationRow[]> {
  const rows = await plane.installations.list(scope, environmentId);
  // Those of one moment, as a train brings them, stay in the order of their ids.
  return [...rows].sort(
    (a, b) => Number(a.installedAt > b.installedAt) - Number(a.installedAt < b.installedAt),
  );
}

/** The same with their content. */
export async function installedPackages(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
): Promise<readonly InstalledPackage[]> {
  const installed: InstalledPackage[] = [];
  for (const installation of await installationsOf(plane, scope, environmentId)) {
    const { id, packageId, versionId } = installation;
    const manifestId = await manifestIdOf(context, plane, scope, packageId);
    invariant(manifestId, `installation '${id}' names a package that is not there`);
    const content = await versionContent(context, plane, scope, versionId);
    installed.push({ packageId, manifestId, ...content, installation });
  }
  return installed;
}

/** One package that a run moves. */
export interface ContentMove {
  readonly packageId: string;
  /** Null: it goes. */
  readonly content: PackageContent | null;
  /** It comes back as it went, from nowhere else: no rename and no conversion lies on its way. */
  readonly comesBack: boolean;
}

/** @returns what the environment holds after the moves, and what it had and has no more */
export function contentsAfter(
  before: readonly PackageContent[],
  moves: readonly ContentMove[],
): { readonly after: readonly PackageContent[]; readonly going: readonly PackageContent[] } {
  const after = moves.reduce<readonly PackageContent[]>(
    (all, { packageId, content, comesBack }) =>
      withPackage(all, packageId, content && comesBack ? { ...content, facts: [] } : content),
    before,
  );
  const stays = new Set(after.map(({ packageId }) => packageId));
  return { after, going: before.filter(({ packageId }) => !stays.has(packageId)) };
}

/** The installed set with one package replaced, added or (content null) removed. */
export function withPackage(
  installed: readonly PackageContent[],
  packageId: string,
  content: PackageContent | null,
): readonly PackageContent[] {
  const exists = installed.some((entry) => entry.packageId === packageId);
  if (!exists) return content === null ? installed : [...installed, content];
  return installed.flatMap((entry) =>
    entry.packageId !== packageId ? [entry] : content === null ? [] : [content],
  );
}
