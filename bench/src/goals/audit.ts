/**
 * Owns the goal of the audit log: proving it takes at most 20 µs a row, 50,000 rows a second, on either engine. Both rows
 * of each number are read, hashed and compared; beside that stands the least it could cost, reading and hashing them.
 */
import { createHash } from 'node:crypto';
import type { ControlPlane } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import pg from 'pg';
import { interleave } from '../measure/interleave.ts';
import { openService, SCOPE } from '../open-service.ts';
import type { Workbench } from '../workbench.ts';
import type { Goal } from './goal.ts';

const ROWS = 100_000;
const ROWS_PER_TRANSACTION = 500;
const ROWS_PER_SECOND = 50_000;
const BUDGET_US = 1_000_000 / ROWS_PER_SECOND;
const PAIRS = 5;

const READ_BOTH = `SELECT e."seq" AS "seq", e."payload" AS "payload", a."hash" AS "hash", a."prev_hash" AS "previous"
  FROM "_authoring_event" e JOIN "sys_metadata_audit" a
  ON a."organization_id" = e."organization_id" AND a."seq" = e."seq"
  WHERE e."organization_id" = '${SCOPE.orgId}' ORDER BY e."seq"`;

export const auditGoal: Goal = {
  id: 'audit',
  async measure(bench) {
    const control = `${bench.folder()}/control.db`;
    await measure(bench, 'SQLite', `sqlite:${control}`, async () => {
      const db = new Database(control, { readonly: true });
      for (const row of db.prepare(READ_BOTH).iterate()) hashOf(row as StoredRow);
      db.close();
    });
    const { postgres } = bench;
    if (postgres === null) return;
    const database = await postgres.database();
    await measure(bench, 'PostgreSQL', database.url, async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query<StoredRow>(READ_BOTH);
      for (const row of rows) hashOf(row);
      await client.end();
    }).finally(() => database.dispose());
  },
};

interface StoredRow {
  readonly payload: string;
  readonly previous: string;
}

function hashOf({ previous, payload }: StoredRow): string {
  return createHash('sha256').update(previous).update(payload).digest('hex');
}

async function measure(
  bench: Workbench,
  engine: string,
  url: string,
  raw: () => Promise<void>,
): Promise<void> {
  const { service, plane, close } = await openService(url);
  await fill(plane);
  const comparison = await interleave(
    { run: raw },
    {
      async run() {
        const { intact, rows } = await service.verifyAudit(SCOPE);
        if (!intact || rows !== ROWS) throw new Error(`the log of ${ROWS} rows was not proven`);
      },
    },
    { pairs: PAIRS, operations: ROWS },
  );
  await close();
  const ours = comparison.oursMs * 1_000;
  const perSecond = Math.round(1_000_000 / ours / 1_000) * 1_000;
  bench.add({
    goal: 'audit',
    what: `prove a row of the audit log, ${engine}: ${perSecond.toLocaleString('en')} rows/s; reading and hashing alone ${(comparison.rawMs * 1_000).toFixed(1)} µs`,
    objects: ROWS,
    raw: `${BUDGET_US.toFixed(0)} µs`,
    ours: `${ours.toFixed(1)} µs`,
    ratio: ours / BUDGET_US,
    target: 1,
    pairs: comparison.pairs,
    dropped: comparison.dropped,
  });
}

/** As staging writes them: of an object each, with two checksums. */
async function fill(plane: ControlPlane): Promise<void> {
  const checksum = 'c'.repeat(64);
  for (let at = 0; at < ROWS; at += ROWS_PER_TRANSACTION)
    await plane.transaction(async (tx) => {
      for (let n = at; n < at + ROWS_PER_TRANSACTION; n += 1)
        await tx.log.record(SCOPE, {
          op: 'item.staged',
          packageId: '019b0f6e-3c1a-7d52-8f0a-2f6c1f1f7e11',
          versionId: '019b0f6e-3c1a-7d52-8f0a-2f6c1f1f7e12',
          ref: `object/crm_object_${n}`,
          checksumBefore: checksum,
          checksumAfter: checksum,
          data: { op: 'put', revision: n },
          at: '2026-01-01T00:00:00.000Z',
        });
    });
}
