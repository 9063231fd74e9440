/**
 * Owns which of the things that are held a rollback may give back, and which of several that had one name. A version gets
 * what stood under the name when it was live: a name that was dropped and added again stands for other values since.
 */
import type { Context } from '../context.ts';
import type { Fact } from '../metadata/fact.ts';
import { tableAtEnd } from '../plan/fact-trace.ts';
import type { DirectedFact } from '../plan/jump-facts.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import { lineageIn } from './environment-lineage.ts';
import type { PendingContract } from './pending-contract.ts';
import type { RunRow, RunTarget } from './run.ts';
import { byAge, type NamedThing, type VersionLineage } from './same-thing.ts';

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
  /** What lies between the last version that had it and the one that gets it. */
  readonly since: readonly DirectedFact[];
}

/** Of several of one name, the first is the one that comes back. */
export interface RestorableHolds {
  readonly held: readonly RestorableHold[];
  /** On its way, and there still. */
  readonly leaving: readonly RestorableHold[];
}

export interface RestoreOptions {
  /** What earlier runs left for later. */
  readonly left: PendingContract;
  /** Of packages that come. */
  readonly contents: readonly PackageContent[];
  /** That is held by then, too. */
  readonly finalizedFirst?: boolean;
}

/** @param targets with the versions that become active, or that things are to come back from */
export async function restorableHolds(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  environmentId: string,
  targets: readonly Pick<RunTarget, 'to'>[],
  { left, contents, finalizedFirst = false }: RestoreOptions,
): Promise<RestorableHolds> {
  const held = await plane.holds.list(scope, environmentId);
  const toBe = holdsToBe(environmentId, left);
  if (held.length === 0 && toBe.length === 0) return { held: [], leaving: [] };
  const lineage = await lineageIn(context, plane, scope, environmentId, { contents });
  const of = async (holds: readonly HoldRow[]): Promise<readonly RestorableHold[]> => {
    const candidates = await candidatesOf(lineage, plane, scope, targets, holds);
    const restorable: RestorableHold[] = [];
    for (const { hold, last, to } of [...candidates].sort(byPreference))
      restorable.push({
        ...hold,
        since: last === null ? [] : await lineage.facts(last, to),
      });
    return restorable;
  };
  if (finalizedFirst) return { held: await of([...held, ...toBe]), leaving: [] };
  return { held: await of(held), leaving: await of(toBe) };
}

async function candidatesOf(
  lineage: VersionLineage,
  plane: ControlPlane,
  scope: Scope,
  targets: readonly Pick<RunTarget, 'to'>[],
  holds: readonly HoldRow[],
): Promise<readonly Candidate[]> {
  const versions = holds.length === 0 ? new Map<string, VersionRow>() : await activeBy(plane, scope, targets);
  const [any] = versions.values();
  if (any === undefined) return [];
  const runs = new Map<string, RunRow | null>();
  for (const { runId } of holds) if (!runs.has(runId)) runs.set(runId, await plane.runs.get(scope, runId));
  const versionOf = async (id: string | null | undefined) =>
    id == null ? null : plane.versions.get(scope, id);
  const candidates: Candidate[] = [];
  for (const hold of holds) {
    const owner = ownerOf(hold);
    const to = versions.get(owner) ?? any;
    const run = runs.get(hold.runId) ?? null;
    // What a run had added before it was given up was never live.
    if (run?.state === 'abandoned') continue;
    const moved = run?.request.targets.find(({ packageId }) => packageId === to.packageId);
    const next = factsBrought(run, to.packageId) ?? (await versionOf(moved?.to));
    const isFormer =
      run?.frozen?.steps.some((step) => step.kind === 'swap_column' && step.heldName === hold.heldName) ??
      false;
    let [last, thing]: [VersionRow | null, NamedThing | null] = [null, null];
    for await (const id of liveBefore(plane, scope, run, to.packageId)) {
      last = await versionOf(id);
      thing = last && (await nameIn(lineage, hold, run, { last, next }));
      if (thing !== null) break;
    }
    const isSame = last !== null && thing !== null && (await lineage.isSame(thing, last, to));
    // What none of those had, whoever had put it there, may be of any.
    if (isSame || thing === null) candidates.push({ hold, last: thing && last, to, isFormer });
  }
  return candidates;
}

/** Of the environment's runs, those that are looked through. */
const RUNS_MAX = 100;

/**
 * The versions of a package that were live before a run, newest first. What the last of them had not itself was on its way
 * out since an earlier one, and put aside by that run all the same.
 */
async function* liveBefore(
  plane: ControlPlane,
  scope: Scope,
  run: RunRow | null,
  packageId: string,
): AsyncGenerator<string> {
  const fromOf = ({ request }: RunRow) =>
    request.targets.find((target) => target.packageId === packageId)?.from ?? null;
  if (run === null || run.request.targets.length === 0) return;
  const own = fromOf(run);
  if (own !== null) yield own;
  const { environmentId } = run.request;
  const runs = await plane.runs.list(scope, { environmentId, limit: RUNS_MAX });
  for (const earlier of runs.slice(runs.findIndex(({ id }) => id === run.id) + 1)) {
    const from = fromOf(earlier);
    if (from !== null) yield from;
  }
}

/** What a held thing was called in the last version that had it; null: it is not found there. */
async function nameIn(
  lineage: VersionLineage,
  { held, heldName, table }: HoldRow,
  run: RunRow | null,
  { last, next }: { readonly last: VersionRow; readonly next: VersionRow | readonly Fact[] | null },
): Promise<NamedThing | null> {
  if (held.kind === 'table') {
    const thing = { table: held.spec.name, column: null };
    return (await lineage.has(thing, last)) ? thing : null;
  }
  const step = run?.frozen?.steps.find((one) => 'heldName' in one && one.heldName === heldName);
  const then = step?.table ?? table;
  // Before the switch its table has the name of that version, after it that of the next one.
  const before = next === null ? null : tableAtEnd(await lineage.facts(next, last), then, lineage.tableOf);
  for (const name of new Set([before, then])) {
    const thing = name === null ? null : await lineage.find({ table: name, column: held.column.name }, last);
    if (thing !== null) return thing;
  }
  return null;
}

/**
 * What it froze itself. A preview seals a version that it does not name, of a draft that goes on.
 * @returns null: it brought a version that was sealed before
 */
function factsBrought(run: RunRow | null, packageId: string): readonly Fact[] | null {
  const content = run?.frozen?.contents.find((one) => one.packageId === packageId);
  return content && content.index.length > 0 ? content.facts : null;
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

function newestFirst(a: HoldRow, b: HoldRow): number {
  return a.heldAt < b.heldAt ? 1 : a.heldAt > b.heldAt ? -1 : 0;
}
