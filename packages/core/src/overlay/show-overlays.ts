/** Owns looking at overlays: all of an environment, one beside what its package ships, and what a version would make of them. */
import { canonicalTexts } from '../content.ts';
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import { type ItemKey, type ItemRef, keyOf } from '../metadata/ref.ts';
import { installedPackages } from '../release/environment-content.ts';
import { environmentByName } from '../release/find-environment.ts';
import { freezeSealed } from '../release/freeze.ts';
import type { Scope } from '../scope.ts';
import { type JsonDifference, jsonDifferences } from './json-differences.ts';
import { type OverlayOutcome, overlayOutcomes } from './overlay-outcomes.ts';
import { packagedItem } from './packaged-item.ts';
import { overlaysAfter } from './upgrade-overlays.ts';

export interface OverlayView {
  readonly environment: string;
  readonly ref: ItemKey;
  readonly checksum: string;
  readonly body: unknown;
  /** What the package ships now; null: none ships it. */
  readonly packaged: {
    readonly package: string;
    readonly checksum: string;
    readonly body: unknown;
  } | null;
  /** The package's item that it was made on. */
  readonly base: string | null;
  /** Where it says something else than the package does now. */
  readonly differences: readonly JsonDifference[];
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface OverlayReport {
  readonly environment: string;
  /** null: the versions that are live. */
  readonly version: string | null;
  readonly overlays: readonly OverlayOutcome[];
}

/** Against what is live. */
export async function listOverlays(context: Context, scope: Scope, name: string): Promise<OverlayReport> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const installed = await installedPackages(context, context.plane, scope, environment.id);
  const judged = await overlayOutcomes(context, context.plane, scope, environment.id, installed);
  return { environment: environment.name, version: null, overlays: judged.map(({ told }) => told) };
}

/** Against a sealed version. Reads only. @throws VERSION_NOT_FOUND, ENVIRONMENT_NOT_FOUND */
export async function overlayReport(
  context: Context,
  scope: Scope,
  versionId: string,
  name: string,
): Promise<OverlayReport> {
  const environment = await environmentByName(context.plane, scope, name);
  context.authorize(scope, 'read', environment);
  const { content, package: after } = await freezeSealed(context, context.plane, scope, versionId);
  const judged = await overlaysAfter(context, context.plane, scope, environment.id, [after]);
  return {
    environment: environment.name,
    version: content.version,
    overlays: judged.map(({ told }) => told),
  };
}

/** @throws ITEM_NOT_FOUND without an overlay */
export async function showOverlay(
  context: Context,
  scope: Scope,
  ref: ItemRef,
  name: string,
): Promise<OverlayView> {
  const { plane } = context;
  const environment = await environmentByName(plane, scope, name);
  context.authorize(scope, 'read', environment);
  const key = keyOf(ref);
  const row = await plane.overlays.get(scope, environment.id, key);
  if (!row)
    throw new AuthoringError('ITEM_NOT_FOUND', `'${environment.name}' has no overlay of '${key}'`, {
      suggestion: `list what is overridden there with: mda overlay list --env ${environment.name}`,
    });
  const texts = await canonicalTexts(context, plane, scope, [row.bodyChecksum]);
  const body: unknown = JSON.parse(texts.get(row.bodyChecksum) as string);
  const installed = await installedPackages(context, plane, scope, environment.id);
  const item = await packagedItem(context, plane, scope, installed, key);
  return {
    environment: environment.name,
    ref: key,
    checksum: row.bodyChecksum,
    body,
    packaged: item && { package: item.package, checksum: item.checksum, body: item.body },
    base: row.baseChecksum,
    differences: jsonDifferences(item?.body, body),
    updatedAt: row.updatedAt,
    updatedBy: row.updatedBy,
  };
}
