/**
 * Owns what a masked value becomes in a sample: of the form that its field asks for, no longer than its column takes, the same
 * for the same value, another for another one, and nothing of the value itself (I-46).
 */
import { createHmac } from 'node:crypto';
import { invariant } from '../error.ts';
import type { Mask } from '../ports/provision.ts';
import { dayOf, yearOf } from './masked-day.ts';
import { maskedNumber, type NumberRange } from './masked-number.ts';
import { permuted } from './permute.ts';

const TOKEN_CHARS = 12;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** Where a short column has room for too few others: 20,000 characters of which each is one. */
const WIDE = { first: 0x4e00, count: 20_000 };
const ATTEMPTS = 8;
/** A number of fewer digits comes out of every engine as it went in. */
const ROUNDED_FROM_DIGITS = 7;

type Written = Exclude<Mask, 'json' | 'number' | 'day'>;

export class Masker {
  readonly #salt: string;
  /** Of short values by column: what each stands for. */
  readonly #taken = new Map<string, Map<string, string>>();

  /** @param salt known to nobody afterwards: no list of guesses finds a value again */
  constructor(salt: string) {
    this.#salt = salt;
  }

  /**
   * @param column names it uniquely
   * @param length in characters; null: any
   */
  value(mask: Written | 'json', value: string, column: string, length: number | null): string {
    if (value === '') return '';
    if (mask === 'json') return this.#json(value);
    const digest = this.#hash(value);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const masked = this.#formed(mask, attempt === 0 ? value : `${attempt} ${value}`, length);
      if (this.#take(column, masked, value, digest)) return masked;
    }
    const start = digest.readUInt32BE() % WIDE.count;
    for (let at = 0; at < WIDE.count; at += 1) {
      const masked = String.fromCodePoint(WIDE.first + ((start + at) % WIDE.count));
      if (this.#take(column, masked, value, digest)) return masked;
    }
    invariant(false, `a sample has more values of '${column}' than its length has room for`);
  }

  /** @returns null: it is no number that could be written otherwise */
  number(value: string, column: string, range: NumberRange): string | null {
    const digest = this.#hash(value);
    let masked: string | null = value;
    for (let attempt = 0; attempt < ATTEMPTS && masked !== null; attempt += 1) {
      masked = maskedNumber(masked, range, (index, count, of) => this.#permuted(index, count, of));
      // A column of single precision may keep fewer digits: what is another number then has to be one.
      if (masked === null || masked.length < ROUNDED_FROM_DIGITS) return masked;
      if (this.#keep(column, String(Math.fround(Number(masked))), digest)) return masked;
    }
    return masked;
  }

  /**
   * Another day of the same year, and no other day becomes that one.
   * @returns so many days later, or earlier; null: it says no day that could be another
   */
  daysMoved(value: string | number): number | null {
    const day = dayOf(value);
    if (day === null) return null;
    const { first, days } = yearOf(day);
    return Number(this.#permuted(BigInt(day - first), BigInt(days), `${first}`)) - (day - first);
  }

  #permuted(index: bigint, count: bigint, of: string): bigint {
    return permuted(index, count, (round, half) => this.#hash(`${round} ${half} ${count} ${of}`));
  }

  #take(column: string, masked: string, value: string, digest: Buffer): boolean {
    if (masked === value) return false;
    return masked.length >= TOKEN_CHARS || this.#keep(column, masked, digest);
  }

  /** @returns false: it stands for another value there */
  #keep(column: string, masked: string, digest: Buffer): boolean {
    const taken = this.#taken.get(column) ?? new Map<string, string>();
    this.#taken.set(column, taken);
    const key = digest.toString('base64');
    const owner = taken.get(masked);
    if (owner === undefined) taken.set(masked, key);
    return owner === undefined || owner === key;
  }

  #formed(mask: Written, value: string, length: number | null): string {
    const room = length ?? Number.POSITIVE_INFINITY;
    const token = this.#token(value);
    const fitted = token.slice(0, Math.min(room, TOKEN_CHARS));
    switch (mask) {
      case 'email': {
        const at = ['@example.com', '@a.io'].find((end) => end.length + 4 <= room);
        return at === undefined ? fitted : token.slice(0, Math.min(TOKEN_CHARS, room - at.length)) + at;
      }
      case 'phone':
        return `+999${this.#digits(value)}`.slice(0, Math.min(room, 14));
      case 'url':
        return room < 24 ? fitted : `https://example.com/${token.slice(0, room - 20)}`;
      case 'text':
        return fitted;
    }
  }

  /** What it holds is nobody's business, what it is stays: an object, a list. */
  #json(value: string): string {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      return 'null';
    }
    if (Array.isArray(parsed)) return '[]';
    if (typeof parsed === 'object' && parsed !== null) return '{}';
    if (typeof parsed === 'string') return JSON.stringify(this.#token(parsed));
    return typeof parsed === 'number' ? '0' : 'null';
  }

  #token(value: string): string {
    return [...this.#hash(value)]
      .slice(0, TOKEN_CHARS)
      .map((byte) => ALPHABET[byte % ALPHABET.length])
      .join('');
  }

  #digits(value: string): string {
    return [...this.#hash(value)]
      .slice(0, 10)
      .map((byte) => byte % 10)
      .join('');
  }

  #hash(value: string): Buffer {
    return createHmac('sha256', this.#salt).update(value).digest();
  }
}
