/**
 * Owns the edge where text becomes a value. Size and nesting are measured by a scan over the text before JSON.parse
 * builds anything; what JSON.parse would accept and later code would trip over is refused: duplicate keys, keys that
 * reach prototypes, lone surrogates, integers that lose digits, numbers beyond the range.
 */
import { AuthoringError } from '../error.ts';
import {
  EXPONENT_FROM,
  FORBIDDEN_KEYS,
  ITEM_LIMITS,
  isWellFormed,
  type ParseLimits,
} from './check-parsed.ts';

// The other door of the same edge, for values that are parsed already.
export { ARTIFACT_LIMITS, checkParsed, ITEM_LIMITS, type ParseLimits } from './check-parsed.ts';

/**
 * @throws PAYLOAD_TOO_LARGE, DEPTH_EXCEEDED before anything is parsed
 * @throws INPUT_UNPARSABLE for text that is no JSON, or JSON that has no single meaning
 */
export function parseJson(text: string, limits: ParseLimits = ITEM_LIMITS): unknown {
  checkSize(text, limits.bytes);
  if (!isWellFormed(text)) throw loneSurrogate();
  const colons = countColons(text, limits.depth);
  const value = parse(text);
  const walk: Walk = { keys: 0, huge: false };
  if (mayHoldForbidden(text)) walkStrictly(value, walk);
  else walkFast(value, walk);
  if (walk.keys !== colons) throw duplicateKey(text);
  if (walk.huge) refuseLongInteger(text);
  return value;
}

/** @throws PAYLOAD_TOO_LARGE */
function checkSize(text: string, bytes: number): void {
  // A UTF-16 unit is at most three bytes of UTF-8: short texts need no count.
  if (text.length * 3 <= bytes) return;
  const actual = text.length > bytes ? text.length : Buffer.byteLength(text, 'utf8');
  if (actual <= bytes) return;
  throw new AuthoringError('PAYLOAD_TOO_LARGE', `the input is larger than ${bytes} bytes`, {
    details: { limit_bytes: bytes },
    suggestion: 'split it, or move large content out of the metadata',
  });
}

const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/**
 * Colons outside strings, one per key written; on the way the nesting is held against its limit.
 * Strings are jumped over with indexOf, which runs at memory speed; only punctuation is looked at one by one.
 */
function countColons(text: string, maxDepth: number): number {
  let depth = 0;
  let colons = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) break;
    } else if (code === COLON) colons += 1;
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth += 1;
      if (depth > maxDepth) throw depthExceeded(maxDepth);
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
  }
  return colons;
}

/** Position of the closing quote, or -1. */
function endOfString(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end > 0 && text.charCodeAt(end - 1) === BACKSLASH) {
    let run = end - 1;
    while (text.charCodeAt(run - 1) === BACKSLASH) run -= 1;
    if ((end - run) % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AuthoringError('INPUT_UNPARSABLE', `the input is no JSON: ${reason}`, {
      cause,
      suggestion: 'correct the JSON at that place',
    });
  }
}

interface Walk {
  keys: number;
  /** Some number is so large that JSON writes it with an exponent. */
  huge: boolean;
}

// Both walks may recurse: the scan has bounded the depth. Children are looked at in place, which halves the calls.
function walkFast(value: unknown, walk: Walk): void {
  if (Array.isArray(value)) {
    for (const entry of value) {
      if (typeof entry === 'object' && entry !== null) walkFast(entry, walk);
      else if (typeof entry === 'number') checkNumber(entry, walk);
    }
  } else if (typeof value === 'object' && value !== null) {
    const body = value as Record<string, unknown>;
    for (const key in body) {
      walk.keys += 1;
      const child = body[key];
      if (typeof child === 'object' && child !== null) walkFast(child, walk);
      else if (typeof child === 'number') checkNumber(child, walk);
    }
  } else if (typeof value === 'number') checkNumber(value, walk);
}

function walkStrictly(value: unknown, walk: Walk): void {
  if (Array.isArray(value)) for (const entry of value) walkStrictly(entry, walk);
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) {
      walk.keys += 1;
      if (FORBIDDEN_KEYS.has(key)) throw forbiddenKey(key);
      if (!isWellFormed(key)) throw loneSurrogate();
      walkStrictly(child, walk);
    }
  else if (typeof value === 'number') checkNumber(value, walk);
  else if (typeof value === 'string' && !isWellFormed(value)) throw loneSurrogate();
}

function checkNumber(value: number, walk: Walk): void {
  if (!Number.isFinite(value)) throw outOfRange();
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  if (Math.abs(value) < EXPONENT_FROM) throw unsafeInteger(String(value));
  walk.huge = true;
}

/** An escape may spell a forbidden key or half a surrogate pair: then every key and text is looked at. */
function mayHoldForbidden(text: string): boolean {
  if (text.includes('\\u')) return true;
  for (const key of FORBIDDEN_KEYS) if (text.includes(`"${key}"`)) return true;
  return false;
}

/** 1e300 is written as a magnitude and stays one; a long run of digits is an identity that would lose digits. */
function refuseLongInteger(text: string): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const literal = /-?[0-9.eE+-]*/y;
      literal.lastIndex = at;
      const written = literal.exec(text)?.[0] ?? '';
      if (/^-?\d+$/.test(written) && !Number.isSafeInteger(Number(written))) throw unsafeInteger(written);
      at += Math.max(written.length - 1, 0);
    }
  }
}

// The counts differ, so some object has a key twice. Finding it reads the text again, which only a refusal pays for.
function duplicateKey(text: string): AuthoringError {
  const open: (Set<string> | null)[] = [];
  let found = '';
  for (let at = 0; at < text.length && found === ''; at++) {
    const char = text[at];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(null);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && /^\s*:/.test(text.slice(end + 1, end + 64))) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (keys.has(key)) found = key;
        keys.add(key);
      }
      at = end;
    }
  }
  return new AuthoringError(
    'INPUT_UNPARSABLE',
    `the key '${found.slice(0, 100)}' stands twice in one object`,
    {
      suggestion: 'remove one of the two',
    },
  );
}

function depthExceeded(levels: number): AuthoringError {
  return new AuthoringError('DEPTH_EXCEEDED', `the input nests deeper than ${levels} levels`, {
    details: { limit_levels: levels },
    suggestion: 'flatten it',
  });
}

function forbiddenKey(key: string): AuthoringError {
  return new AuthoringError('INPUT_UNPARSABLE', `the key '${key}' is not allowed`, {
    suggestion: 'rename it',
  });
}

function loneSurrogate(): AuthoringError {
  return new AuthoringError('INPUT_UNPARSABLE', 'the input holds half of a surrogate pair', {
    suggestion: 'write the whole character, or remove it',
  });
}

function unsafeInteger(written: string): AuthoringError {
  const shown = written.length > 40 ? `${written.slice(0, 40)}…` : written;
  return new AuthoringError('INPUT_UNPARSABLE', `the integer ${shown} is too large to be kept exactly`, {
    suggestion: 'write it as a text',
  });
}

function outOfRange(): AuthoringError {
  return new AuthoringError('INPUT_UNPARSABLE', 'a number is beyond the range of a double', {
    suggestion: 'write it as a text',
  });
}
