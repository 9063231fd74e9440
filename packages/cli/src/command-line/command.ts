/**
 * Owns the shape of a command: its arguments and options as data, and `run`, which drives the service and returns what
 * to print. A command never writes to stdout itself, so `--json` cannot be broken by one.
 */
import type { Style } from '../output/style.ts';
import type { Session } from '../workspace/session.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Io } from './io.ts';

export interface FlagSpec {
  readonly summary: string;
}

export interface ValueSpec {
  readonly summary: string;
  /** Placeholder in the help: `PATH`, `NAME`. */
  readonly value: string;
  readonly required?: true;
  readonly choices?: readonly string[];
  /** May be given more than once. */
  readonly repeatable?: true;
}

export type OptionSpec = FlagSpec | ValueSpec;

type ValueOf<S> = S extends { readonly repeatable: true }
  ? readonly string[]
  : S extends { readonly value: string }
    ?
        | (S extends { readonly choices: readonly (infer C)[] } ? C : string)
        | (S extends { readonly required: true } ? never : undefined)
    : boolean;

export type OptionsOf<O> = { readonly [K in keyof O]: ValueOf<O[K]> };

type NameOf<K extends string> = K extends `[${infer N}]` ? N : K extends `${infer N}...` ? N : K;

/**
 * `'TYPE'` becomes `type: string`, `'[VERSION]'` becomes `version: string | undefined`, and a last `'VERSION...'`, of which
 * there is at least one, `version: readonly string[]`.
 */
export type ArgumentsOf<A extends readonly string[]> = {
  readonly [K in A[number] as Lowercase<NameOf<K>>]: K extends `[${string}]`
    ? string | undefined
    : K extends `${string}...`
      ? readonly string[]
      : string;
};

export interface CommandContext<A extends readonly string[], O> {
  readonly args: ArgumentsOf<A>;
  readonly options: OptionsOf<O>;
  readonly globals: GlobalOptions;
  readonly io: Io;
  /** Opens the workspace and its client on first use; closed when the command ends. */
  session(): Promise<Session>;
}

export interface CommandResult {
  /** The one document of `--json`. */
  readonly json: unknown;
  /** What a person reads. */
  text(style: Style): string;
  /** The command did its work and found a failure in what it looked at (an invalid set, skipped items). */
  readonly failure?: {
    readonly code: string;
    readonly kind: string;
    readonly message: string;
    readonly exit: number;
  };
}

export interface Command<
  A extends readonly string[] = readonly string[],
  O = Readonly<Record<string, OptionSpec>>,
> {
  readonly arguments: A;
  readonly options: O;
  /** More help: examples, what the command never does. */
  readonly details?: string;
  run(context: CommandContext<A, O>): Promise<CommandResult>;
}

export function defineCommand<
  const A extends readonly string[],
  const O extends Readonly<Record<string, OptionSpec>>,
>(command: Command<A, O>): Command {
  // Arguments and options are parsed by the same data that gave the types, so the erased context fits.
  return command as unknown as Command;
}
