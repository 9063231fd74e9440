/**
 * Owns freezing: before any DDL the content of every target is fixed by checksum. What is previewed, approved and
 * migrated is what is sealed; an edit that comes later belongs to the next draft.
 */
import { canonicalTexts, type DraftView, draftView, manifestIdOf, versionContent } from '../content.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import type { Coming } from '../depend/assert-fits.ts';
import { draftQuestions } from '../draft/draft-questions.ts';
import { renamedFields } from '../draft/renamed-fields.ts';
import { AuthoringError, invariant } from '../error.ts';
import { isConversion } from '../metadata/fact.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import type { SemverBump } from '../plan/migration-plan.ts';
import type { BodyRow } from '../ports/body.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { PackageRow } from '../ports/package.ts';
import type { Scope } from '../scope.ts';
import type { PackageContent } from './compare-contents.ts';
import { planEnvironment } from './plan-environment.ts';
import type { FrozenContent, RunRequest } from './run.ts';
import { assertSealedBytes } from './sealed-bytes.ts';
import { sealManifest } from './sealed-manifest.ts';
import { validateView } from './validate-draft.ts';
import { nextPreview, nextVersion } from './version-number.ts';

export interface Frozen {
  readonly content: FrozenContent;
  readonly package: PackageContent;
  /** The sealed bytes, when they were just made: spares making them again at the commit. */
  readonly bytes: Uint8Array | null;
  /** The manifest item as sealed, where its version had to be written into it. */
  readonly manifestBody: BodyRow | null;
}

const MANIFEST_KEY = keyOf(MANIFEST_REF);

/** What a run brings of a target that was frozen. */
export function comingOf(frozen: Pick<Frozen, 'content' | 'package'>): Coming {
  return { package: frozen.package, version: () => frozen.content.version };
}

/** @throws NOTHING_TO_PUBLISH */
export async function assertChanged(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  view: DraftView,
  { manifestId, suggestion }: { readonly manifestId: string; readonly suggestion: string },
): Promise<void> {
  // What is only said of values, or of the names under which they are, is a change too.
  if (view.changes.length > 0 || view.draftFacts.some(isConversion)) return;
  if ((await renamedFields(context, plane, scope, view)).length > 0) return;
  throw new AuthoringError('NOTHING_TO_PUBLISH', `the draft of '${manifestId}' holds no change`, {
    suggestion,
  });
}

/**
 * Fixes the draft's content. Asserts that the set is valid and no question is open.
 * @throws NOTHING_TO_PUBLISH, SET_INVALID, RENAME_UNRESOLVED, VERSION_INVALID, VERSION_EXISTS
 */
export async function freezeDraft(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  draftId: string,
  request: RunRequest,
): Promise<Frozen> {
  // One transaction: rows and rename facts of two different moments would make a version that nobody ever saw.
  const view = await plane.transaction((tx) => draftView(context, tx, scope, draftId));
  const pkg = await plane.packages.get(scope, view.draft.packageId);
  invariant(pkg, `draft '${draftId}' names a package that is not there`);
  await assertChanged(context, plane, scope, view, {
    manifestId: pkg.manifestId,
    suggestion: 'stage an edit first, or move the sealed version on with: mda promote VERSION --to NAME',
  });
  const report = await validateView(context, plane, scope, view, pkg.manifestId);
  if (!report.valid) throw setInvalid(report.problems.filter((problem) => problem.severity === 'error'));
  const questions = await draftQuestions(context, plane, scope, view, pkg.manifestId);
  if (questions.length > 0)
    throw new AuthoringError(
      'RENAME_UNRESOLVED',
      `${counted(questions.length, 'open question')}: was something renamed or replaced?`,
      {
        details: { questions },
        suggestion: 'answer each with: mda answer ID --rename-to NAME, or mda answer ID --replace',
      },
    );
  const version =
    request.kind === 'preview'
      ? await previewVersion(plane, scope, pkg)
      : await releaseVersion(context, plane, scope, view, request);
  return sealView(context, plane, scope, view, pkg, version);
}

