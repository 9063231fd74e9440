/**
 * Owns asking an independent judge, a pair of scripts over the same real packages that some machines have beside the
 * repository (../shared/oracle). It runs where AUTHORING_ORACLE_DIR names an installed copy of that folder.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { multipleTargets, type ServedObject } from './served-object.ts';

export interface OracleFailure {
  readonly object: string;
  readonly op: string;
  readonly message: string;
}

export interface OracleVerdict {
  readonly isClean: boolean;
  readonly drift: unknown;
  /** Objects that the real driver could not read. */
  readonly unreadable: readonly string[];
  readonly failures: readonly OracleFailure[];
}

const original = fileURLToPath(new URL('../../../shared/oracle/', import.meta.url));
const installed = process.env.AUTHORING_ORACLE_DIR;
const outputBytesMax = 64 * 1024 * 1024;

export const hasOracle = installed !== undefined && existsSync(original);

/** @param url `sqlite:PATH` or `postgres://…` */
export async function askOracle(url: string, objects: readonly unknown[]): Promise<OracleVerdict> {
  const folder = mkdtempSync(join(tmpdir(), 'mda-oracle-'));
  const file = join(folder, 'objects.json');
  try {
    writeFileSync(file, JSON.stringify(objects));
    const ask = async (script: string) =>
      JSON.parse(await output(script, ['--db', url.replace(/^sqlite:/, ''), '--objects', file, '--json']));
    const drift = await ask('drift.mjs');
    const crud = await ask('crud.mjs');
    const errors = drift.driverErrors as readonly { readonly object: string }[];
    return {
      isClean: drift.clean === true && drift.skippedInvalid.length === 0 && crud.skipped.length === 0,
      drift,
      unreadable: [...new Set(errors.map(({ object }) => object))],
      failures: crud.fails,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Its failures without two that say nothing about a table: on PostgreSQL the real engine cannot delete a record that a
 * `multiple` relation may name, and nowhere does it give back an `internal` field.
 */
export function realFailures(
  { failures }: OracleVerdict,
  objects: readonly ServedObject[],
  url: string,
): readonly OracleFailure[] {
  const targets = multipleTargets(objects);
  const internal = new Set(
    objects.flatMap(({ name, fields }) =>
      Object.keys(fields).flatMap((field) => (fields[field]?.internal ? [`${name}.${field}`] : [])),
    ),
  );
  return failures.filter(({ object, op, message }) => {
    if (op === 'delete') return url.startsWith('sqlite:') || !targets.has(object);
    const withheld = /^(\w+) \(\w+\): .* read undefined$/.exec(message)?.[1];
    return !(op.startsWith('roundtrip') && withheld && internal.has(`${object}.${withheld}`));
  });
}

/** A verdict of guilty is an exit code too: only what is not JSON is an error. */
function output(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const path = join(String(installed), script);
    execFile(process.execPath, [path, ...args], { maxBuffer: outputBytesMax }, (error, stdout, stderr) => {
      // The driver's own lines may come before the document.
      const start = stdout.search(/^\{/m);
      if (start >= 0) resolve(stdout.slice(start));
      else reject(new Error(`${script} printed no verdict: ${stderr || error?.message}`));
    });
  });
}
