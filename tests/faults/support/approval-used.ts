/** Owns what must hold of an approval at every instant: it is unused and nothing is live by it, or used and its version is live. */
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { Prepared } from './interrupt.ts';
import { pointerOf } from './invariants.ts';
import type { World } from './world.ts';

interface RequestRow {
  readonly use_state: string;
  readonly status: string;
  readonly run_id: string | null;
}

/** @returns whether it was used */
export function expectUsedOrUsable({ before, runsBefore }: Prepared, world: World): boolean {
  const db = new Database(world.control(), { readonly: true });
  try {
    const requests = db.prepare('SELECT use_state, status, run_id FROM sys_approval_request').all();
    expect(requests, 'nobody had to ask again').toHaveLength(1);
    const [request] = requests as [RequestRow];
    const isUsed = request.use_state === 'consumed';
    const isLive = pointerOf(world) !== before;
    expect({ used: isUsed, live: isLive }).toEqual({ used: isLive, live: isLive });
    if (!isUsed) expect(request).toEqual({ use_state: 'approved', status: 'approved', run_id: null });
    const of = (op: string) =>
      (db.prepare('SELECT seq, payload FROM _authoring_event WHERE op = ?').all(op) as EventRow[])
        .map(({ seq, payload }) => ({ seq, runId: (JSON.parse(payload) as { runId?: string }).runId ?? '' }))
        .filter(({ runId }) => !runsBefore.has(runId));
    const audited = db.prepare('SELECT count(*) FROM sys_metadata_audit WHERE seq = ?').pluck();
    for (const op of ['approval.used', 'environment.activated']) {
      const rows = of(op);
      expect(
        rows.map(({ runId }) => runId),
        op,
      ).toEqual(isUsed ? [request.run_id] : []);
      for (const { seq } of rows) expect(audited.get(seq), `audit rows of ${op}`).toBe(1);
    }
    return isUsed;
  } finally {
    db.close();
  }
}

interface EventRow {
  readonly seq: number;
  readonly payload: string;
}
