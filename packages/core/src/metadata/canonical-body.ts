/**
 * Owns the canonical form of a body: metadata-core's canonical JSON, made once, and the checksum of that same text.
 * A body is canonicalised when it is staged and never again: seals, diffs and exports join or compare the result.
 */
import { createHash } from 'node:crypto';
import { AuthoringError } from '../error.ts';
import { loadMetadataCore } from './load-spec.ts';

export interface CanonicalBody {
  /** Canonical JSON text: keys sorted, no white space. */
  readonly canonical: string;
  /** `sha256:<64 hex>`, equal to hashSpec of the body. */
  readonly checksum: string;
}

export type Canonicalize = (body: unknown) => CanonicalBody;

/** `sha256:<64 hex>` of a text that is already canonical. */
export function checksumOfCanonical(canonical: string): string {
  return `sha256:${createHash('sha256').update(canonical, 'utf8').digest('hex')}`;
}

/**
 * The synchronous function, for loops. The body must have passed parseJson or checkParsed.
 * The returned function throws INPUT_UNPARSABLE for what JSON cannot hold.
 */
export async function loadCanonicalize(): Promise<Canonicalize> {
  const { canonicalize } = await loadMetadataCore();
  return (body) => {
    // canonicalize answers undefined for undefined, whatever its type says.
    const canonical: string | undefined = body === undefined ? undefined : canonicalText(canonicalize, body);
    if (canonical === undefined)
      throw new AuthoringError('INPUT_UNPARSABLE', 'a body is missing', { suggestion: 'give a JSON value' });
    return { canonical, checksum: checksumOfCanonical(canonical) };
  };
}

function canonicalText(canonicalize: (value: unknown) => string, body: unknown): string {
  try {
    return canonicalize(body);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AuthoringError('INPUT_UNPARSABLE', `a body cannot be written as JSON: ${reason}`, {
      cause,
      suggestion: 'use only objects, arrays, texts, finite numbers, booleans and null',
    });
  }
}

/** @throws INPUT_UNPARSABLE for what JSON cannot hold: functions, NaN, bigint */
export async function canonicalBody(body: unknown): Promise<CanonicalBody> {
  return (await loadCanonicalize())(body);
}
