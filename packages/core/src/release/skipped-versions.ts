/**
 * Owns refusing a jump over versions that takes one thing for another: what a version between dropped and a later one began
 * anew, under its name or one that is renamed to it, would start with the old values. Version by version it does not.
 */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import type { RunKind, RunTarget } from './run.ts';
import { byAge, type Interruption, VersionLineage } from './same-thing.ts';

export interface SkippingMove {
  readonly kind: RunKind;
  readonly targets: readonly RunTarget[];
  /** What the targets bring. */
  readonly contents: readonly PackageContent[];
}

/** What goes forward; a rollback has the things themselves back, and a preview has no rows that count. */
const FORWARD: ReadonlySet<RunKind> = new Set(['publish', 'promote']);

/** @throws VERSION_SKIPPED naming the version to bring first, and the things it has none of */
export async function assertNothingBegunAnew(
  context: Context,
  scope: Scope,
  environment: Pick<EnvironmentRow, 'name'>,
  { kind, targets, contents }: SkippingMove,
): Promise<void> {
  if (!FORWARD.has(kind)) return;
  const { plane } = context;
  for (const { packageId, from, to } of targets) {
    const content = contents.find((one) => one.packageId === packageId);
    if (from === null || to === null || !content) continue;
    const [runs, comes] = [await plane.versions.get(scope, from), await plane.versions.get(scope, to)];
    if (runs === null || comes === null || byAge(comes, runs) < 0) continue;
    // The step to the next version skips nothing.
    if (comes.baseVersionId === from) continue;
    const { tableNameOf } = await import('../plan/storage/table-name.ts');
    const lineage = new VersionLineage(context, plane, scope, tableNameOf, new Map([[to, content]]));
    for await (const interruption of lineage.interruptions(runs, comes))
      throw skipped(environment, content, interruption);
  }
}

function skipped(
  { name }: Pick<EnvironmentRow, 'name'>,
  { manifestId }: PackageContent,
  { version: { version }, things: interrupted }: Interruption,
): AuthoringError {
  const things = interrupted
    .map(({ table, column }) => (column === null ? table : `${table}.${column}`))
    .sort();
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
