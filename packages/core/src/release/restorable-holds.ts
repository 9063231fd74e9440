/**
 * Owns which of the things that are held a rollback may give back, and which of several that had one name. A version gets
 * what stood under the name when it was live: a name that was dropped and added again stands for other values since.
 */
import type { ControlPlane } from '../ports/control-plane.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { RunRow } from './run.ts';

interface Candidate {
  readonly hold: HoldRow;
  /** The version that was live until the thing was dropped; null: nobody knows. */
  readonly last: VersionRow | null;
}

/** @param toId the version that becomes active @returns of several of one name, the first is the one that comes back */
export async function restorableHolds(
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  toId: string | null,
): Promise<readonly HoldRow[]> {
  const holds = await plane.holds.list(scope, environmentId);
  const to = toId === null || holds.length === 0 ? null : await plane.versions.get(scope, toId);
  if (to === null) return [];
  const runs = new Map<string, RunRow | null>();
  for (const { runId } of holds) if (!runs.has(runId)) runs.set(runId, await plane.runs.get(scope, runId));
  const candidates: Candidate[] = [];
  for (const hold of holds) {
    const run = runs.get(hold.runId);
    // What a run had added before it was given up was never live.
    if (run?.state === 'abandoned') continue;
    const from = run?.request.targets.find(({ packageId }) => packageId === to.packageId)?.from;
    const last = from == null ? null : await plane.versions.get(scope, from);
    if (last === null || byAge(last, to) >= 0) candidates.push({ hold, last });
  }
  return candidates.sort(byPreference).map(({ hold }) => hold);
}

/** The first that was dropped after the version was live; of those that one version dropped, the newest. */
function byPreference(a: Candidate, b: Candidate): number {
  if (a.last && b.last) return byAge(a.last, b.last) || newestFirst(a.hold, b.hold);
  return a.last ? -1 : b.last ? 1 : newestFirst(a.hold, b.hold);
}

function byAge(a: VersionRow, b: VersionRow): number {
  const [left, right] = [a, b].map(({ publishedAt, id }) => `${publishedAt} ${id}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

function newestFirst(a: HoldRow, b: HoldRow): number {
  return a.heldAt < b.heldAt ? 1 : a.heldAt > b.heldAt ? -1 : 0;
}
