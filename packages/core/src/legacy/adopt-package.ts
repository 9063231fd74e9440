/**
 * Owns taking over an app whose runtime has authored its own metadata: the rows that carry one flat package id become a
 * package with a sealed baseline, live in the environment of that database. Of the database nothing is changed: its tables
 * are what the baseline needs already, and our mark comes with the first run. Once that is done, rows that changed since
 * become edits of the draft.
 */
import { factsOf } from '../content.ts';
import type { Context } from '../context.ts';
import { packageNamed } from '../draft/open-draft.ts';
import { AuthoringError } from '../error.ts';
import { canonicalBody } from '../metadata/canonical-body.ts';
import type { ItemIndex } from '../metadata/item-index.ts';
import { MANIFEST_REF } from '../metadata/item-types.ts';
import { keyOf } from '../metadata/ref.ts';
import type { ConvertedPart, SkippedPart } from '../metadata/stack-items.ts';
import type { Drift } from '../plan/physical-schema.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import { environmentDrift } from '../release/drift.ts';
import { installedPackages } from '../release/environment-content.ts';
import { insertEnvironment, newEnvironment } from '../release/environments.ts';
import { manifestFactsOf } from '../release/manifest-facts.ts';
import { otherPackages } from '../release/other-packages.ts';
import { sealManifest } from '../release/sealed-manifest.ts';
import { nextVersion } from '../release/version-number.ts';
import { withTarget } from '../release/with-target.ts';
import type { Scope } from '../scope.ts';
import type { Problem } from '../validate/problem.ts';
import { loadItemValidator } from '../validate/validate-item.ts';
import { type AdoptedPlace, adoptedEnvironment } from './adopted-environment.ts';
import { type FlatItems, flatItems } from './flat-items.ts';
import { readFlatRows } from './read-flat-rows.ts';
import { type AdoptedChanges, takeChanges } from './take-changes.ts';

export interface AdoptPackageOptions extends AdoptedPlace {
  /** The flat id, which becomes the manifestId. */
  readonly packageId: string;
  /** Of the baseline; default: 0.1.0. */
  readonly version?: string;
  /** Prefix of the package's objects. Absent: none is asked for. */
  readonly namespace?: string;
}

export interface AdoptedBaseline {
  readonly mode: 'baseline';
  readonly environment: string;
  /** manifestId. */
  readonly package: string;
  readonly version: string;
  readonly versionId: string;
  readonly checksum: string;
  readonly items: number;
  readonly left: readonly SkippedPart[];
  readonly converted: readonly ConvertedPart[];
  /** Of the rows that were refused, and of the set as it is: what its next version has to correct. */
  readonly problems: readonly Problem[];
  /** Where the tables are not as the baseline needs them. */
  readonly drift: readonly Drift[];
}

/**
 * @throws what reading its rows throws; ITEM_INVALID when no row can be taken, NAME_TAKEN when the package or an object of
 * it is here already, VERSION_INVALID, IDENTIFIER_INVALID, ENVIRONMENT_EXISTS, DATABASE_UNAVAILABLE, ROLE_FORBIDDEN
 */
