/**
 * Owns the sealed bytes: canonical `{format, renames, stack}`, joined from pieces that were canonicalised when they were
 * staged. They hold no id, time, actor or note, so that the same content has the same checksum from every face.
 * Where a name cannot be derived from a body again, `names` lists the names of that collection in order; where an author
 * said how values come about, `conversions` holds that with its place among the renames; `configurationSchema` is the item
 * of that name, which no stack has a place for.
 */
import { createHash } from 'node:crypto';
import { AuthoringError, invariant } from '../error.ts';
import { type CanonicalBody, checksumOfCanonical } from '../metadata/canonical-body.ts';
import { canonicalJson } from '../metadata/canonical-json.ts';
import type { Fact } from '../metadata/fact.ts';
import { type FactParts, joinParts, partsOf } from '../metadata/fact-list.ts';
import { namesOf } from '../metadata/item-name.ts';
import type { ItemType } from '../metadata/item-types.ts';
import {
  CONFIGURATION_REF,
  collectionOfKey,
  collectionOfType,
  isConfiguration,
  isSingletonKey,
  MANIFEST_REF,
  STACK_TYPE,
} from '../metadata/item-types.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import { byName } from '../metadata/stack-of-items.ts';

const SEALED_FORMAT = 'mda/1';

export interface SealInput {
  /** Every item of the effective set with its canonical text, in any order. `stack/manifest` must be among them. */
  readonly items: Iterable<readonly [ItemKey, string]>;
  /** Append-only: kept in their order. */
  readonly facts: readonly Fact[];
  /** The version (`1.2.0`, `0.0.0-preview.3`): its release part becomes `manifest.version`. */
  readonly version: string;
}

export interface SealedManifest {
  /** UTF-8. Of a large package tens of megabytes: made once, and passed on as they are. */
  readonly bytes: Buffer;
  /** 64 hex: sha256 of the bytes. */
  readonly checksum: string;
  /** The manifest item as sealed: its version is the release's. Equals the item's own body when that says the same. */
  readonly manifest: CanonicalBody;
}

export interface OpenedItem {
  readonly key: ItemKey;
  readonly body: unknown;
  readonly canonical: string;
  /** `sha256:<64 hex>` of the canonical text. */
  readonly checksum: string;
}

export interface OpenedManifest {
  readonly facts: readonly Fact[];
  /** Parses under ObjectStackDefinitionSchema. Shares its bodies with `items`. */
  readonly stack: Readonly<Record<string, unknown>>;
  /** Sorted by key of the stack, then name. */
  readonly items: readonly OpenedItem[];
}

interface Piece {
  readonly name: string;
  readonly canonical: string;
}

export function sealManifest({ items, facts, version }: SealInput): SealedManifest {
  const singles = new Map<string, string>();
  const collections = new Map<ItemType, Piece[]>();
  let configuration: string | undefined;
  for (const [key, canonical] of items) {
    const { type, name } = parseKey(key);
    const collection = collectionOfType(type);
    if (collection) {
      const pieces = collections.get(collection);
      if (pieces) pieces.push({ name, canonical });
      else collections.set(collection, [{ name, canonical }]);
    } else if (isConfiguration({ type, name })) configuration = canonical;
    else {
      invariant(type === STACK_TYPE && isSingletonKey(name), `'${key}' has no place in a stack`);
      singles.set(name, canonical);
    }
  }
  const authored = singles.get(MANIFEST_REF.name);
  invariant(authored !== undefined, 'a version without its manifest item cannot be sealed');
  const manifest = withVersion(authored, releasePart(version));
  singles.set(MANIFEST_REF.name, manifest);

  const parts = new Map<string, readonly string[]>([...singles].map(([key, text]) => [key, [text]]));
  const names: Record<string, readonly string[]> = {};
  for (const collection of [...collections.keys()].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const pieces = (collections.get(collection) as Piece[]).sort(byName);
    parts.set(collection.key, listed(pieces));
    if (!derivable(collection, pieces)) names[collection.key] = pieces.map((piece) => piece.name);
  }
  const texts = [headOf(names, partsOf(facts), configuration), '{'];
  for (const key of [...parts.keys()].sort()) {
    texts.push(texts.length === 2 ? '' : ',', `${JSON.stringify(key)}:`);
    for (const text of parts.get(key) as readonly string[]) texts.push(text);
  }
  texts.push('}}');
  const bytes = utf8Of(texts);
  return {
    bytes,
    checksum: sha256(bytes),
    manifest: { canonical: manifest, checksum: checksumOfCanonical(manifest) },
  };
}

/** @throws CHECKSUM_MISMATCH when the bytes are not those that were sealed */
export function verifyManifest(bytes: Uint8Array, checksum: string): void {
  const actual = sha256(bytes);
  if (actual === checksum) return;
  throw new AuthoringError('CHECKSUM_MISMATCH', `sealed bytes do not match their checksum ${checksum}`, {
    details: { expected: checksum, actual },
    suggestion: 'do not use this version: restore its bytes from a backup or an export of it',
  });
}

/**
 * Reads sealed bytes back. The bytes must have been verified: their bodies are canonical, so each item's text is
 * JSON.stringify of what was parsed.
 * @throws INPUT_UNPARSABLE when they are no sealed manifest of this format
 */
