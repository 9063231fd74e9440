/** Owns turning the command list into a parser with help and did-you-mean. Knows nothing of what commands do. */
import { Option, Command as Program } from 'commander';
import type { Command, OptionSpec } from './command.ts';
import { COMMAND_SECTIONS, COMMANDS, type CommandEntry, GROUPS } from './command-list.ts';
import { addGlobalOptions } from './global-options.ts';

/** A value that may be given more than once is a list. */
type GivenOptions = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface ParsedCall {
  readonly entry: CommandEntry;
  readonly command: Command;
  readonly args: Readonly<Record<string, GivenArgument>>;
  readonly options: GivenOptions;
  readonly globals: Readonly<Record<string, unknown>>;
}

/**
 * @param writeHelp takes the help text, when help is asked for
 * @returns the call; null after help was written
 * @throws CommanderError for a call that no command takes
 */
export async function parseCall(
  argv: readonly string[],
  writeHelp: (text: string) => void,
): Promise<ParsedCall | null> {
  const program = baseProgram(writeHelp);
  const name = commandNameIn(program, argv);
  let call: ParsedCall | null = null;
  const groups = new Map<string, Program>();
  for (const section of COMMAND_SECTIONS)
    for (const entry of section.entries) {
      const [first = '', second] = entry.name.split(' ');
      const parent = second === undefined ? program : groupOf(program, groups, first, section.title);
      const sub = parent
        .command(second ?? first)
        .summary(entry.summary)
        .description(entry.summary);
      // A command may head a group of its name: `audit`, and `audit verify`.
      if (second === undefined) groups.set(first, sub);
      sub.helpGroup(`${section.title}:`);
      if (entry.name !== name) continue;
      const { command } = await entry.load();
      describe(sub, command);
      sub.action((...values: unknown[]) => {
        call = {
          entry,
          command,
          args: argumentsOf(command, values),
          options: optionsOf(command, sub.opts()),
          globals: program.opts(),
        };
      });
    }
  program.parse(argv, { from: 'user' });
  return call;
}

/** @returns the command that a call names; null: none of that name */
export function commandCalled(argv: readonly string[]): string | null {
  const name = commandNameIn(
    baseProgram(() => {}),
    argv,
  );
  return COMMANDS.some((entry) => entry.name === name) ? name : null;
}

function baseProgram(writeHelp: (text: string) => void): Program {
  const program = new Program('mda')
    .description('author, review, publish, promote and roll back ObjectStack metadata')
    .usage('COMMAND [options]')
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: () => {}, outputError: () => {} })
    .configureHelp({ subcommandTerm: (sub) => [sub.name(), ...placeholders(sub)].join(' ') })
    .addHelpText('after', '\n`mda COMMAND --help` explains one command. `mda --version` prints the version.');
  addGlobalOptions(program);
  return program;
}

function placeholders(sub: Program): readonly string[] {
  return sub.commands.length > 0 ? [sub.commands.map((inner) => inner.name()).join('|')] : [];
}

function groupOf(program: Program, groups: Map<string, Program>, name: string, title: string): Program {
  const known = groups.get(name);
  if (known) return known;
  const group = program
    .command(name)
    .description(GROUPS[name] ?? '')
    .helpGroup(`${title}:`)
    .usage('COMMAND [options]');
  groups.set(name, group);
  return group;
}

/** The command that the arguments name, for loading it; '' when they name none. */
function commandNameIn(program: Program, argv: readonly string[]): string {
  const { operands } = program.parseOptions([...argv]);
  const words = operands[0] === 'help' ? operands.slice(1) : operands;
  const two = words.slice(0, 2).join(' ');
  return COMMANDS.some((entry) => entry.name === two) ? two : (words[0] ?? '');
}

function describe(sub: Program, command: Command): void {
  for (const argument of command.arguments)
    sub.argument(argument.startsWith('[') ? argument : `<${argument}>`);
  for (const [name, spec] of Object.entries(command.options)) sub.addOption(optionOf(name, spec));
  if (command.details !== undefined) sub.addHelpText('after', `\n${command.details}`);
}

function optionOf(name: string, spec: OptionSpec): Option {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (!('value' in spec)) return new Option(flag, spec.summary);
  const option = new Option(`${flag} <${spec.value}>`, spec.summary);
  if (spec.choices) option.choices(spec.choices);
  if (spec.repeatable)
    option.argParser((value, before: readonly string[] | undefined) => [...(before ?? []), value]);
  if (spec.required) option.makeOptionMandatory();
  return option;
}

/** A flag that is not given is false, a list that is not given empty: never absent. */
function optionsOf(command: Command, given: GivenOptions): GivenOptions {
  const absent = Object.entries(command.options).flatMap(
    ([name, spec]): [string, false | readonly string[]][] => {
      if (!('value' in spec)) return [[name, false]];
      return spec.repeatable ? [[name, []]] : [];
    },
  );
  return { ...Object.fromEntries(absent), ...given };
}

type GivenArgument = string | readonly string[] | undefined;

function argumentsOf(command: Command, values: readonly unknown[]): Record<string, GivenArgument> {
  const named = command.arguments.map((argument, position): [string, GivenArgument] => {
    const value = values[position];
    const given = typeof value === 'string' || Array.isArray(value) ? value : undefined;
    return [argument.replace(/[[\]]|\.\.\./g, '').toLowerCase(), given];
  });
  return Object.fromEntries(named);
}
