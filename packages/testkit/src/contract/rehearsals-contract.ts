/** Owns what RehearsalPort promises. */
import type { RehearsalRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { atSecond, type Given, newId, newScope } from './given.ts';

export function aRehearsal(environmentId: string, second: number): RehearsalRow {
  return {
    id: newId(),
    environmentId,
    kind: 'promote',
    moves: [{ packageId: newId(), versionId: newId(), version: '1.2.0', checksum: 'c'.repeat(64) }],
    planHash: 'p'.repeat(64),
    baseFingerprint: 'f'.repeat(64),
    outcome: 'passed',
    failure: null,
    rowsAtRisk: 3,
    form: 'whole',
    copyMs: 1_200,
    tookMs: 80,
    laterMs: 2,
    steps: [
      {
        stepId: 'expand:add_column:crm_lead.größe',
        phase: 'expand',
        tookMs: 1.5,
        lockMs: 2.25,
        rows: 1_000_000,
      },
      { stepId: 'expand:create_table:crm_deal', phase: 'expand', tookMs: 0, lockMs: 0, rows: null },
      {
        stepId: 'contract:hold_column:crm_lead.phone',
        ...{ phase: 'contract', later: true, tookMs: 1, lockMs: 1, rows: 1_000_000 },
      },
    ],
    by: 'ada',
    at: atSecond(second),
  };
}

export function rehearsalsContract(given: () => Given): void {
  it('keeps what was rehearsed, newest first, of one environment or of all', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const [here, there] = [newId(), newId()];
    const [first, second, third] = [aRehearsal(here, 1), aRehearsal(there, 2), aRehearsal(here, 3)];
    for (const row of [second, first, third]) await plane.rehearsals.insert(scope, row);
    expect(await other.rehearsals.list(scope, { limit: 10 })).toEqual([third, second, first]);
    expect(await other.rehearsals.list(scope, { limit: 2 })).toEqual([third, second]);
    expect(await other.rehearsals.list(scope, { environmentId: here, limit: 10 })).toEqual([third, first]);
    expect(await other.rehearsals.get(scope, first.id)).toEqual(first);
    expect(await other.rehearsals.get(scope, newId())).toBeNull();
    expect(await other.rehearsals.list(newScope(), { limit: 10 })).toEqual([]);
  });

  it('finds the newest of exactly that plan on exactly those tables, however it came out', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const environmentId = newId();
    const passed = aRehearsal(environmentId, 1);
    const failure = { code: 'PREFLIGHT_FAILED', message: '3 rows', details: { keys: ['a'] } };
    const failed: RehearsalRow = { ...aRehearsal(environmentId, 2), outcome: 'failed', failure, steps: [] };
    await plane.rehearsals.insert(scope, passed);
    expect(await other.rehearsals.latest(scope, passed)).toEqual(passed);
    await plane.rehearsals.insert(scope, failed);
    expect(await other.rehearsals.latest(scope, passed)).toEqual(failed);
    for (const change of [
      { planHash: 'q'.repeat(64) },
      { baseFingerprint: 'g'.repeat(64) },
      { environmentId: newId() },
    ])
      expect(await other.rehearsals.latest(scope, { ...passed, ...change })).toBeNull();
    expect(await other.rehearsals.latest(newScope(), passed)).toBeNull();
  });

  it('keeps each once', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const row = aRehearsal(newId(), 1);
    await plane.rehearsals.insert(scope, row);
    await expect(plane.rehearsals.insert(scope, { ...row, outcome: 'failed' })).rejects.toThrow();
    expect(await other.rehearsals.get(scope, row.id)).toEqual(row);
  });
}
