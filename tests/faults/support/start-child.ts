/** Owns bundling the child once per test file and starting it: a process of its own, from the same sources. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import type { ChildInput, ChildOutput } from './child.ts';

/** Inside the repository, so that the bundle finds its packages. */
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/faults/', import.meta.url));

export interface Child {
  /** @returns null when it was killed */
  run(input: ChildInput): Promise<ChildOutput | null>;
  /** The same, for who has something to do meanwhile. */
  start(input: ChildInput): Started;
  dispose(): void;
}

export interface Started {
  readonly pid: number;
  readonly output: Promise<ChildOutput | null>;
}

export async function buildChild(): Promise<Child> {
  const { file, dispose } = await bundled('child');
  return { run: (input) => start(file, input).output, start: (input) => start(file, input), dispose };
}

/** @param name of a module beside this one @returns a file that Node runs by itself */
export async function bundled(name: string): Promise<{ readonly file: string; dispose(): void }> {
  await mkdir(CACHE, { recursive: true });
  const outDir = mkdtempSync(join(CACHE, `${name}-`));
  await build({
    config: false,
    entry: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
    outDir,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    fixedExtension: true,
    dts: false,
    clean: false,
    deps: { skipNodeModulesBundle: true },
    inputOptions: { resolve: { conditionNames: ['@objectstack/source', 'import', 'node', 'default'] } },
    logLevel: 'error',
  });
  return {
    file: join(outDir, `${name}.mjs`),
    dispose: () => rmSync(outDir, { recursive: true, force: true }),
  };
}

function start(file: string, input: ChildInput): Started {
  const child = spawn(process.execPath, [file, JSON.stringify(input)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = new Promise<ChildOutput | null>((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(JSON.parse(Buffer.concat(out).toString()) as ChildOutput);
      else reject(new Error(`the child ended with ${code}: ${Buffer.concat(err).toString()}`));
    });
  });
  return { pid: child.pid as number, output };
}
