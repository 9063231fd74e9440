/** Owns the options of the online bench. */
import type { Engine } from '@objectstack/metadata-authoring';
import { CHANGES } from './changes.ts';

export interface OnlineOptions {
  readonly engines: readonly Engine[];
  readonly rows: number;
  /** Names of CHANGES. */
  readonly changes: readonly string[];
  readonly extras: readonly Extra[];
  readonly repeat: number;
  readonly json: boolean;
  readonly write: boolean;
  /** --json documents of earlier runs: shown or written together, nothing is measured. */
  readonly from: readonly string[];
}

/** What is measured beside the changes: G10, G7, and that a publish without a change of tables only reads. */
const EXTRAS = ['lock-queue', 'add-columns', 'no-op-publish'] as const;
export type Extra = (typeof EXTRAS)[number];

const ENGINES: readonly Engine[] = ['sqlite', 'postgres', 'mysql'];

const usage =
  () => `usage: npm run bench:online -- [--engine sqlite|postgres|mysql]… [--rows 1000000] [--change NAME]…
                                  [--repeat 1] [--json] [--write] [--from FILE]…
  --engine  one engine, or several; all without it
  --rows    of the one big table; 1000000 without it
  --change  ${[...CHANGES.map(({ name }) => name), ...EXTRAS].join(', ')}; all without it
  --repeat  how often each change is measured: medians are printed
  --json    the raw data as one JSON document
  --write   puts the tables of this run into bench/README.md
  --from    measures nothing: takes the --json documents of earlier runs; each number of rows gets tables of its own`;

/** @throws Error with the usage */
export function parseOnlineOptions(args: readonly string[]): OnlineOptions {
  const engines: Engine[] = [];
  const changes: string[] = [];
  const from: string[] = [];
  const flags = new Set<string>();
  let [rows, repeat] = [1_000_000, 1];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    if (arg === '--json' || arg === '--write') flags.add(arg);
    else if (arg === '--engine') engines.push(args[++at] as Engine);
    else if (arg === '--change') changes.push(String(args[++at]));
    else if (arg === '--from') from.push(String(args[++at]));
    else if (arg === '--rows') rows = Number(args[++at]);
    else if (arg === '--repeat') repeat = Number(args[++at]);
    else throw new Error(usage());
  }
  const known = CHANGES.map(({ name }) => name);
  const isWanted = (name: string) => changes.length === 0 || changes.includes(name);
  if (engines.some((engine) => !ENGINES.includes(engine))) throw new Error(usage());
  if (changes.some((name) => ![...known, ...EXTRAS].includes(name))) throw new Error(usage());
  if (from.length > 0 && flags.has('--json')) throw new Error(usage());
  if ([rows, repeat].some((count) => !Number.isInteger(count) || count < 1)) throw new Error(usage());
  return {
    engines: engines.length > 0 ? engines : ENGINES,
    rows,
    changes: known.filter(isWanted),
    extras: EXTRAS.filter(isWanted),
    repeat,
    json: flags.has('--json'),
    write: flags.has('--write'),
    from,
  };
}
