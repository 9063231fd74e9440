/** A real process of its own that makes or drops one database: says when it begins, and how it ended. */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type EnvironmentRow, isAuthoringError, type ProvisionPort } from '@objectstack/metadata-authoring';
import { openProvision } from '@objectstack/metadata-authoring-sql';
import SqliteDatabase from 'better-sqlite3';

export type Copied = 'none' | 'full' | { readonly sample: number };

export type ProvisionTask =
  | {
      readonly do: 'make';
      readonly source: EnvironmentRow;
      readonly made: EnvironmentRow;
      readonly data: Copied;
      /** The source is a file that this process fills first, to so many bytes. */
      readonly fill?: number;
    }
  | { readonly do: 'drop'; readonly made: EnvironmentRow };

export type ProvisionOutcome =
  | { readonly done: true; readonly ms: number; readonly left: readonly string[] }
  | {
      readonly done: false;
      readonly code: string;
      readonly suggestion: string | undefined;
      readonly left: readonly string[];
    };

const task = JSON.parse(process.argv[2] ?? '') as ProvisionTask;
const provision = openProvision();
if (task.do === 'make' && task.fill !== undefined) fill(fileOf(task.source), task.fill);
process.stdout.write('begun\n');
const startedAt = performance.now();
const outcome = await perform(task).then(
  () => ({ done: true, ms: performance.now() - startedAt }) as const,
  (error: unknown) => {
    if (!isAuthoringError(error)) throw error;
    return { done: false, code: error.code, suggestion: error.suggestion } as const;
  },
);
const { databaseUrl } = task.made;
const left = databaseUrl.startsWith('sqlite:') ? readdirSync(dirname(fileOf(task.made))) : [];
process.stdout.write(`${JSON.stringify({ ...outcome, left })}\n`);

async function perform(one: ProvisionTask): Promise<void> {
  if (one.do === 'drop') return provision.drop(one.made);
  await provision.make(one.source, one.made, copied(one.data));
}

function copied(data: Copied): Parameters<ProvisionPort['make']>[2] {
  return typeof data === 'string' ? data : { rows: data.sample, tables: new Map() };
}

function fileOf({ databaseUrl }: EnvironmentRow): string {
  return databaseUrl.replace('sqlite:', '');
}

function fill(path: string, bytes: number): void {
  const db = new SqliteDatabase(path);
  db.exec('CREATE TABLE thing (id TEXT PRIMARY KEY, v TEXT)');
  const insert = db.prepare('INSERT INTO thing (id, v) VALUES (?, ?)');
  for (let at = 0; at * 1_000 < bytes; at += 1) insert.run(`t${at}`.padEnd(100, '-'), 'v'.repeat(840));
  db.close();
}
