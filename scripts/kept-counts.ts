/**
 * Owns tests/deep-counts.json: what each suite counted when it last ran deep, with its seed and day. `npm run docs` makes
 * docs/deep-counts.md of it. Never typed by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface KeptCounts {
  /** `K4 double fault · sqlite` */
  readonly suite: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly seed: number;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  /** Of its faults: FAULT_SHARE bounded the run. Absent: all of them. */
  readonly share?: number;
}

const FILE = fileURLToPath(new URL('../tests/deep-counts.json', import.meta.url));
const byName = new Intl.Collator('en', { numeric: true }).compare;

export function keptCounts(): readonly KeptCounts[] {
  return JSON.parse(readFileSync(FILE, 'utf8')) as readonly KeptCounts[];
}

/** The suites of this run take the place of what they counted before; others stay. */
export function keepCounts(ran: readonly KeptCounts[]): void {
  const suites = new Map([...keptCounts(), ...ran].map((kept) => [kept.suite, kept]));
  const sorted = [...suites.values()].sort((a, b) => byName(a.suite, b.suite));
  writeFileSync(FILE, `[\n${sorted.map((kept) => `  ${JSON.stringify(kept)}`).join(',\n')}\n]\n`);
}
