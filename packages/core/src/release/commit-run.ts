/**
 * Owns the one control-plane transaction in which a run takes effect: seal, rows active, pointer swap, event, audit,
 * next draft, held things, run state, lease. All of it or nothing.
 */
import { canonicalTexts, draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { assertNotYanked } from '../depend/assert-not-yanked.ts';
import { deleteRow, putRow } from '../draft/commit-changes.ts';
import { insertDraft } from '../draft/open-draft.ts';
import { invariant } from '../error.ts';
import { assertStillGranted } from '../govern/redeem-token.ts';
import { useApproval } from '../govern/use-approval.ts';
import { factsBeyond } from '../metadata/fact.ts';
import { compareIndexes, type ItemIndex } from '../metadata/item-index.ts';
import type { ItemKey } from '../metadata/ref.ts';
import { mergeOverlays } from '../overlay/upgrade-overlays.ts';
import type { Step } from '../plan/steps/step.ts';
import { isRetained } from '../policy/hold-retention.ts';
import type { BodyRow } from '../ports/body.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Lease } from '../ports/lease.ts';
import type { SealedContent, VersionRow } from '../ports/package-version.ts';
import type { Scope } from '../scope.ts';
import { draftIndexAtFreeze, type Frozen } from './freeze.ts';
import { heldThingNames, heldThings } from './held-things.ts';
import { holdLease } from './hold-lease.ts';
import { holdsOf, moveHolds } from './hold-rows.ts';
import { assertInstallationTransition } from './installation-state.ts';
import type { FrozenContent, RunRow, RunState } from './run.ts';
import { saveRun } from './run-record.ts';
import { asWritten } from './sealed-bytes.ts';
import { sealManifest } from './sealed-manifest.ts';
import { voidContracts } from './void-contracts.ts';

export interface CommitInput {
  readonly run: RunRow;
  readonly lease: Lease;
  readonly environment: EnvironmentRow;
  readonly frozen: readonly Frozen[];
  /** Bodies that the frozen content names and nobody has stored. */
  readonly bodies: readonly BodyRow[];
  /** Steps that were executed by this run. */
  readonly executed: readonly Step[];
  /** Tables that the plan looked at, by their names before it; `all`: what was left of earlier runs is void. */
  readonly covered: ReadonlySet<string> | 'all';
  /** Ids of what was held and is not there any more. */
  readonly lost?: readonly string[];
  readonly state: Extract<RunState, 'committed' | 'finished'>;
}

/** @throws LEASE_LOST, VERSION_YANKED, VERSION_EXISTS, CHECKSUM_MISMATCH, CHANGE_FROZEN, APPROVAL_STALE, TOKEN_REVOKED, TOKEN_EXPIRED */
export async function commitRun(context: Context, scope: Scope, input: CommitInput): Promise<RunRow> {
  const people = (await context.members?.(scope, input.environment)) ?? null;
  const members = people && (async () => people);
  const written: (() => void)[] = [];
  const committed = await context.plane.transaction(async (tx) => {
    await holdLease(tx, scope, input.lease);
    await assertStillGranted(context, tx, scope, input.run.id);
    await assertNotYanked(tx, scope, input.run.request);
    await useApproval(context, tx, scope, input.environment, input.run, members);
    if (input.bodies.length > 0) await tx.bodies.putAll(scope, input.bodies);
    let seq = input.run.changeLogSeq;
    for (const frozen of input.frozen) {
      const versionId = await seal(context, tx, scope, input.run, frozen, written);
      seq = await activate(context, tx, scope, input, frozen.content, versionId);
    }
    for (const { packageId, to } of input.run.request.targets)
      if (to === null) seq = await remove(context, tx, scope, input, packageId);
    if (input.frozen.length > 0) await mergeOverlays(context, tx, scope, input.environment.id);
    if (input.run.request.kind === 'repair') seq = await recordRepair(context, tx, scope, input);
    if (input.run.request.kind === 'purge' && input.executed.length > 0)
      seq = await recordPurge(context, tx, scope, input);
    await moveHolds(tx, scope, input.environment.id, input.executed);
    if (input.lost?.length) await tx.holds.remove(scope, input.environment.id, input.lost);
    const held = holdsOf(context, input);
    if (held.length > 0) await tx.holds.put(scope, held);
    await voidContracts(context, tx, scope, input.run, input.covered);
    const run = await saveRun(context, tx, scope, input.run, {
      state: input.state,
      changeLogSeq: seq,
      failure: null,
    });
    await tx.leases.release(scope, input.lease);
    return run;
  });
  // Only now: what a transaction that failed would have sealed must not be taken for sealed.
  for (const note of written) note();
  for (const { content } of input.frozen)
    if (input.run.request.kind === 'publish')
      context.cache.versions.set(`${scope.orgId}/${content.versionId}`, {
        index: indexOf(content),
        facts: content.facts,
      });
  return committed;
}

function indexOf(content: FrozenContent): ItemIndex {
  return new Map(content.index.map(([key, checksum]) => [key as ItemKey, checksum]));
}

async function seal(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  run: RunRow,
  frozen: Frozen,
  written: (() => void)[],
): Promise<string> {
  const { kind } = run.request;
  const { content } = frozen;
  if (kind !== 'publish' && kind !== 'preview') return content.versionId;
  const index = indexOf(content);
  const sealed: SealedContent = {
    version: content.version,
    checksum: content.checksum,
    bytes: frozen.bytes ?? (await sealedBytes(context, tx, scope, content, index)),
    index,
    facts: content.facts,
    publishedAt: context.clock.now(),
    releaseNotes: run.request.notes ?? null,
  };
  const draft = await tx.versions.get(scope, content.versionId);
  invariant(draft, `the draft '${content.versionId}' of run '${run.id}' is gone`);
  const { checksum } = sealed;
  if (kind === 'preview') {
    const versionId = await sealPreview(context, tx, scope, draft, sealed);
    written.push(await asWritten(context, tx, scope, { versionId, checksum }));
    return versionId;
  }
  // Another environment's run sealed the same bytes while this one stood still: what was migrated here is that version.
  if (draft.status !== 'draft' && draft.checksum === sealed.checksum) return content.versionId;
  await sealDraft(context, tx, scope, draft, content, sealed);
  const { versionId } = content;
  written.push(await asWritten(context, tx, scope, { versionId, checksum }));
  return versionId;
}

/** The frozen bytes again from their pieces. @throws ASSERTION_FAILED when they are not what was migrated (I-13) */
async function sealedBytes(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  content: FrozenContent,
  index: ItemIndex,
): Promise<Uint8Array> {
  const texts = await canonicalTexts(context, tx, scope, index.values());
  const items = [...index].map(([key, checksum]) => [key, texts.get(checksum) as string] as const);
  const sealed = sealManifest({ items, facts: content.facts, version: content.version });
  invariant(sealed.checksum === content.checksum, `the frozen content of version ${content.version} changed`);
  return sealed.bytes;
}

async function sealPreview(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  draft: VersionRow,
  sealed: SealedContent,
): Promise<string> {
  const id = context.ids.next();
  const row: VersionRow = {
    ...draft,
    id,
    version: sealed.version,
    status: 'published',
    checksum: sealed.checksum,
    isPreview: true,
    createdAt: sealed.publishedAt,
    publishedAt: sealed.publishedAt,
    createdBy: scope.principal.id,
  };
  await tx.versions.insertSealed(scope, row, sealed);
  await tx.log.record(scope, {
    op: 'version.previewed',
    packageId: draft.packageId,
    versionId: id,
    checksumAfter: sealed.checksum,
    at: sealed.publishedAt,
  });
  return id;
}

/** Seals the draft's own row; what was staged after the freeze moves to the next draft, based on what was sealed. */
async function sealDraft(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  draft: VersionRow,
  content: FrozenContent,
  sealed: SealedContent,
): Promise<void> {
  const view = await draftView(context, tx, scope, draft.id);
  await tx.versions.seal(scope, draft.id, sealed);
  await tx.drafts.activateChanges(
    scope,
    draft.id,
    view.changes.map((change) => change.ref),
  );
  await tx.log.record(scope, {
    op: 'version.sealed',
    packageId: draft.packageId,
    versionId: draft.id,
    checksumAfter: sealed.checksum,
    data: { version: sealed.version },
    at: sealed.publishedAt,
  });
  await tx.drafts.close(scope, draft.id);
  const next = await insertDraft(context, tx, scope, draft.packageId, draft.id);
  if (view.draft.revision === content.draftRevision) return;
  const lateFacts = factsBeyond(view.facts, content.facts);
  const late = compareIndexes(draftIndexAtFreeze(content), view.index);
  const renamedFrom = new Map(
    view.changes.flatMap(({ op, ref, from }) =>
      op === 'rename' && from !== undefined ? [[ref, from] as const] : [],
    ),
  );
  const rows = [
    ...[...late.added, ...late.changed].map((key) => {
      const from = sealed.index.has(key) ? undefined : renamedFrom.get(key);
      return putRow(context, scope, key, view.index.get(key) as string, sealed.index.get(key) ?? null, from);
    }),
    ...late.removed.map((key) => deleteRow(context, scope, key, sealed.index.get(key) ?? null)),
  ].filter((row) => row !== null);
  if (rows.length > 0) await tx.drafts.putChanges(scope, next.id, rows);
  if (lateFacts.length > 0) await tx.drafts.setFacts(scope, next.id, lateFacts);
  if (rows.length > 0) await tx.drafts.bump(scope, next.id);
}

async function activate(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  { run, environment }: CommitInput,
  content: FrozenContent,
  versionId: string,
): Promise<number> {
  const at = context.clock.now();
  const current = await tx.installations.current(scope, environment.id, content.packageId);
  assertInstallationTransition(current?.status ?? null, 'installed');
  await tx.installations.activate(scope, {
    id: current?.id ?? context.ids.next(),
    environmentId: environment.id,
    packageId: content.packageId,
    versionId,
    status: 'installed',
    enabled: current?.enabled ?? true,
    withSampleData: current?.withSampleData ?? false,
    settings: current?.settings ?? {},
    installedAt: current?.installedAt ?? at,
    updatedAt: at,
    installedBy: scope.principal.id,
  });
  return tx.log.record(scope, {
    op: 'environment.activated',
    packageId: content.packageId,
    environmentId: environment.id,
    versionId,
    runId: run.id,
    checksumAfter: content.checksum,
    data: { kind: run.request.kind, version: content.version, from: current?.versionId ?? null },
    at,
  });
}

/** The package is installed no more, and what was set for it goes with it. */
async function remove(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  { run, environment }: CommitInput,
  packageId: string,
): Promise<number> {
  const current = await tx.installations.current(scope, environment.id, packageId);
  invariant(current, `package '${packageId}' of run '${run.id}' is installed no more`);
  const version = await tx.versions.get(scope, current.versionId);
  await tx.installations.remove(scope, environment.id, packageId);
  return tx.log.record(scope, {
    op: 'environment.uninstalled',
    packageId,
    environmentId: environment.id,
    versionId: current.versionId,
    runId: run.id,
    checksumBefore: version?.checksum ?? null,
    checksumAfter: null,
    data: { kind: run.request.kind, version: version?.version ?? null },
    at: context.clock.now(),
  });
}

function recordRepair(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  { run, environment, executed }: CommitInput,
): Promise<number> {
  return tx.log.record(scope, {
    op: 'environment.repaired',
    environmentId: environment.id,
    runId: run.id,
    data: { steps: executed.length },
    at: context.clock.now(),
  });
}

/** What goes for good, and whether somebody let it go before its time. */
async function recordPurge(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  { run, environment, executed }: CommitInput,
): Promise<number> {
  const gone = new Set(
    executed.flatMap((step) => {
      if (step.kind === 'purge_column') return [step.heldName];
      return step.kind === 'purge_table' ? [step.table] : [];
    }),
  );
  const all = await tx.holds.list(scope, environment.id);
  const holds = all.filter(({ heldName }) => gone.has(heldName));
  const early = holds.filter((hold) => isRetained(hold, environment.type, run.requestedAt));
  return tx.log.record(scope, {
    op: 'environment.purged',
    environmentId: environment.id,
    runId: run.id,
    data: {
      purged: holds.map(heldThingNames(all)),
      forced: early.length > 0,
      ...(early.length === 0 ? {} : { beforeTheirTime: heldThings(early, environment.type, all) }),
    },
    at: context.clock.now(),
  });
}
