/** Owns an environment for a look: the copy of another one, with the open draft or a sealed version installed, until it expires. */
import { draftView } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { CopiedData, CopyForm, Sampled } from '../ports/provision.ts';
import { environmentByName } from '../release/find-environment.ts';
import { assertChanged } from '../release/freeze.ts';
import { maskPassword } from '../release/mask-password.ts';
import { preview } from '../release/preview.ts';
import { release } from '../release/publish.ts';
import type { Scope } from '../scope.ts';
import type { DraftHandle, OnProgress, PromoteResult } from '../service-types.ts';
import { endCopy } from './end-copy.ts';
import { assertMayCopy, type CopyInput, makeCopy } from './make-copy.ts';

export interface PreviewEnvironmentInput {
  readonly from: string;
  readonly what: { readonly draft: DraftHandle } | { readonly versionId: string };
  readonly ttlMs: number;
  readonly data?: CopiedData;
  /** Of a sample: how many of each table. Default: 1,000. */
  readonly rows?: number;
  readonly name?: string;
}

export interface PreviewEnvironment {
  readonly name: string;
  readonly id: string;
  readonly from: string;
  readonly data: CopiedData;
  readonly form: CopyForm;
  /** Of a sample: what is in it. */
  readonly sampled?: Sampled;
  readonly expiresAt: string;
  /** Its URL, without a password. */
  readonly database: string;
  readonly result: PromoteResult;
}

/** @throws what making the copy throws, and what the run there throws: the copy is gone then */
export async function previewEnvironment(
  context: Context,
  scope: Scope,
  { from, what, ttlMs, data = 'none', rows, name }: PreviewEnvironmentInput,
  onProgress?: OnProgress,
): Promise<PreviewEnvironment> {
  const source = await environmentByName(context.plane, scope, from);
  const input = {
    data,
    ttlMs,
    ...(rows === undefined ? {} : { rows }),
    ...(name === undefined ? {} : { name }),
  };
  if ('draft' in what) {
    assertMayCopy(context, scope, source, input);
    await assertDraftShows(context, scope, source, what.draft, input);
  }
  const { environment, form, sampled } = await makeCopy(context, scope, source, input);
  const targetEnv = environment.name;
  try {
    const result =
      'draft' in what
        ? await preview(context, scope, what.draft, { targetEnv }, onProgress)
        : await install(context, scope, environment, what.versionId, onProgress);
    return {
      name: environment.name,
      id: environment.id,
      from: source.name,
      data,
      form,
      ...(sampled ? { sampled } : {}),
      expiresAt: expiryOf(environment),
      database: maskPassword(environment.databaseUrl),
      result,
    };
  } catch (error) {
    await endCopy(context, scope, environment, 'failed').catch(() => undefined);
    throw error;
  }
}

/** Before anything is copied. @throws NOTHING_TO_PUBLISH with the command that shows what the draft is based on */
async function assertDraftShows(
  context: Context,
  scope: Scope,
  source: EnvironmentRow,
  { draftId, packageId }: DraftHandle,
  { data, rows }: Pick<CopyInput, 'data' | 'rows'>,
): Promise<void> {
  const view = await draftView(context, context.plane, scope, draftId);
  const base =
    view.draft.baseVersionId && (await context.plane.versions.get(scope, view.draft.baseVersionId));
  const copied = `${data === 'none' ? '' : ` --data ${data}`}${rows === undefined ? '' : ` --rows ${rows}`}`;
  await assertChanged(context, context.plane, scope, view, {
    manifestId: packageId,
    suggestion: base
      ? `stage an edit first, or look at the version itself with: mda env preview --from ${source.name} --version ${base.version} --package ${packageId}${copied}`
      : 'stage an edit first',
  });
}

/** Also the version that the source runs: it is what somebody may want to look at. @throws VERSION_NOT_FOUND */
async function install(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  versionId: string,
  onProgress?: OnProgress,
): Promise<PromoteResult> {
  const version = await context.plane.versions.get(scope, versionId);
  if (!version || version.status === 'draft')
    throw new AuthoringError('VERSION_NOT_FOUND', `there is no sealed version '${versionId}'`, {
      suggestion: 'list the sealed versions with: mda versions',
    });
  const { packageId } = version;
  const current = await context.plane.installations.current(scope, environment.id, packageId);
  return release(
    context,
    scope,
    environment,
    {
      kind: 'promote',
      environmentId: environment.id,
      targets: [{ packageId, from: current?.versionId ?? null, to: versionId }],
      force: true,
    },
    onProgress,
  );
}

function expiryOf({ ephemeral, createdAt }: EnvironmentRow): string {
  return ephemeral?.expiresAt ?? createdAt;
}