export async function adoptPackage(
  context: Context,
  scope: Scope,
  options: AdoptPackageOptions,
): Promise<AdoptedBaseline | AdoptedChanges> {
  const { packageId: manifestId } = options;
  context.authorize(scope, 'read', null);
  const { row: environment, known } = await adoptedEnvironment(context, scope, options);
  const before = known ? await adoptedBefore(context.plane, scope, environment, manifestId) : null;
  if (before) return takeChanges(context, scope, environment, before);
  context.authorize(scope, 'import_version', null);
  context.authorize(scope, 'manage_environment', environment);
  await assertFree(context.plane, scope, environment, manifestId);
  const rows = await withTarget(context, environment, async (target) => {
    const mark = await target.mark();
    if (mark !== null && mark.environmentId !== environment.id) throw managedElsewhere(environment);
    return readFlatRows(target, manifestId);
  });
  const found = await flatItems(rows, manifestId);
  if (found.items.size === 0)
    throw new AuthoringError('ITEM_INVALID', `no row of '${manifestId}' can be taken`, {
      details: { problems: found.problems, left: found.left },
      suggestion: 'correct the items named in the details in the runtime, and adopt again',
    });
  const sealed = await sealedBaseline(options, found);
  const versionId = await stored(context, scope, { environment, known, manifestId, found, sealed });
  const set = await problemsOfSet(context, scope, sealed.index, manifestId);
  const { drift } = await environmentDrift(context, scope, environment.name);
  return {
    mode: 'baseline',
    environment: environment.name,
    package: manifestId,
    version: sealed.version,
    versionId,
    checksum: sealed.checksum,
    items: found.items.size,
    left: found.left,
    converted: found.converted,
    problems: [...found.problems, ...set],
    drift,
  };
}

async function adoptedBefore(plane: ControlPlane, scope: Scope, { id }: EnvironmentRow, manifestId: string) {
  const pkg = await plane.packages.find(scope, manifestId);
  const adoption = pkg && (await plane.adoptions.get(scope, id, pkg.id));
  return adoption && { package: pkg, adoption };
}

/** @throws NAME_TAKEN naming the environment that has it from this very database, where one does: somebody was quicker */
async function assertFree(
  plane: ControlPlane,
  scope: Scope,
  { databaseUrl }: EnvironmentRow,
  manifestId: string,
): Promise<void> {
  const pkg = await plane.packages.find(scope, manifestId);
  if (!pkg) return;
  for (const { id, name, databaseUrl: url } of await plane.environments.list(scope)) {
    if (url !== databaseUrl || (await plane.adoptions.get(scope, id, pkg.id)) === null) continue;
    throw new AuthoringError(
      'NAME_TAKEN',
      `package '${manifestId}' was adopted from this database already, in environment '${name}'`,
      {
        details: { package: manifestId, environment: name },
        suggestion: `stage what changed in it since with: mda adopt --env ${name} --package ${manifestId}`,
      },
    );
  }
  throw new AuthoringError(
    'NAME_TAKEN',
    `package '${manifestId}' is here already, and not from this database`,
    {
      details: { package: manifestId },
      suggestion:
        'adopt the database in a workspace of its own; or stage what it has into the draft with: mda import PATH',
    },
  );
}

function managedElsewhere({ name }: EnvironmentRow): AuthoringError {
  return new AuthoringError(
    'ENVIRONMENT_EXISTS',
    'the database belongs to an environment of another workspace',
    {
      details: { environment: name },
      suggestion: 'publish to it from there; a database has one workspace that changes its tables',
    },
  );
}

type Baseline = Awaited<ReturnType<typeof sealedBaseline>>;

/** @throws VERSION_INVALID, ITEM_INVALID for a namespace that a manifest cannot have */
async function sealedBaseline(
  { packageId, version: asked, namespace }: AdoptPackageOptions,
  found: FlatItems,
) {
  const version = nextVersion({ requested: asked, sealed: [], semverBump: 'patch' });
  const manifest = {
    id: packageId,
    name: packageId,
    version: version.replace(/[-+].*$/s, ''),
    type: 'app',
    ...(namespace === undefined ? {} : { namespace }),
  };
  const [problem] = (await loadItemValidator())(MANIFEST_REF, manifest).filter(
    ({ severity }) => severity === 'error',
  );
  if (problem)
    throw new AuthoringError(
      'ITEM_INVALID',
      `the manifest of '${packageId}' is not valid: ${problem.message}`,
      {
        details: { problems: [problem] },
        suggestion: problem.suggestion,
      },
    );
  const items = new Map(
    [...found.items].map(([key, { canonical, checksum }]) => [key, { canonical, checksum }]),
  );
  items.set(keyOf(MANIFEST_REF), await canonicalBody(manifest));
  const { bytes, checksum } = sealManifest({
    items: [...items].map(([key, { canonical }]) => [key, canonical] as const),
    facts: [],
    version,
  });
  const index: ItemIndex = new Map([...items].map(([key, body]) => [key, body.checksum]));
  return { version, bytes, checksum, index, bodies: [...items.values()] };
}

