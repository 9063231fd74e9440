/** Owns reading immutable content through the cache: bodies by checksum, versions by id, the draft's effective set. */

import type { VersionContent } from './content-cache.ts';
import type { Context } from './context.ts';
import { EMPTY_INDEX, effectiveIndex } from './draft/effective-set.ts';
import { AuthoringError } from './error.ts';
import type { Fact } from './metadata/fact.ts';
import type { ItemIndex } from './metadata/item-index.ts';
import { type ItemKey, parseKey } from './metadata/ref.ts';
import type { TableSpec } from './plan/storage/table-spec.ts';
import type { ControlPlane } from './ports/control-plane.ts';
import type { DraftRow, StagedChange } from './ports/draft-workspace.ts';
import type { Scope } from './scope.ts';
import type { ItemFacts } from './validate/references/facts.ts';

const EMPTY_VERSION: VersionContent = { index: EMPTY_INDEX, facts: [] };

/** @throws VERSION_NOT_FOUND */
export async function versionContent(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  versionId: string | null,
): Promise<VersionContent> {
  if (versionId === null) return EMPTY_VERSION;
  const cached = context.cache.versions.get(`${scope.orgId}/${versionId}`);
  if (cached) return cached;
  const content = await plane.versions.index(scope, versionId);
  if (!content)
    throw new AuthoringError('VERSION_NOT_FOUND', `version '${versionId}' has no sealed content`, {
      suggestion: 'list the sealed versions with: mda versions',
    });
  context.cache.versions.set(`${scope.orgId}/${versionId}`, content);
  return content;
}

/** @returns `com.acme.crm`; null: there is no such package */
export async function manifestIdOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  packageId: string,
): Promise<string | null> {
  const key = `${scope.orgId}/${packageId}`;
  const known = context.cache.manifestIds.get(key);
  if (known !== undefined) return known;
  const pkg = await plane.packages.get(scope, packageId);
  if (pkg) context.cache.manifestIds.set(key, pkg.manifestId);
  return pkg?.manifestId ?? null;
}

/** Canonical texts by checksum. @throws CHECKSUM_MISMATCH when a body that an index names is not stored */
export async function canonicalTexts(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  checksums: Iterable<string>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const missing = new Set<string>();
  for (const checksum of checksums) {
    const cached = context.cache.canonical.get(checksum);
    if (cached === undefined) missing.add(checksum);
    else texts.set(checksum, cached);
  }
  if (missing.size > 0) {
    const rows = await plane.bodies.getAll(scope, missing);
    for (const checksum of missing) {
      const canonical = rows.get(checksum);
      if (canonical === undefined)
        throw new AuthoringError('CHECKSUM_MISMATCH', `body ${checksum} is missing from the store`, {
          suggestion: 'restore the control database from a backup: sealed content must not be removed',
        });
      context.cache.canonical.set(checksum, canonical, canonical.length);
      texts.set(checksum, canonical);
    }
  }
  return texts;
}

/** Parsed bodies of the keys, by key. Readers must not change them. */
export async function bodiesOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  index: ItemIndex,
  keys: Iterable<ItemKey>,
): Promise<Map<ItemKey, unknown>> {
  const bodies = new Map<ItemKey, unknown>();
  const wanted = new Map<ItemKey, string>();
  for (const key of keys) {
    const checksum = index.get(key);
    if (checksum === undefined) continue;
    const cached = context.cache.bodies.get(checksum);
    if (cached === undefined) wanted.set(key, checksum);
    else bodies.set(key, cached);
  }
  const texts = await canonicalTexts(context, plane, scope, wanted.values());
  for (const [key, checksum] of wanted) {
    const text = texts.get(checksum) as string;
    const body: unknown = JSON.parse(text);
    context.cache.bodies.set(checksum, body, text.length);
    bodies.set(key, body);
  }
  return bodies;
}

/**
 * References and definitions of every item of the index, extracted once per body.
 * @param owner manifestId of the package whose objects get their tables in the same pass: a plan mostly follows, and
 * the bodies of a large package are not all kept until then
 */
export async function factsOf(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  index: ItemIndex,
  owner?: string,
): Promise<Map<ItemKey, ItemFacts>> {
  const facts = new Map<ItemKey, ItemFacts>();
  const missing: ItemKey[] = [];
  for (const key of index.keys()) {
    const known = context.cache.facts.get(factsKey(key, index));
    if (known) facts.set(key, known);
    else missing.push(key);
  }
  if (missing.length === 0) return facts;
  const { extractReferences } = await import('./validate/references/extract-references.ts');
  for (const batch of batchesOf(missing)) {
    const texts = await canonicalTexts(
      context,
      plane,
      scope,
      batch.map((key) => index.get(key) as string),
    );
    for (const key of batch) {
      const checksum = index.get(key) as string;
      // Not kept: what validation and plan need of a body is known after this, and thousands of them weigh much.
      const body: unknown = context.cache.bodies.get(checksum) ?? JSON.parse(texts.get(checksum) as string);
      const extracted = extractReferences(parseKey(key), body);
      context.cache.facts.set(factsKey(key, index), extracted);
      facts.set(key, extracted);
      if (owner !== undefined && key.startsWith(OBJECT)) await tableOf(context, owner, checksum, body);
    }
  }
  return facts;
}

const OBJECT = 'object/';

/** The table that an object has when nobody extends it, made once per body. */
export async function tableOf(
  context: Pick<Context, 'cache'>,
  owner: string,
  checksum: string,
  body: unknown,
): Promise<TableSpec | null> {
  const known = context.cache.tables.get(`${owner}/${checksum}`);
  if (known !== undefined) return known;
  const { tableSpecOf } = await import('./plan/storage/table-spec-of.ts');
  const table = tableSpecOf(body, owner);
  context.cache.tables.set(`${owner}/${checksum}`, table);
  return table;
}

/** Bodies that are read at once: of a large package, all of them at once would be most of the process's memory. */
const BODIES_AT_ONCE = 500;

export function batchesOf(keys: readonly ItemKey[]): readonly (readonly ItemKey[])[] {
  const count = Math.ceil(keys.length / BODIES_AT_ONCE);
  return Array.from({ length: count }, (_, at) => keys.slice(at * BODIES_AT_ONCE, (at + 1) * BODIES_AT_ONCE));
}

// The same body under two names refers to itself by different names.
const factsKey = (key: ItemKey, index: ItemIndex) => `${key}@${index.get(key)}`;

export interface DraftView {
  readonly draft: DraftRow;
  readonly changes: readonly StagedChange[];
  readonly base: VersionContent;
  readonly index: ItemIndex;
  /** The base's facts, then the draft's own. */
  readonly facts: readonly Fact[];
  readonly draftFacts: readonly Fact[];
}

/** The draft as one consistent picture. @throws DRAFT_NOT_FOUND */
export async function draftView(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  draftId: string,
): Promise<DraftView> {
  const draft = await plane.drafts.get(scope, draftId);
  if (!draft)
    throw new AuthoringError('DRAFT_NOT_FOUND', `there is no open draft '${draftId}'`, {
      suggestion: 'open one with: mda import, or mda stage put',
    });
  const base = await versionContent(context, plane, scope, draft.baseVersionId);
  const changes = await plane.drafts.changes(scope, draftId);
  const draftFacts = await plane.drafts.facts(scope, draftId);
  return {
    draft,
    changes,
    base,
    index: effectiveIndex(base.index, changes),
    facts: [...base.facts, ...draftFacts],
    draftFacts,
  };
}