async function sealView(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  view: DraftView,
  pkg: PackageRow,
  version: string,
): Promise<Frozen> {
  const texts = await canonicalTexts(context, plane, scope, view.index.values());
  const items = [...view.index].map(([key, checksum]) => [key, texts.get(checksum) as string] as const);
  const sealed = sealManifest({ items, facts: view.facts, version });
  const index = new Map(view.index).set(MANIFEST_KEY, sealed.manifest.checksum);
  const changed = view.index.get(MANIFEST_KEY) !== sealed.manifest.checksum;
  return {
    content: {
      packageId: pkg.id,
      versionId: view.draft.id,
      version,
      checksum: sealed.checksum,
      index: [...index].sort(([a], [b]) => (a < b ? -1 : 1)),
      facts: view.facts,
      draftManifest: view.index.get(MANIFEST_KEY) ?? null,
      draftRevision: view.draft.revision,
    },
    package: { packageId: pkg.id, manifestId: pkg.manifestId, index: view.index, facts: view.facts },
    bytes: sealed.bytes,
    manifestBody: changed ? sealed.manifest : null,
  };
}

/** Fixes a version that is sealed already, after checking its bytes. @throws VERSION_NOT_FOUND, CHECKSUM_MISMATCH */
export async function freezeSealed(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  versionId: string,
): Promise<Frozen> {
  const row = await plane.versions.get(scope, versionId);
  if (row?.checksum == null || row.status === 'draft')
    throw new AuthoringError('VERSION_NOT_FOUND', `there is no sealed version '${versionId}'`, {
      suggestion: 'list the sealed versions with: mda versions',
    });
  await assertSealedBytes(context, plane, scope, { versionId, checksum: row.checksum });
  const { packageId } = row;
  const manifestId = await manifestIdOf(context, plane, scope, packageId);
  invariant(manifestId, `version '${versionId}' names a package that is not there`);
  const content = await versionContent(context, plane, scope, versionId);
  return {
    content: {
      packageId,
      versionId,
      version: row.version,
      checksum: row.checksum,
      index: [],
      facts: [],
      draftManifest: null,
      draftRevision: 0,
    },
    package: { packageId, manifestId, ...content },
    bytes: null,
    manifestBody: null,
  };
}

/** Sealing writes the release number into the manifest item: the draft's own text was another. */
export function draftIndexAtFreeze(content: FrozenContent): ItemIndex {
  const index = new Map(content.index.map(([key, checksum]) => [key as ItemKey, checksum]));
  if (content.draftManifest !== null) index.set(MANIFEST_KEY, content.draftManifest);
  return index;
}

async function previewVersion(plane: ControlPlane, scope: Scope, pkg: PackageRow): Promise<string> {
  const sealed = await plane.versions.listSealed(scope, pkg.id, { previews: true });
  return nextPreview(sealed.filter((row) => row.isPreview).map((row) => row.version));
}

/** The version that a publish of the draft would seal. @throws VERSION_INVALID, VERSION_EXISTS */
export async function releaseVersion(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  view: DraftView,
  request: { readonly version?: string | undefined; readonly bump?: SemverBump | undefined },
): Promise<string> {
  const { packageId } = view.draft;
  const pkg = await plane.packages.get(scope, packageId);
  invariant(pkg, `draft '${view.draft.id}' names a package that is not there`);
  const sealed = (await plane.versions.listSealed(scope, packageId)).map((row) => row.version);
  const manifestText = view.index.get(MANIFEST_KEY);
  const manifest =
    manifestText === undefined
      ? undefined
      : (await canonicalTexts(context, plane, scope, [manifestText])).get(manifestText);
  const declared =
    manifest === undefined ? undefined : (JSON.parse(manifest) as { version?: unknown }).version;
  return nextVersion({
    requested: request.version,
    bump: request.bump,
    manifestVersion: typeof declared === 'string' ? declared : undefined,
    sealed,
    // The first version has nothing to be larger than.
    semverBump: sealed.length === 0 ? 'patch' : await bumpOf(context, plane, scope, pkg, view),
  });
}

/** The size of the draft's change against its base, whatever the environment runs. */
async function bumpOf(
  context: Context,
  plane: ControlPlane,
  scope: Scope,
  pkg: PackageRow,
  view: DraftView,
): Promise<SemverBump> {
  const own = { packageId: pkg.id, manifestId: pkg.manifestId };
  const { plan } = await planEnvironment(context, plane, scope, {
    before: [{ ...own, ...view.base }],
    after: [{ ...own, index: view.index, facts: view.facts }],
    pending: [],
    salt: '',
    // The forms of the steps differ between engines, what they mean for users does not.
    engine: 'sqlite',
    renameForm: 'in_switch',
  });
  return plan.semverBump;
}

function setInvalid(problems: readonly { readonly ref: string; readonly message: string }[]): AuthoringError {
  const [first] = problems;
  return new AuthoringError(
    'SET_INVALID',
    `'${first?.ref}': ${first?.message}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`,
    {
      details: { problems },
      suggestion: 'see every problem with: mda validate',
    },
  );
}
