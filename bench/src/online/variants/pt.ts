/** Owns the same change by pt-online-schema-change of Percona's toolkit. */
import { spawn, spawnSync } from 'node:child_process';
import { createConnection } from 'mysql2/promise';
import { BIG } from '../big-table.ts';
import { changeNamed } from '../changes.ts';
import { clock } from '../clients/traffic.ts';
import type { Part } from './run-plan.ts';
import type { VariantTask } from './variant-child.ts';

const COMMAND = 'pt-online-schema-change';
const TAIL = 800;

export function hasPt(): boolean {
  return spawnSync(COMMAND, ['--version']).status === 0;
}

/** @returns what remains to be done when it is told to go */
export async function preparePt(task: VariantTask): Promise<() => Promise<readonly Part[]>> {
  const { pt, ptFirst } = changeNamed(task.change);
  const url = new URL(task.url);
  const connection = [
    `--host=${url.hostname}`,
    `--port=${url.port || '3306'}`,
    `--user=${url.username || 'root'}`,
  ];
  if (url.password !== '') connection.push(`--password=${decodeURIComponent(url.password)}`);
  const options = [
    '--execute',
    `--alter=${pt}`,
    '--null-to-not-null',
    '--no-check-unique-key-change',
    '--no-check-alter',
    '--recursion-method=none',
    '--charset=utf8mb4',
    '--no-version-check',
    `D=${url.pathname.slice(1)},t=${BIG}`,
  ];
  return async () => {
    const from = clock();
    if (ptFirst !== undefined) await query(task.url, ptFirst);
    await run([...connection, ...options]);
    return [{ what: COMMAND, from, to: clock() }];
  };
}

async function query(uri: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

function run(args: readonly string[]): Promise<void> {
  const child = spawn(COMMAND, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill());
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output = `${output}${data}`.slice(-TAIL);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${COMMAND}: ${output}`))));
  });
}
