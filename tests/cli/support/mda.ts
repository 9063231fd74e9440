// Runs the built `mda` as a child process, as a script would: nothing of it is imported.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../packages/cli/bin/mda.js', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGKILL as soon as this is there. */
  readonly killWhen?: () => boolean;
}

/** No colour, terminal or variable of the machine leaks in. */
function environment(extra: CallOptions['env']): NodeJS.ProcessEnv {
  const { MDA_SERVER: _s, MDA_TOKEN: _t, MDA_DEBUG: _d, ...env } = process.env;
  return { ...env, ...extra };
}

export function mda(args: readonly string[], options: CallOptions): Promise<Outcome> {
  if (!existsSync(fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url))))
    throw new Error('mda is not built: run npm run build first');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd,
      env: environment(options.env),
    });
    const watch = setInterval(() => {
      if (options.killWhen?.()) child.kill('SIGKILL');
    }, 1);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
    // A command that refuses early may not read its input to the end.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into JSON whose shape is what it checks
export type Json = any;

export interface JsonOutcome extends Outcome {
  readonly json: Json;
}

/** With `--json`: stdout must be exactly one JSON document, whatever the exit code. */
export async function mdaJson(args: readonly string[], options: CallOptions): Promise<JsonOutcome> {
  const outcome = await mda([...args, '--json'], options);
  try {
    return { ...outcome, json: JSON.parse(outcome.stdout) as Json };
  } catch (cause) {
    throw new Error(
      `stdout of mda ${args.join(' ')} is no JSON document:\n${outcome.stdout}\n${outcome.stderr}`,
      { cause },
    );
  }
}

export interface TestWorkspace {
  readonly cwd: string;
  path(...parts: string[]): string;
  /** The JSON of a command that must succeed. */
  ok(...args: string[]): Promise<Json>;
  /** The error of a command that must fail with this exit code. */
  fails(exit: number, ...args: string[]): Promise<Json>;
  dispose(): Promise<void>;
}

/** A folder of its own; `init` makes it a workspace. */
export async function temporaryWorkspace(options: { readonly init?: boolean } = {}): Promise<TestWorkspace> {
  const cwd = await mkdtemp(join(tmpdir(), 'mda-cli-'));
  const workspace: TestWorkspace = {
    cwd,
    path: (...parts) => join(cwd, ...parts),
    async ok(...args) {
      const { code, json, stderr } = await mdaJson(args, { cwd });
      if (code !== 0)
        throw new Error(`mda ${args.join(' ')} exited with ${code}: ${JSON.stringify(json)}\n${stderr}`);
      return json;
    },
    async fails(exit, ...args) {
      const { code, json } = await mdaJson(args, { cwd });
      if (code !== exit)
        throw new Error(`mda ${args.join(' ')} exited with ${code}, not ${exit}: ${JSON.stringify(json)}`);
      return json.error;
    },
    dispose: () => rm(cwd, { recursive: true, force: true }),
  };
  if (options.init !== false) await workspace.ok('init');
  return workspace;
}
