/** Proves that docs/lifecycle.md is what the state tables say, and that code and database hold to the tables. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openControlPlane, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assertInstallationTransition,
  INSTALLATION_TRANSITIONS,
} from '../../packages/core/src/release/installation-state.ts';
import { assertTransition, RUN_TRANSITIONS } from '../../packages/core/src/release/run-state.ts';
import {
  assertVersionTransition,
  VERSION_TRANSITIONS,
} from '../../packages/core/src/release/version-state.ts';
import { lifecyclePage } from '../../scripts/generate-lifecycle.ts';
import { expectFresh } from './documents.ts';

const VERSION_STATES = Object.keys(VERSION_TRANSITIONS) as (keyof typeof VERSION_TRANSITIONS)[];

describe('the lifecycle', () => {
  it('is the page that the tables make', () => expectFresh('docs/lifecycle.md', lifecyclePage()));

  it('reaches every state of a run from requested, and an end from every state', () => {
    const reach = (from: string): Set<string> => {
      const seen = new Set([from]);
      for (const state of seen)
        for (const next of RUN_TRANSITIONS[state as keyof typeof RUN_TRANSITIONS]) seen.add(next);
      return seen;
    };
    const states = Object.keys(RUN_TRANSITIONS);
    expect([...reach('requested')].sort()).toEqual([...states].sort());
    for (const state of states)
      expect([...reach(state)].some((end) => RUN_TRANSITIONS[end as 'finished'].length === 0)).toBe(true);
  });

  it('asserts what the tables do not allow', () => {
    expect(() => assertTransition('finished', 'applying')).toThrow(
      'a run cannot go from finished to applying',
    );
    expect(() => assertVersionTransition('deprecated', 'published')).toThrow('cannot go from deprecated');
    expect(() => assertInstallationTransition(null, 'upgrading')).toThrow(
      'cannot go from nothing to upgrading',
    );
    expect(() => assertInstallationTransition('error', 'installed')).not.toThrow();
    for (const targets of Object.values(INSTALLATION_TRANSITIONS)) expect(targets).toEqual(['installed']);
  });
});

describe('the triggers of a SQLite control plane', () => {
  let folder: string;
  let db: Database;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mda-docs-'));
    const path = join(folder, 'control.db');
    await (await openControlPlane(`sqlite:${path}`, { clock: systemClock, ids: uuidv7Ids })).close();
    db = new SqliteDatabase(path);
  });
  afterAll(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pairs = VERSION_STATES.filter((from) => from !== 'draft').flatMap((from) =>
    VERSION_STATES.map((to) => [from, to] as const),
  );
  it.each(pairs)('let a sealed version go from %s to %s only where the table does (I-12)', (from, to) => {
    const id = `${from}-${to}`;
    db.prepare(
      `INSERT INTO sys_package_version (id, package_id, version, status, is_pre_release, created_at, updated_at,
        created_by, organization_id, is_preview) VALUES (?, 'p', ?, ?, 0, '', '', '', 'org', 0)`,
    ).run(id, id, from);
    const move = () => db.prepare('UPDATE sys_package_version SET status = ? WHERE id = ?').run(to, id);
    if (from === to || VERSION_TRANSITIONS[from].includes(to)) expect(move).not.toThrow();
    else expect(move).toThrow('a sealed version never changes');
  });
});
