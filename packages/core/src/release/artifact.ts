/**
 * Owns the artifact that a runtime of an environment loads: the installed, enabled versions composed, the app last,
 * overlays on top. `commitId` is the change-log sequence at which it became so.
 */
import { createHash } from 'node:crypto';
import { canonicalTexts } from '../content.ts';
import type { Context } from '../context.ts';
import { dependenciesOf } from '../depend/package-needs.ts';
import { installOrderOf } from '../depend/resolve-dependencies.ts';
import { AuthoringError, invariant } from '../error.ts';
import { CONFIGURATION_REF } from '../metadata/item-types.ts';
import { loadMetadataCore, loadSpec } from '../metadata/load-spec.ts';
import { type ItemKey, keyOf } from '../metadata/ref.ts';
import { stackOfItems } from '../metadata/stack-of-items.ts';
import type { InstallationRow } from '../ports/installation.ts';
import type { OverlayRow } from '../ports/overlay.ts';
import type { Scope } from '../scope.ts';
import { installationsOf } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';
import { bufferOf, openManifest, sealedStack, verifyManifest } from './sealed-manifest.ts';

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
  const { metadata, checksum } = await composed(context, scope, environment.id, installed);
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

const CONFIGURATION_KEY = keyOf(CONFIGURATION_REF);

interface Composed {
  readonly metadata: unknown;
  readonly checksum: string;
}

/** One package without overlays is its sealed stack, byte for byte: its canonical text is there already. */
async function composed(
  context: Context,
  scope: Scope,
  environmentId: string,
  installed: readonly InstallationRow[],
): Promise<Composed> {
  const overlays = await context.plane.overlays.list(scope, environmentId);
  const stacks: Stack[] = [];
  if (overlays.length === 0) {
    const sealed = [];
    for (const entry of installed) {
      const { bytes, checksum } = await sealedOf(context, scope, entry);
      sealed.push(sealedStack(bytes, checksum));
    }
    const [only] = sealed;
    if (sealed.length === 1 && only) return { metadata: only.stack, checksum: only.checksum };
    stacks.push(...sealed.map(({ stack }) => stack as Stack));
  } else stacks.push(...(await overlaidStacks(context, scope, installed, overlays)));
  const { canonicalize } = await loadMetadataCore();
  const metadata = await composedOf(stacks);
  return { metadata, checksum: createHash('sha256').update(canonicalize(metadata)).digest('hex') };
}

interface Stack {
  readonly manifest?: { readonly id?: unknown; readonly type?: unknown };
}

async function composedOf(stacks: readonly Stack[]): Promise<unknown> {
  if (stacks.length === 1) return stacks[0];
  const { composeStacks } = await loadSpec();
  return composeStacks([...inOrder(stacks)] as never[], { objectConflict: 'error' });
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

/** Each overlay in the place of the item that it stands over; one over nothing joins the package that comes last. */
async function overlaidStacks(
  context: Context,
  scope: Scope,
  installed: readonly InstallationRow[],
  overlays: readonly OverlayRow[],
): Promise<readonly Stack[]> {
  const checksums = overlays.map(({ bodyChecksum }) => bodyChecksum);
  const texts = await canonicalTexts(context, context.plane, scope, checksums);
  const open = new Map<ItemKey, unknown>(
    overlays.map(({ ref, bodyChecksum }) => [ref, JSON.parse(texts.get(bodyChecksum) as string)]),
  );
  const bodiesOf = new Map<Stack, { readonly key: ItemKey; readonly body: unknown }[]>();
  for (const entry of installed) {
    const { bytes, checksum } = await sealedOf(context, scope, entry);
    verifyManifest(bytes, checksum);
    const { items, stack } = openManifest(bufferOf(bytes).toString('utf8'));
    const bodies = items.map(({ key, body }) => {
      const overlay = open.get(key);
      open.delete(key);
      return { key, body: overlay ?? body };
    });
    // What variables a package declares is sealed beside its stack: the stack's own schema has no place for it.
    bodiesOf.set(
      stack as Stack,
      bodies.filter(({ key }) => key !== CONFIGURATION_KEY),
    );
  }
  const last = inOrder([...bodiesOf.keys()]).at(-1);
  for (const [key, body] of open) if (last) bodiesOf.get(last)?.push({ key, body });
  return [...bodiesOf.values()].map(stackOfItems);
}

async function sealedOf(context: Context, scope: Scope, { versionId }: InstallationRow) {
  const bytes = await context.plane.versions.sealedBytes(scope, versionId);
  const version = await context.plane.versions.get(scope, versionId);
  invariant(bytes !== null && version?.checksum != null, `version '${versionId}' is installed, not sealed`);
  return { bytes, checksum: version.checksum };
}
