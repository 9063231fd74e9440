/** Owns UUIDv7 (RFC 9562): sorted by the time of their making, also within one millisecond of one process. */
import { randomFillSync } from 'node:crypto';
import type { Ids } from '@objectstack/metadata-authoring';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random bytes are drawn for many ids at once: a system call an id would cost more than the id. */
const idBytes = 10;
const pool = new Uint8Array(idBytes * 400);
let used = pool.length;

let lastMs = 0;
/** `tttttttt-tttt` of `lastMs`. */
let time = '';
/** The 12 bits after the version count within a millisecond (method 1 of the RFC). */
let counter = 0;

export const uuidv7Ids: Ids = { next };

function next(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const now = Date.now();
  counter += 1;
  // A full counter borrows the next millisecond; a clock that steps back is not followed.
  if (now > lastMs || counter > 0xfff) {
    startMillisecond(Math.max(now, counter > 0xfff ? lastMs + 1 : now));
    // Random start, in the lower half: room to count in, and not guessable from the time alone.
    counter = ((byteAt(8) & 0x07) << 8) | byteAt(9);
  }
  const id = `${time}-7${(counter >> 8).toString(16)}${hex[counter & 0xff]}-${hex[(byteAt(0) & 0x3f) | 0x80]}${text(1)}-${text(2)}${text(3)}${text(4)}${text(5)}${text(6)}${text(7)}`;
  used += idBytes;
  return id;
}

function startMillisecond(ms: number): void {
  lastMs = ms;
  const digits = ms.toString(16).padStart(12, '0');
  time = `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

function byteAt(offset: number): number {
  return pool[used + offset] as number;
}

function text(offset: number): string {
  return hex[byteAt(offset)] as string;
}