interface Baselined {
  readonly environment: EnvironmentRow;
  readonly known: boolean;
  readonly manifestId: string;
  readonly found: FlatItems;
  readonly sealed: Baseline;
}

/** Environment, package, version, pointer and what is remembered of the rows, or none of it. @returns the version's id */
function stored(
  context: Context,
  scope: Scope,
  { environment, known, manifestId, found, sealed }: Baselined,
): Promise<string> {
  const at = context.clock.now();
  const environmentId = environment.id;
  return context.plane.transaction(async (tx) => {
    await assertFree(tx, scope, environment, manifestId);
    if (!known)
      await insertEnvironment(tx, scope, {
        ...(await newEnvironment(context, tx, scope, environment)),
        id: environmentId,
      });
    await assertOwnObjects(context, tx, scope, environmentId, found);
    const pkg = await packageNamed(context, tx, scope, manifestId);
    await tx.bodies.putAll(scope, sealed.bodies);
    const versionId = context.ids.next();
    const by = scope.principal.id;
    const { version, checksum, bytes, index } = sealed;
    await tx.versions.insertSealed(
      scope,
      {
        id: versionId,
        packageId: pkg.id,
        version,
        status: 'published',
        checksum,
        baseVersionId: null,
        isPreview: false,
        releaseNotes: null,
        createdAt: at,
        publishedAt: at,
        createdBy: by,
      },
      { version, checksum, bytes, index, facts: [], publishedAt: at, releaseNotes: null },
    );
    const about = { packageId: pkg.id, environmentId, versionId, checksumAfter: checksum, at };
    await tx.log.record(scope, {
      ...about,
      op: 'version.adopted',
      data: { version, items: found.items.size, left: found.left.length },
    });
    await tx.installations.activate(scope, {
      id: context.ids.next(),
      environmentId,
      packageId: pkg.id,
      versionId,
      status: 'installed',
      enabled: true,
      withSampleData: false,
      settings: {},
      installedAt: at,
      updatedAt: at,
      installedBy: by,
    });
    await tx.log.record(scope, {
      ...about,
      op: 'environment.activated',
      data: { kind: 'adopt', version, from: null },
    });
    await tx.adoptions.put(scope, { environmentId, packageId: pkg.id, items: found.rows, at });
    return versionId;
  });
}

/** @throws NAME_TAKEN naming the objects that another package of the environment has */
async function assertOwnObjects(
  context: Context,
  tx: ControlPlane,
  scope: Scope,
  environmentId: string,
  { items }: FlatItems,
): Promise<void> {
  for (const { index, manifestId } of await installedPackages(context, tx, scope, environmentId)) {
    const theirs = [...items.keys()].filter((key) => key.startsWith('object/') && index.has(key));
    if (theirs.length > 0)
      throw new AuthoringError(
        'NAME_TAKEN',
        `'${theirs[0]}' belongs to the installed package '${manifestId}'`,
        {
          details: { refs: theirs, package: manifestId },
          suggestion: 'remove it from one of the two packages: a table has one owner',
        },
      );
  }
}

async function problemsOfSet(
  context: Context,
  scope: Scope,
  index: ItemIndex,
  manifestId: string,
): Promise<readonly Problem[]> {
  const { KnownValidation } = await import('../release/known-validation.ts');
  const content = {
    index,
    facts: await factsOf(context, context.plane, scope, index, manifestId),
    base: new Set<string>(),
    origin: 'import' as const,
    installed: await otherPackages(context, context.plane, scope, manifestId),
    manifest: await manifestFactsOf(context, context.plane, scope, index, manifestId),
  };
  return new KnownValidation(content).bringTo(content);
}
