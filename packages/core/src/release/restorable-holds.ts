/**
 * Owns which of the things that are held a rollback may give back, and which of several that had one name. A version gets
 * what stood under the name when it was live: a name that was dropped and added again stands for other values since.
 */
import { versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { type DirectedFact, factsBetween } from '../plan/jump-facts.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { PendingContract } from './pending-contract.ts';
import type { RunRow, RunTarget } from './run.ts';

interface Candidate {
  readonly hold: HoldRow;
  /** The version that was live until the thing was dropped; null: nobody knows. */
  readonly last: VersionRow | null;
  /** The version that gets it. */
  readonly to: VersionRow;
  /** Its values went on in another column when it was put aside: what was written since is there. */
  readonly isFormer: boolean;
}

export interface RestorableHold extends HoldRow {
  /** What lies between the last version that had it and the one that gets it. One array for all of one such version. */
  readonly since: readonly DirectedFact[];
}

/** Of several of one name, the first is the one that comes back. */
export interface RestorableHolds {
  readonly held: readonly RestorableHold[];
  /** On its way, and there still. */
  readonly leaving: readonly RestorableHold[];
}

/**
 * @param targets with the versions that become active, or that things are to come back from
 * @param left what earlier runs left for later @param finalizedFirst that is held by then, too
 */
export async function restorableHolds(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  targets: readonly Pick<RunTarget, 'to'>[],
  { left, finalizedFirst = false }: { readonly left: PendingContract; readonly finalizedFirst?: boolean },
): Promise<RestorableHolds> {
  const held = await plane.holds.list(scope, environmentId);
  const toBe = holdsToBe(environmentId, left);
  const of = (holds: readonly HoldRow[]) => restorable(context, plane, scope, targets, holds);
  if (finalizedFirst) return { held: await of([...held, ...toBe]), leaving: [] };
  return { held: await of(held), leaving: await of(toBe) };
}

async function restorable(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  targets: readonly Pick<RunTarget, 'to'>[],
  holds: readonly HoldRow[],
): Promise<readonly RestorableHold[]> {
  const versions = holds.length === 0 ? new Map<string, VersionRow>() : await activeBy(plane, scope, targets);
  const [any] = versions.values();
  if (any === undefined) return [];
  const runs = new Map<string, RunRow | null>();
  for (const { runId } of holds) if (!runs.has(runId)) runs.set(runId, await plane.runs.get(scope, runId));
  const candidates: Candidate[] = [];
  for (const hold of holds) {
    const to = versions.get(ownerOf(hold)) ?? any;
    const run = runs.get(hold.runId);
    // What a run had added before it was given up was never live.
    if (run?.state === 'abandoned') continue;
    const from = run?.request.targets.find(({ packageId }) => packageId === to.packageId)?.from;
    const last = from == null ? null : await plane.versions.get(scope, from);
    if (last !== null && byAge(last, to) < 0) continue;
    const isFormer = run?.frozen?.steps.some(
      (step) => step.kind === 'swap_column' && step.heldName === hold.heldName,
    );
    candidates.push({ hold, last, to, isFormer: isFormer ?? false });
  }
  const said = new Map<string, readonly DirectedFact[]>();
  for (const { last, to } of candidates) {
    const key = `${last?.id} ${to.id}`;
    if (!said.has(key)) said.set(key, await factsSince(context, plane, scope, last, to));
  }
  return candidates
    .sort(byPreference)
    .map(({ hold, last, to }) => ({ ...hold, since: said.get(`${last?.id} ${to.id}`) ?? [] }));
}

async function factsSince(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  last: VersionRow | null,
  to: VersionRow,
): Promise<readonly DirectedFact[]> {
  if (last === null || last.id === to.id) return [];
  const of = async ({ id }: VersionRow) => (await versionContent(context, plane, scope, id)).facts;
  return factsBetween(await of(last), await of(to));
}

/** The versions by the package that they are of, in the order of the targets. */
async function activeBy(
  plane: ControlPlane,
  scope: Scope,
  targets: readonly Pick<RunTarget, 'to'>[],
): Promise<ReadonlyMap<string, VersionRow>> {
  const versions = new Map<string, VersionRow>();
  for (const { to } of targets) {
    const version = to === null ? null : await plane.versions.get(scope, to);
    const pkg = version && (await plane.packages.get(scope, version.packageId));
    if (pkg) versions.set(pkg.manifestId, version);
  }
  return versions;
}

function ownerOf({ held }: HoldRow): string {
  return held.kind === 'table' ? held.spec.owner : held.column.owner;
}

/** Newer than whatever is held already. */
const NOT_YET = '9999-12-31T23:59:59.999Z';

function holdsToBe(environmentId: string, { steps, runOf }: PendingContract): readonly HoldRow[] {
  return steps.flatMap((step): HoldRow[] => {
    if (step.kind !== 'hold_column' && step.kind !== 'hold_table') return [];
    const { id, table, heldName } = step;
    const runId = runOf.get(heldName) ?? '';
    const row = { id, environmentId, packageId: '', runId, heldAt: NOT_YET, table, heldName };
    if (step.kind === 'hold_table') return [{ ...row, held: { kind: 'table', spec: step.spec } }];
    return [{ ...row, held: { kind: 'column', column: step.column } }];
  });
}

/** The first that was dropped after the version was live; of those that one version dropped, the newest. */
function byPreference(a: Candidate, b: Candidate): number {
  if (a.isFormer !== b.isFormer) return a.isFormer ? 1 : -1;
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
