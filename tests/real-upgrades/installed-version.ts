/** Owns reading the objects of one installed version of the real package as a stack: plain JSON, out of its own process. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('print-objects.mjs', import.meta.url));
const outputBytesMax = 64 * 1024 * 1024;

export interface InstalledStack {
  readonly manifest: { readonly id: string; readonly version: string };
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

/** @param alias its name in this folder's package.json */
export function readInstalled(alias: string): InstalledStack {
  const output = execFileSync(process.execPath, [script, alias], {
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
  });
  return JSON.parse(output);
}
