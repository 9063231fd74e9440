/**
 * Owns the artifact that a runtime of an environment loads: the installed, enabled versions composed, the app last,
 * overlays on top. `commitId` is the change-log sequence at which it became so.
 */
import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import { dependenciesOf } from '../depend/package-needs.ts';
import { installOrderOf } from '../depend/resolve-dependencies.ts';
import { AuthoringError, invariant } from '../error.ts';
import { loadMetadataCore, loadSpec } from '../metadata/load-spec.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { Scope } from '../scope.ts';
import { installationsOf } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import { sealedStack } from './sealed-manifest.ts';

/** EnvironmentArtifactSchema of `@objectstack/spec/cloud`, with the metadata as authored: defaults are the runtime's. */
export interface EnvironmentArtifact {
  readonly schemaVersion: '0.1';
  readonly environmentId: string;
  readonly commitId: string;
  /** 64 hex: sha256 of the canonical `metadata`. */
  readonly checksum: string;
  readonly metadata: unknown;
  readonly builtAt: string;
}

/** @throws VERSION_NOT_FOUND when nothing is installed, CHECKSUM_MISMATCH */
export async function environmentArtifact(
  context: Context,
  scope: Scope,
  name: string,
): Promise<EnvironmentArtifact> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const all = await installationsOf(context.plane, scope, environment.id);
  const installed = all.filter(({ enabled }) => enabled);
  if (all.length === 0)
    throw new AuthoringError('VERSION_NOT_FOUND', `environment '${name}' runs no version yet`, {
      suggestion: `publish one with: mda publish --env ${name}`,
    });
  if (installed.length === 0)
    throw new AuthoringError('VERSION_NOT_FOUND', `environment '${name}' has disabled all that it runs`, {
      suggestion: `enable a package with: mda installation set PACKAGE --env ${name} --enable`,
    });
  const { metadata, checksum } = await composed(context, scope, installed);
  const activations = all.map(({ updatedAt }) => updatedAt).sort();
  return {
    schemaVersion: '0.1',
    environmentId: environment.id,
    commitId: String(await context.plane.log.head(scope)),
    checksum,
    metadata,
    builtAt: activations.at(-1) as string,
  };
}

interface Composed {
  readonly metadata: unknown;
  readonly checksum: string;
}

/** One package is its sealed stack, byte for byte: its canonical text is there already. */
async function composed(
  context: Context,
  scope: Scope,
  installed: readonly InstallationRow[],
): Promise<Composed> {
  const sealed = [];
  for (const entry of installed) sealed.push(await stackOf(context, scope, entry));
  const [only] = sealed;
  if (sealed.length === 1 && only) return { metadata: only.stack, checksum: only.checksum };
  const stacks = inOrder(sealed.map(({ stack }) => stack as Stack));
  const { composeStacks } = await loadSpec();
  const { canonicalize } = await loadMetadataCore();
  const metadata = composeStacks([...stacks] as never[], { objectConflict: 'error' });
  return { metadata, checksum: createHash('sha256').update(canonicalize(metadata)).digest('hex') };
}

interface Stack {
  readonly manifest?: { readonly id?: unknown; readonly type?: unknown };
}

/** What others build on before them, the app last. */
function inOrder(stacks: readonly Stack[]): readonly Stack[] {
  const id = ({ manifest }: Stack) => String(manifest?.id);
  const { installOrder } = installOrderOf(
    stacks.map((stack) => ({ packageId: id(stack), needs: dependenciesOf(stack.manifest) })),
  );
  const rank = (stack: Stack) =>
    installOrder.indexOf(id(stack)) + (stack.manifest?.type === 'app' ? installOrder.length : 0);
  return [...stacks].sort((a, b) => rank(a) - rank(b));
}

async function stackOf(context: Context, scope: Scope, { versionId }: InstallationRow) {
  const manifestJson = await context.plane.versions.manifestJson(scope, versionId);
  const version = await context.plane.versions.get(scope, versionId);
  invariant(
    manifestJson !== null && version?.checksum != null,
    `version '${versionId}' is installed, not sealed`,
  );
  return sealedStack(manifestJson, version.checksum);
}
