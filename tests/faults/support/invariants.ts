/** Owns what must hold at every instant: looked at from outside, on connections of its own. */
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { type App, app, ROWS } from './app.ts';
import { raw } from './raw-database.ts';
import type { Scenario } from './scenarios.ts';
import { environment, type Process, scope, type World } from './world.ts';

interface VersionRow {
  readonly id: string;
  readonly version: string;
  readonly status: string;
  readonly checksum: string | null;
  readonly manifest_json: string | null;
}

/** The versions that the environment runs, one a package, as one text. */
export function pointerOf(world: World): string {
  const db = new Database(world.control(), { readonly: true });
  try {
    return db
      .prepare(
        `SELECT i.package_version_id FROM sys_package_installation i JOIN sys_environment e ON e.id = i.environment_id
         WHERE e.name = ? ORDER BY i.package_id`,
      )
      .pluck()
      .all(environment)
      .join(' ');
  } finally {
    db.close();
  }
}

/** I-09, I-14, I-48: sealed bytes match, the pointer is at sealed bytes, the log has no gap. */
export function expectControlSound(world: World): void {
  const db = new Database(world.control(), { readonly: true });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const versions = db
      .prepare('SELECT id, version, status, checksum, manifest_json FROM sys_package_version')
      .all() as VersionRow[];
    for (const row of versions.filter(({ status }) => status !== 'draft'))
      expect(createHash('sha256').update(String(row.manifest_json)).digest('hex'), row.version).toBe(
        row.checksum,
      );
    for (const id of pointerOf(world).split(' ').filter(Boolean))
      expect(versions.find((version) => version.id === id)?.status).toBe('published');
    const events = db.prepare('SELECT seq FROM _authoring_event ORDER BY seq').pluck().all() as number[];
    expect(events).toEqual(events.map((_, at) => at + 1));
    const audit = db.prepare('SELECT seq, hash, prev_hash FROM sys_metadata_audit ORDER BY seq').all() as {
      seq: number;
      hash: string;
      prev_hash: string;
    }[];
    expect(audit.map(({ seq }) => seq)).toEqual(events);
    for (const [at, row] of audit.entries()) if (at > 0) expect(row.prev_hash).toBe(audit[at - 1]?.hash);
    const drafts = db.prepare('SELECT count(*) FROM _authoring_active_draft').pluck().get();
    expect(drafts).toBe(db.prepare('SELECT count(*) FROM sys_package').pluck().get());
  } finally {
    db.close();
  }
}

/** A runtime of that version reads and writes its columns; what it writes is taken back. */
export async function serves(world: World, version: App): Promise<boolean> {
  return raw(world.urlOf(environment), async (database) => {
    const { engine, query, quote } = database;
    await query('BEGIN');
    try {
      for (const [table, { fields }] of Object.entries(version)) {
        const names = Object.keys(fields);
        const rows = await query(`SELECT ${['id', ...names].map(quote).join(', ')} FROM ${quote(table)}`);
        if (table in app) expect(rows, `rows of ${table}`).toHaveLength(ROWS);
        await query(
          `INSERT INTO ${quote(table)} (${['id', ...names].map(quote).join(', ')}) VALUES ('new', ${names.map(() => "'77'").join(', ')})`,
        );
      }
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    } finally {
      // What an engine rolled back by itself is no transaction any more.
      await query('ROLLBACK').catch(() => undefined);
      if (engine === 'sqlite')
        expect(await query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    }
  });
}

const AHEAD = new Set(['applying', 'applied', 'contracting', 'schema_ahead']);

/** I-14 and I-18 right after a fault: one of the two versions serves, and what is half done is reported. */
export async function expectServing(
  world: World,
  scenario: Scenario,
  before: string,
  after: Process,
): Promise<void> {
  expectControlSound(world);
  const pointer = pointerOf(world);
  const runs = await after.service.runs(scope);
  const open = runs.filter(({ state }) => AHEAD.has(state));
  const detail = await after.service.environment(scope, environment);
  expect(detail.schemaAhead).toEqual(open.map(({ id }) => id));
  const swapped = pointer !== before;
  const missing = detail.drift.filter(({ kind }) => kind === 'missing');
  const switching = scenario.switches.includes(world.engineOf(environment)) && open.length > 0 && !swapped;
  // What a contract run takes away is gone or there until its end is written down.
  const contracting = open.some(
    ({ state, request }) => state === 'contracting' || request.kind === 'finalize',
  );
  if (!switching && !contracting) expect(missing).toEqual([]);
  if (!swapped && !switching && Object.keys(scenario.before).length > 0)
    expect(await serves(world, scenario.before), 'the version before serves').toBe(true);
}
