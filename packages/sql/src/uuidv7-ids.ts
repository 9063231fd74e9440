/** Owns UUIDv7 (RFC 9562): sorted by the time of their making, also within one millisecond of one process. */
import { randomFillSync } from 'node:crypto';
import type { Ids } from '@objectstack/metadata-authoring';

/** Random bytes are drawn for many ids at once: a system call an id would cost more than the id. */
const pool = new Uint8Array(16 * 256);
let used = pool.length;

let lastMs = 0;
let counter = 0;

export const uuidv7Ids: Ids = { next };

function next(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + 16);
  used += 16;
  const ms = Math.max(Date.now(), lastMs);
  // The 12 bits after the version count within a millisecond (method 1); full, they borrow the next millisecond.
  counter = ms === lastMs ? counter + 1 : ((bytes[0] ?? 0) & 0x07) << 8 | (bytes[1] ?? 0);
  lastMs = counter > 0xfff ? ms + 1 : ms;
  if (counter > 0xfff) counter = 0;
  const time = lastMs.toString(16).padStart(12, '0');
  const variant = (0x8 | ((bytes[2] ?? 0) & 0x3)).toString(16);
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset + 3, 8).toString('hex').slice(0, 15);
  const count = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${tail.slice(0, 3)}-${tail.slice(3)}`;
}
