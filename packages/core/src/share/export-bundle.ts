/** Owns making a bundle of a sealed version: its bytes, and everything the control plane knows of where they come from. */
import type { KeyObject } from 'node:crypto';
import type { Context } from '../context.ts';
import { eventsWhere } from '../govern/events-where.ts';
import type { VersionRow } from '../ports/package-version.ts';
import { exportVersion } from '../release/export-version.ts';
import { findVersion } from '../release/versions.ts';
import type { Scope } from '../scope.ts';
import { bundleText, type Provenance } from './bundle.ts';
import { sealEnvelope } from './envelope.ts';

export interface BundleFile {
  readonly package: string;
  readonly version: string;
  readonly checksum: string;
  /** The whole file. */
  readonly text: string;
}

/** @param key Ed25519; null: not signed @throws VERSION_NOT_FOUND, CHECKSUM_MISMATCH */
export async function exportBundle(
  context: Context,
  scope: Scope,
  manifestId: string,
  version: string | undefined,
  key: KeyObject | null,
): Promise<BundleFile> {
  const sealed = await exportVersion(context, scope, manifestId, version);
  const row = await findVersion(context, scope, manifestId, version);
  const provenance = await provenanceOf(context, scope, row);
  const text = sealEnvelope(bundleText({ ...sealed, provenance }), key);
  return { package: sealed.package, version: sealed.version, checksum: sealed.checksum, text };
}

async function provenanceOf(context: Context, scope: Scope, row: VersionRow): Promise<Provenance> {
  const { plane } = context;
  const environments = new Map((await plane.environments.list(scope)).map((one) => [one.id, one]));
  const events = await eventsWhere(plane, scope, ({ versionId }) => versionId === row.id);
  const base = row.baseVersionId === null ? null : await plane.versions.get(scope, row.baseVersionId);
  const runs: Provenance['runs'][number][] = [];
  for (const event of events.filter(({ op }) => op === 'environment.activated')) {
    const run = event.runId === undefined ? null : await plane.runs.get(scope, event.runId);
    const environment = environments.get(event.environmentId ?? '');
    const answers =
      run?.request.approval === undefined ? [] : await plane.approvals.actions(scope, run.request.approval);
    const rehearsal =
      run?.request.rehearsal === undefined ? null : await plane.rehearsals.get(scope, run.request.rehearsal);
    runs.push({
      environment: environment?.name ?? '',
      type: environment?.type ?? '',
      kind: run?.request.kind ?? '',
      at: event.at,
      by: event.actor,
      planHash: run?.frozen?.planHash ?? null,
      approvedBy: answers.flatMap(({ action, actor }) => (action === 'approve' ? [actor] : [])),
      ...(rehearsal ? { rehearsal: { id: rehearsal.id, at: rehearsal.at, by: rehearsal.by } } : {}),
    });
  }
  return {
    sealedBy:
      events.find(({ op }) => op === 'version.sealed' || op === 'version.imported')?.actor ?? row.createdBy,
    sealedAt: row.publishedAt,
    releaseNotes: row.releaseNotes,
    base: base?.checksum ? { version: base.version, checksum: base.checksum } : null,
    runs,
  };
}
