/** Owns what refusals are held to: the error says what and where, and nothing anywhere was lost or added. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { AuthoringError, type DraftHandle } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { app, stackOf, writeRows } from '../faults/support/app.ts';
import { importApp, publish } from '../faults/support/scenarios.ts';
import {
  environment,
  newWorld,
  PACKAGE,
  type Process,
  scope,
  startProcess,
  type World,
} from '../faults/support/world.ts';

export { environment, PACKAGE, scope };

export interface Desk {
  readonly world: World;
  readonly process: Process;
  readonly service: Process['service'];
  draft(): Promise<DraftHandle>;
  close(): Promise<void>;
}

/** A published app with rows, and a process on it. */
export async function openDesk(): Promise<Desk> {
  const world = newWorld();
  const process = await startProcess(world, { owner: 'maker' });
  const { service } = process;
  await service.addEnvironment(scope, { name: environment, type: 'staging', databaseUrl: 'sqlite:env.db' });
  await importApp(process, stackOf(app));
  await publish(process);
  await writeRows(world, environment);
  return {
    world,
    process,
    service,
    draft: () => service.openDraft(scope, PACKAGE),
    async close() {
      await process.close();
      world.dispose();
    },
  };
}

/** What an attempt may leave: that it was made. Bodies are only ever added, by their content. */
const RUN_RECORD = new Set([
  '_authoring_run',
  '_authoring_run_frozen',
  '_authoring_run_chunk',
  '_authoring_lease',
  '_authoring_body',
]);

function digest(path: string, without: ReadonlySet<string>): Record<string, string> {
  if (!existsSync(path)) return {};
  const db = new Database(path, { readonly: true });
  try {
    const tables = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .pluck()
      .all() as string[];
    const digests: Record<string, string> = {};
    for (const table of tables.filter((name) => !without.has(name))) {
      const rows = db
        .prepare(`SELECT * FROM "${table}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort();
      const definition = db
        .prepare('SELECT sql FROM sqlite_schema WHERE tbl_name = ? ORDER BY name')
        .pluck()
        .all(table);
      digests[table] = createHash('sha256')
        .update(JSON.stringify([definition, rows]))
        .digest('hex');
    }
    return digests;
  } finally {
    db.close();
  }
}

/** Of every table of both databases. */
export function digestOf(world: World, options: { readonly runs: 'count' | 'ignore' }): unknown {
  const none = new Set<string>();
  return {
    control: digest(world.control(), options.runs === 'ignore' ? RUN_RECORD : none),
    environment: digest(
      world.database(environment),
      options.runs === 'ignore' ? new Set(['_authoring_env']) : none,
    ),
  };
}

/** The attempt is refused with `code`, says what to do, and leaves every table as it was. @returns the error */
export async function refused(
  desk: Pick<Desk, 'world'>,
  code: string,
  attempt: () => Promise<unknown>,
  options: {
    readonly runs?: 'count' | 'ignore';
    readonly unreadable?: boolean;
    /** What the caller wrote, which an error may repeat whatever it looks like. */
    readonly given?: string;
  } = {},
): Promise<AuthoringError> {
  const runs = options.runs ?? 'count';
  const before = options.unreadable ? null : digestOf(desk.world, { runs });
  const outcome = await attempt().then(
    (value) => `accepted: ${JSON.stringify(value)?.slice(0, 200)}`,
    (error: unknown) => error,
  );
  if (!(outcome instanceof AuthoringError))
    throw outcome instanceof Error ? outcome : new Error(String(outcome));
  expect({ code: outcome.code, message: outcome.message }).toMatchObject({ code });
  expectDiscreet(outcome, [], options.given);
  expect(outcome.suggestion, `${code}: what to do next`).toBeTruthy();
  if (before !== null) expect(digestOf(desk.world, { runs })).toEqual(before);
  return outcome;
}

const SQL =
  /\b(select|insert into|delete from|(create|alter|drop) (table|index|view|trigger)|pragma|savepoint)\s|\bupdate ["`]|\bset ["`]\w/i;
const PLACE = /\/dev\/shm|\/tmp\/|\/home\/|node_modules|\.[jt]s:\d+/;
const STACK = /\n\s*at /;

/** I-46: nothing that is shown of it tells SQL, a place in the machine, a stack, or any of these names. */
export function expectDiscreet(
  { code, message, details, suggestion }: Pick<AuthoringError, 'code' | 'message' | 'details' | 'suggestion'>,
  names: readonly string[] = [],
  given = '',
): void {
  const told = JSON.stringify({ message, details, suggestion });
  const shown = given === '' ? told : told.replaceAll(JSON.stringify(given).slice(1, -1), '<given>');
  for (const leak of [SQL, PLACE, STACK]) expect(shown, code).not.toMatch(leak);
  for (const name of names) expect(shown, code).not.toContain(name);
}

export function bytesOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

export interface ReportedProblem {
  readonly code: string;
  readonly ref: string;
  readonly path: string;
  readonly message: string;
}

export function problemsOf(error: AuthoringError): readonly ReportedProblem[] {
  return error.details.problems as readonly ReportedProblem[];
}
