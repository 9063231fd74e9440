/**
 * Owns taking a sealed version in as it is: the same bytes under the same checksum, never a draft of them. Nothing runs;
 * it is promoted like any other version.
 */
import type { KeyObject } from 'node:crypto';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { assertPlatform } from '../depend/assert-platform.ts';
import { packageNamed } from '../draft/open-draft.ts';
import { AuthoringError } from '../error.ts';
import { parseKey } from '../metadata/ref.ts';
import type { BodyRow } from '../ports/body.ts';
import type { VersionRow } from '../ports/package-version.ts';
import { sealManifest } from '../release/sealed-manifest.ts';
import type { Scope } from '../scope.ts';
import type { Problem } from '../validate/problem.ts';
import { secretProblems } from '../validate/rules/secret-problem.ts';
import { findSecrets } from '../validate/secrets/find-secrets.ts';
import { loadItemValidator } from '../validate/validate-item.ts';
import { type Bundle, type Provenance, readBundle } from './bundle.ts';
import { openEnvelope } from './envelope.ts';

export interface BundleTrust {
  /** Public keys of those whose versions are taken. */
  readonly trusted: readonly KeyObject[];
  /** Takes one that nobody signed, too. */
  readonly unsigned?: boolean;
}

export interface VerifiedBundle {
  readonly package: string;
  readonly version: string;
  readonly checksum: string;
  readonly items: number;
  /** Of the key that signed it; null: nobody did. */
  readonly keyId: string | null;
  readonly provenance: Provenance;
}

export interface ImportedBundle extends VerifiedBundle {
  readonly versionId: string;
  /** False: this very version was here already. */
  readonly created: boolean;
}

type ReadBundle = ReturnType<typeof readBundle>;

/**
 * Needs no control plane. Every byte of the file is the one that was written, its content is what its checksum says, and
 * each item is one that the spec takes.
 * @throws INPUT_UNPARSABLE, SIGNATURE_INVALID, CHECKSUM_MISMATCH, ITEM_INVALID, SECRET_FOUND
 */
export async function verifyBundle(text: string, trust: BundleTrust): Promise<VerifiedBundle> {
  const { bundle, keyId } = await checked(text, trust);
  return verified(bundle, keyId);
}

/** @throws as `verifyBundle`, VERSION_EXISTS when that number has other bytes here, PLATFORM_INCOMPATIBLE, ROLE_FORBIDDEN */
export async function importBundle(
  context: Context,
  scope: Scope,
  text: string,
  trust: BundleTrust,
): Promise<ImportedBundle> {
  context.authorize(scope, 'import_version', null);
  const { bundle, keyId } = await checked(text, trust);
  const { manifest } = bundle.opened.stack;
  await assertPlatform(
    [{ packageId: bundle.package, manifest }],
    'what versions are checked with here',
    null,
  );
  const { versionId, created } = await stored(context, scope, bundle, keyId);
  return { ...verified(bundle, keyId), versionId, created };
}

async function checked(
  text: string,
  { trusted, unsigned = false }: BundleTrust,
): Promise<{ readonly bundle: ReadBundle; readonly keyId: string | null }> {
  const { payload, keyId } = openEnvelope(text, trusted);
  if (keyId === null && !unsigned)
    throw new AuthoringError('SIGNATURE_INVALID', 'the bundle is not to be trusted: nobody signed it', {
      suggestion:
        'have it signed with: mda export --format bundle --sign KEY; or take it as it is with --allow-unsigned',
    });
  const bundle = readBundle(payload);
  assertCanonical(bundle);
  const problemsOf = await loadItemValidator();
  const secrets = bundle.opened.items.flatMap(({ key, body }) => secretProblems(key, findSecrets(body)));
  if (secrets.length > 0) throw secretFound(bundle, secrets);
  for (const { key, body } of bundle.opened.items) {
    const [problem] = problemsOf(parseKey(key), body).filter(({ severity }) => severity === 'error');
    if (problem)
      throw new AuthoringError('ITEM_INVALID', `'${key}' of the bundle is not valid: ${problem.message}`, {
        details: { problems: [problem] },
        suggestion: 'have its author correct and seal it again',
      });
  }
  return { bundle, keyId };
}

