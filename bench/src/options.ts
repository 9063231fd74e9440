/** Owns the bench's options. */
export interface Options {
  /** Empty: all. */
  readonly goals: readonly string[];
  readonly sizes: readonly number[];
  readonly json: boolean;
  readonly write: boolean;
  /** A run's --json document: shown or written again, nothing is measured. */
  readonly from: string | undefined;
}

const USAGE = `usage: npm run bench -- [--goal G4]… [--objects 1000]… [--json] [--write] [--from FILE]
  --goal     one goal, or several; all without it (G3 is measured with G2)
  --objects  one size, or several; 100, 1000 and 5000 without it
  --json     the rows as one JSON document
  --write    puts the table of this run into bench/README.md
  --from     measures nothing: takes the --json document of an earlier run`;

const SIZES = [100, 1_000, 5_000];

/** @throws Error with the usage */
export function parseOptions(args: readonly string[]): Options {
  const goals: string[] = [];
  const sizes: number[] = [];
  const flags = new Set<string>();
  let from: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at]!;
    if (arg === '--json' || arg === '--write') flags.add(arg);
    else if (arg === '--goal') goals.push(String(args[++at]));
    else if (arg === '--objects') sizes.push(Number(args[++at]));
    else if (arg === '--from') from = args[++at];
    else throw new Error(USAGE);
  }
  if (sizes.some((size) => !Number.isInteger(size) || size < 2)) throw new Error(USAGE);
  return {
    goals,
    sizes: sizes.length > 0 ? sizes : SIZES,
    json: flags.has('--json'),
    write: flags.has('--write'),
    from,
  };
}
