/**
 * Owns the artifact that a runtime of an environment loads: the installed, enabled versions composed, the app last,
 * overlays on top. `commitId` is the change-log sequence at which it became so.
 */
import { createHash } from 'node:crypto';
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { loadMetadataCore, loadSpec } from '../metadata/load-spec.ts';
import { stackOfItems } from '../metadata/stack-of-items.ts';
import type { Scope } from '../scope.ts';
import { type InstalledPackage, installedPackages } from './environment-content.ts';
import { environmentByName } from './find-environment.ts';

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

/** @throws VERSION_NOT_FOUND when nothing is installed */
export async function environmentArtifact(
  context: Context,
  scope: Scope,
  name: string,
): Promise<EnvironmentArtifact> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const installed = (await installedPackages(context, context.plane, scope, environment.id)).filter(
    (entry) => entry.installation.enabled,
  );
  if (installed.length === 0)
    throw new AuthoringError('VERSION_NOT_FOUND', `environment '${name}' runs no version yet`, {
      suggestion: `publish one with: mda publish --env ${name}`,
    });
  const stacks = [];
  for (const entry of installed)
    stacks.push({ type: await typeOf(context, scope, entry), stack: await stackOf(context, scope, entry) });
  stacks.sort((a, b) => Number(a.type === 'app') - Number(b.type === 'app'));
  const { composeStacks } = await loadSpec();
  const [only] = stacks;
  const metadata =
    stacks.length === 1 && only
      ? only.stack
      : composeStacks(stacks.map((entry) => entry.stack) as never[], { objectConflict: 'error' });
  const { canonicalize } = await loadMetadataCore();
  const checksum = createHash('sha256').update(canonicalize(metadata)).digest('hex');
  const activations = installed.map((entry) => entry.installation.updatedAt).sort();
  return {
    schemaVersion: '0.1',
    environmentId: environment.id,
    commitId: String(await context.plane.log.head(scope)),
    checksum,
    metadata,
    builtAt: activations.at(-1) as string,
  };
}

async function stackOf(
  context: Context,
  scope: Scope,
  entry: InstalledPackage,
): Promise<Record<string, unknown>> {
  const bodies = await bodiesOf(context, context.plane, scope, entry.index, entry.index.keys());
  return stackOfItems([...bodies].map(([key, body]) => ({ key, body })));
}

async function typeOf(context: Context, scope: Scope, entry: InstalledPackage): Promise<unknown> {
  const manifest = (await bodiesOf(context, context.plane, scope, entry.index, ['stack/manifest'])).get(
    'stack/manifest',
  );
  return (manifest as { type?: unknown } | undefined)?.type;
}