function secretFound({ package: id, version }: Bundle, problems: readonly Problem[]): AuthoringError {
  return new AuthoringError(
    'SECRET_FOUND',
    `version ${version} of '${id}' holds ${counted(problems.length, 'secret')}: '${problems[0]?.ref}' ${problems[0]?.message}`,
    {
      details: { problems },
      suggestion: 'have its author take them out, seal it again and replace them where they were issued',
    },
  );
}

/** Bytes with a right checksum may still not be those that sealing this content gives. */
function assertCanonical({ opened, version, checksum }: ReadBundle): void {
  const items = opened.items.map(({ key, canonical }) => [key, canonical] as const);
  const again = sealManifest({ items, facts: opened.facts, version }).checksum;
  if (again === checksum) return;
  throw new AuthoringError('CHECKSUM_MISMATCH', 'the bytes of the bundle are not as sealing writes them', {
    details: { expected: checksum, actual: again },
    suggestion: 'ask whoever made it to export it again',
  });
}

async function stored(
  context: Context,
  scope: Scope,
  bundle: ReadBundle,
  keyId: string | null,
): Promise<{ readonly versionId: string; readonly created: boolean }> {
  const at = context.clock.now();
  return context.plane.transaction(async (tx) => {
    const pkg = await packageNamed(context, tx, scope, bundle.package);
    const there = await tx.versions.findByVersion(scope, pkg.id, bundle.version);
    if (there?.checksum === bundle.checksum) return { versionId: there.id, created: false };
    if (there)
      throw new AuthoringError(
        'VERSION_EXISTS',
        `version ${bundle.version} of '${bundle.package}' is here with other bytes`,
        {
          details: { here: there.checksum, bundle: bundle.checksum },
          suggestion: 'have its author seal it under another number: a number is never used twice',
        },
      );
    const { base } = bundle.provenance;
    const before = base === null ? null : await tx.versions.findByVersion(scope, pkg.id, base.version);
    const bodies = new Map<string, BodyRow>(
      bundle.opened.items.map(({ checksum, canonical }) => [checksum, { checksum, canonical }]),
    );
    await tx.bodies.putAll(scope, [...bodies.values()]);
    const row: VersionRow = {
      id: context.ids.next(),
      packageId: pkg.id,
      version: bundle.version,
      status: 'published',
      checksum: bundle.checksum,
      baseVersionId: before?.checksum === base?.checksum ? (before?.id ?? null) : null,
      isPreview: false,
      releaseNotes: bundle.provenance.releaseNotes,
      createdAt: at,
      publishedAt: at,
      createdBy: scope.principal.id,
    };
    await tx.versions.insertSealed(scope, row, {
      version: bundle.version,
      checksum: bundle.checksum,
      bytes: Buffer.from(bundle.manifestJson, 'utf8'),
      index: new Map(bundle.opened.items.map(({ key, checksum }) => [key, checksum])),
      facts: bundle.opened.facts,
      publishedAt: at,
      releaseNotes: bundle.provenance.releaseNotes,
    });
    await tx.log.record(scope, {
      op: 'version.imported',
      packageId: pkg.id,
      versionId: row.id,
      checksumAfter: bundle.checksum,
      data: { version: bundle.version, keyId, provenance: bundle.provenance },
      at,
    });
    return { versionId: row.id, created: true };
  });
}

function verified(
  { package: id, version, checksum, provenance, opened }: Bundle & ReadBundle,
  keyId: string | null,
): VerifiedBundle {
  return { package: id, version, checksum, items: opened.items.length, keyId, provenance };
}
