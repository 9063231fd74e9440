/** Owns one call from arguments to exit code: what is printed where, and what a failure looks like. */
import { CommanderError } from 'commander';
import { styleOf } from '../output/style.ts';
import type { Session } from '../workspace/session.ts';
import type { Command, CommandContext } from './command.ts';
import { failureOf, printFailure } from './failure.ts';
import { globalOptionsOf } from './global-options.ts';
import type { Io } from './io.ts';
import { commandCalled, parseCall } from './program.ts';
import { usageErrorOf } from './usage-error.ts';
import { readVersion } from './version.ts';

/** @returns the exit code of the process */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const json = argv.includes('--json');
  try {
    if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
      io.stdout.write(`${await readVersion()}\n`);
      return 0;
    }
    return await callCommand(argv.length === 0 ? ['--help'] : argv, io);
  } catch (error) {
    const known = error instanceof CommanderError ? await usageErrorOf(error, commandCalled(argv)) : error;
    const failure = await failureOf(known);
    printFailure(failure, io, json);
    if (io.env.MDA_DEBUG === '1' && error instanceof Error) io.stderr.write(`${stackOf(error)}\n`);
    return failure.exit;
  }
}

async function callCommand(argv: readonly string[], io: Io): Promise<number> {
  const call = await parse(argv, io);
  if (!call) return 0;
  const globals = globalOptionsOf(call.globals);
  let opened: Promise<Session> | undefined;
  const context: CommandContext<readonly string[], Record<string, never>> = {
    args: call.args as never,
    options: call.options as never,
    globals,
    io,
    session() {
      opened ??= import('../workspace/session.ts').then(({ openSession }) => openSession(globals, io));
      return opened;
    },
  };
  try {
    const { json, text, failure } = await (call.command as Command).run(context as never);
    if (globals.json) {
      const { exit: _exit, ...error } = failure ?? { exit: 0 };
      const document = failure ? { ...(json as object), error } : json;
      await written(io, `${JSON.stringify(document, null, 2)}\n`);
    } else await written(io, text(styleOf(io.stdout, io.env)));
    return failure?.exit ?? 0;
  } finally {
    const session = await opened?.catch(() => undefined);
    await session?.close();
  }
}

async function parse(argv: readonly string[], io: Io) {
  try {
    return await parseCall(argv, (text) => io.stdout.write(text));
  } catch (error) {
    // Help is no failure: commander reports it as an exit all the same.
    if (error instanceof CommanderError && error.exitCode === 0) return null;
    throw error;
  }
}

/** Waits until a pipe took everything, so that large documents are whole when the process ends. */
function written(io: Io, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve) => {
    if (io.stdout.write(text) === false && 'once' in io.stdout)
      (io.stdout as unknown as NodeJS.WritableStream).once('drain', resolve);
    else resolve();
  });
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
