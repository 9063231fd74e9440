/**
 * Owns the same edge for values that something else parsed: YAML, TypeScript modules. Refuses by path what JSON cannot
 * hold or would change, and what parseJson refuses in text. Shared parts are measured once but counted each time they
 * appear, so that a small file of aliases cannot unfold into a large body.
 */
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';

export interface ParseLimits {
  readonly bytes: number;
  /** Containers inside each other: `{}` has one level. */
  readonly depth: number;
}

export const ITEM_LIMITS: ParseLimits = { bytes: LIMITS.item_bytes, depth: LIMITS.depth_levels };

/**
 * A whole artifact: stack, collection and (sealed or exported) two envelopes lie around each item, whose own nesting is
 * checked when the stack is taken apart.
 */
export const ARTIFACT_LIMITS: ParseLimits = { bytes: LIMITS.artifact_bytes, depth: LIMITS.depth_levels + 4 };

export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** From here on JSON writes a number with an exponent, as a magnitude; below, all digits of an integer count. */
export const EXPONENT_FROM = 1e21;

/** ES2024, in every Node that runs this; the compiler's library is a year older. */
interface WellFormedText {
  isWellFormed(): boolean;
}

/** Whether every surrogate has its other half. */
export function isWellFormed(text: string): boolean {
  return (text as unknown as WellFormedText).isWellFormed();
}

export interface CheckOptions {
  /** Default: those of one item. */
  readonly limits?: ParseLimits;
  /** Functions are passed over here, for a caller that takes them out by name. Default: refused. */
  readonly functions?: 'refuse' | 'pass';
}

/**
 * @returns the same value
 * @throws INPUT_UNPARSABLE naming the path; DEPTH_EXCEEDED, PAYLOAD_TOO_LARGE
 */
export function checkParsed(value: unknown, options: CheckOptions = {}): unknown {
  new Check(options).measure(value);
  return value;
}

class Check {
  readonly #limits: ParseLimits;
  readonly #passFunctions: boolean;
  readonly #path: string[] = [];
  readonly #ancestors: object[] = [];
  readonly #measured = new Map<object, { bytes: number; height: number }>();

  constructor(options: CheckOptions) {
    this.#limits = options.limits ?? ITEM_LIMITS;
    this.#passFunctions = options.functions === 'pass';
  }

  /** Bytes of the value as JSON, at least, and its nesting. */
  measure(value: unknown): { bytes: number; height: number } {
    if (typeof value !== 'object' || value === null) return { bytes: this.#scalar(value), height: 0 };
    const known = this.#measured.get(value);
    const size = known ?? this.#container(value);
    if (!known) this.#measured.set(value, size);
    else if (this.#ancestors.length + size.height > this.#limits.depth) throw this.#tooDeep();
    if (size.bytes > this.#limits.bytes)
      throw new AuthoringError('PAYLOAD_TOO_LARGE', `the input is larger than ${this.#limits.bytes} bytes`, {
        details: { limit_bytes: this.#limits.bytes },
        suggestion: 'split it, or move large content out of the metadata',
      });
    return size;
  }

  #container(value: object): { bytes: number; height: number } {
    if (this.#ancestors.length >= this.#limits.depth) {
      if (this.#ancestors.includes(value) || new Set(this.#ancestors).size < this.#ancestors.length)
        throw this.#refuse('refers back to itself', 'write the part out, or refer to it by name');
      throw this.#tooDeep();
    }
    const list = Array.isArray(value);
    if (!list && !isPlain(value))
      throw this.#refuse(
        `is a ${value.constructor?.name || 'special object'}`,
        'write it as plain data: a date as text',
      );
    this.#ancestors.push(value);
    let bytes = 2;
    let height = 0;
    for (const key of list ? value.keys() : Object.keys(value)) {
      this.#path.push(String(key));
      const child = (value as Record<string, unknown>)[key];
      if (!list) bytes += this.#key(key as string);
      if (child === undefined && list) throw this.#refuse('is missing', 'write null, or leave the entry out');
      const size = this.measure(child);
      bytes += size.bytes + 1;
      height = Math.max(height, size.height);
      this.#path.pop();
    }
    if (Object.getOwnPropertySymbols(value).length > 0)
      throw this.#refuse('has a symbol as key', 'use a text as key');
    this.#ancestors.pop();
    return { bytes, height: height + 1 };
  }

  #key(key: string): number {
    if (FORBIDDEN_KEYS.has(key)) throw this.#refuse('has a key that is not allowed', 'rename it');
    if (!isWellFormed(key))
      throw this.#refuse('has half of a surrogate pair as key', 'write the whole character');
    return key.length + 3;
  }

  #scalar(value: unknown): number {
    switch (typeof value) {
      case 'string':
        if (!isWellFormed(value))
          throw this.#refuse('holds half of a surrogate pair', 'write the whole character');
        return value.length + 2;
      case 'number':
        if (!Number.isFinite(value)) throw this.#refuse(`is ${value}`, 'use a finite number, or null');
        if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < EXPONENT_FROM)
          throw this.#refuse('is an integer too large to be kept exactly', 'write it as a text');
        return 1;
      case 'function':
        if (this.#passFunctions) return 0;
        throw this.#refuse(
          'is a function: a sealed version holds data only',
          'name a handler of the runtime instead',
        );
      case 'boolean':
      case 'object':
        return 4;
      case 'undefined':
        return 0;
      default:
        throw this.#refuse(`is a ${typeof value}`, 'write it as text or number');
    }
  }

  #tooDeep(): AuthoringError {
    return new AuthoringError(
      'DEPTH_EXCEEDED',
      `'${this.#where()}' nests deeper than ${this.#limits.depth} levels`,
      { details: { limit_levels: this.#limits.depth }, suggestion: 'flatten it' },
    );
  }

  #refuse(what: string, suggestion: string): AuthoringError {
    return new AuthoringError('INPUT_UNPARSABLE', `'${this.#where()}' ${what}`, { suggestion });
  }

  #where(): string {
    const path = this.#path.length > 12 ? [...this.#path.slice(0, 12), '…'] : this.#path;
    return path.length === 0 ? 'the input' : path.join('.').slice(0, 200);
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The second: plain objects of another realm, such as a sandboxed module.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