export function openManifest(manifestJson: string): OpenedManifest {
  const sealed = parseSealed(manifestJson);
  const items: OpenedItem[] = [];
  if (sealed.configurationSchema !== undefined)
    items.push(opened(STACK_TYPE, CONFIGURATION_REF.name, sealed.configurationSchema));
  for (const key of Object.keys(sealed.stack)) {
    const value = sealed.stack[key];
    const collection = collectionOfKey(key);
    if (collection) {
      const bodies = value as readonly unknown[];
      const names = sealed.names[key] ?? namesOf(collection, bodies);
      bodies.forEach((body, position) => {
        items.push(opened(collection.type, names[position], body));
      });
    } else if (isSingletonKey(key)) items.push(opened(STACK_TYPE, key, value));
    else throw notSealed(`its stack has the unknown key '${key}'`);
  }
  return { facts: joinParts(sealed), stack: sealed.stack, items };
}

/**
 * The `stack` of verified bytes with its own checksum (64 hex, of its canonical text). The text is the last part of the
 * bytes, after a head that the other parts give again: hashing it takes no second text of that size.
 * @throws CHECKSUM_MISMATCH
 */
export function sealedStack(sealed: Uint8Array, checksum: string): { stack: unknown; checksum: string } {
  const bytes = bufferOf(sealed);
  verifyManifest(bytes, checksum);
  const { stack, names, configurationSchema, ...parts } = parseSealed(bytes.toString('utf8'));
  const configuration = configurationSchema && JSON.stringify(configurationSchema);
  const head = Buffer.from(headOf(names, parts, configuration), 'utf8');
  invariant(bytes.subarray(0, head.length).equals(head), 'sealed bytes do not begin as they were written');
  return { stack, checksum: sha256(bytes.subarray(head.length, -1)) };
}

/** The same bytes. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function opened(type: string, name: string | null | undefined, body: unknown): OpenedItem {
  if (typeof name !== 'string') throw notSealed(`an item of type '${type}' has no name`);
  const canonical = JSON.stringify(body);
  return { key: keyOf({ type, name }), body, canonical, checksum: checksumOfCanonical(canonical) };
}

interface Sealed extends FactParts {
  readonly configurationSchema?: object;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly stack: Readonly<Record<string, unknown>>;
}

function parseSealed(manifestJson: string): Sealed {
  let value: {
    format?: unknown;
    names?: Sealed['names'];
    renames?: Sealed['renames'];
    conversions?: NonNullable<Sealed['conversions']>;
    stack?: Sealed['stack'];
    configurationSchema?: unknown;
  };
  try {
    value = JSON.parse(manifestJson) as typeof value;
  } catch (cause) {
    throw notSealed('it is no JSON', cause);
  }
  if (value?.format !== SEALED_FORMAT) throw notSealed(`its format is not '${SEALED_FORMAT}'`);
  if (!Array.isArray(value.renames) || typeof value.stack !== 'object' || value.stack === null)
    throw notSealed('renames or stack are missing');
  if (value.conversions !== undefined && !Array.isArray(value.conversions))
    throw notSealed('its conversions are no list');
  const { configurationSchema } = value;
  if (
    configurationSchema !== undefined &&
    (typeof configurationSchema !== 'object' || configurationSchema === null)
  )
    throw notSealed('its configurationSchema is no object');
  return {
    ...(configurationSchema === undefined ? {} : { configurationSchema }),
    names: value.names ?? {},
    renames: value.renames,
    ...(value.conversions === undefined ? {} : { conversions: value.conversions }),
    stack: value.stack,
  };
}

function notSealed(why: string, cause?: unknown): AuthoringError {
  return new AuthoringError('INPUT_UNPARSABLE', `this is not a sealed manifest: ${why}`, {
    suggestion: 'give the bytes of a sealed version, as mda export writes them',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Named types carry their names; for the others the derived names must come out the same when the bytes are opened. */
function derivable(collection: ItemType, pieces: readonly Piece[]): boolean {
  if (collection.naming === 'authored') return true;
  const bodies = pieces.map((piece): unknown => JSON.parse(piece.canonical));
  return namesOf(collection, bodies).every((name, position) => name === pieces[position]?.name);
}

/** Replaces one value of an object that is canonical already; its other values keep their text. */
function withVersion(canonical: string, version: string): string {
  const manifest = JSON.parse(canonical) as Record<string, unknown>;
  if (manifest.version === version) return canonical;
  const patched: Record<string, unknown> = { ...manifest, version };
  const sorted = Object.keys(patched).sort();
  return JSON.stringify(Object.fromEntries(sorted.map((key) => [key, patched[key]])));
}

function releasePart(version: string): string {
  return version.replace(/[-+].*$/s, '');
}

/** Everything before the stack, keys in canonical order. A part that says nothing is left out, as it always was. */
function headOf(
  names: Sealed['names'],
  { renames, conversions }: FactParts,
  configuration: string | undefined,
): string {
  const configured = configuration === undefined ? '' : `"configurationSchema":${configuration},`;
  const converted = conversions === undefined ? '' : `"conversions":${canonicalJson(conversions)},`;
  const named = Object.keys(names).length === 0 ? '' : `"names":${canonicalJson(names)},`;
  return `{${configured}${converted}"format":"${SEALED_FORMAT}",${named}"renames":${canonicalJson(renames)},"stack":`;
}

/** The pieces of a canonical list, commas and brackets with them. */
function listed(pieces: readonly Piece[]): readonly string[] {
  const texts: string[] = [];
  for (const { canonical } of pieces) texts.push(texts.length === 0 ? '[' : ',', canonical);
  return [...texts, ']'];
}

/** Each text is whole by itself: no pair of surrogates is cut. */
function utf8Of(texts: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + Buffer.byteLength(text, 'utf8'), 0));
  let at = 0;
  for (const text of texts) at += bytes.write(text, at, 'utf8');
  return bytes;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
