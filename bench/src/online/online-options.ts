/** Owns the options of the online bench. */
import type { Engine } from '@objectstack/metadata-authoring';
import { CHANGES } from './changes.ts';

export interface OnlineOptions {
  readonly engines: readonly Engine[];
  readonly rows: number;
  /** Names of CHANGES; the other measurements run only when nothing was chosen. */
  readonly changes: readonly string[];
  readonly repeat: number;
  readonly extras: boolean;
  readonly json: boolean;
  readonly write: boolean;
  /** --json documents of earlier runs: shown or written together, nothing is measured. */
  readonly from: readonly string[];
}

const ENGINES: readonly Engine[] = ['sqlite', 'postgres', 'mysql'];

const usage =
  () => `usage: npm run bench:online -- [--engine sqlite|postgres|mysql]… [--rows 1000000] [--change NAME]…
                                  [--repeat 1] [--json] [--write] [--from FILE]…
  --engine  one engine, or several; all without it
  --rows    of the one big table; 1000000 without it
  --change  ${CHANGES.map(({ name }) => name).join(', ')}; all without it, and G7, G10 and the no-op publish
  --repeat  how often each change is measured: medians are printed
  --json    the raw data as one JSON document
  --write   puts the tables of this run into bench/README.md
  --from    measures nothing: takes the --json documents of earlier runs, one or several`;

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
  if (engines.some((engine) => !ENGINES.includes(engine))) throw new Error(usage());
  if (changes.some((change) => !known.includes(change))) throw new Error(usage());
  if ([rows, repeat].some((count) => !Number.isInteger(count) || count < 1)) throw new Error(usage());
  return {
    engines: engines.length > 0 ? engines : ENGINES,
    rows,
    changes: changes.length > 0 ? changes : known,
    repeat,
    extras: changes.length === 0,
    json: flags.has('--json'),
    write: flags.has('--write'),
    from,
  };
}
