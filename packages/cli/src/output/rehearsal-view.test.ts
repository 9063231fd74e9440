import type { RehearsalRow } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { rehearsalJson, rehearsalLine, renderRehearsal } from './rehearsal-view.ts';
import { PLAIN } from './style.ts';

const row: RehearsalRow & { readonly environment: string } = {
  environment: 'prod',
  id: 'r1',
  environmentId: 'e1',
  kind: 'promote',
  moves: [{ packageId: 'p1', versionId: 'v1', version: '1.2.0', checksum: 'c' }],
  planHash: 'h',
  baseFingerprint: 'f',
  outcome: 'passed',
  failure: null,
  rowsAtRisk: 0,
  form: 'whole',
  copyMs: 1_200,
  tookMs: 80,
  laterMs: 12,
  steps: [
    { stepId: 'expand:add_column:shop.fax', phase: 'expand', tookMs: 4, lockMs: 70, rows: 500 },
    {
      stepId: 'contract:hold_column:shop.phone',
      ...{ phase: 'contract', later: true, tookMs: 5, lockMs: 9, rows: 500 },
    },
  ],
  by: 'max',
  at: '2026-06-01T10:00:00.000Z',
};

describe('a rehearsal', () => {
  it('shows what runs at once apart from what waits for a finalize', () => {
    const [atOnce, later] = renderRehearsal(row, PLAIN).split('Only with mda finalize --env prod');
    expect(atOnce).toContain(
      'passed on a copy of prod: took 80 ms, longest lock 70 ms; a later finalize 12 ms, longest lock 9 ms\n',
    );
    expect(atOnce).toMatch(
      /step +phase +took +writers waited +rows\n.*shop\.fax +expand +4 ms +70 ms +500\n/,
    );
    expect(atOnce).not.toContain('shop.phone');
    expect(later).toMatch(/shop\.phone +contract +5 ms +9 ms +500\n$/);
    const [nothing] = renderRehearsal({ ...row, steps: row.steps.slice(1) }, PLAIN).split('Only with');
    expect(nothing).toContain('\nNo step changes its tables at once.\n');
    expect(rehearsalJson(row)).toMatchObject({
      longestLockMs: 70,
      later: { tookMs: 12, longestLockMs: 9 },
      steps: [{ later: false }, { later: true }],
    });
  });

  it('without anything that waits speaks of no finalize', () => {
    const { laterMs: _, ...rest } = row;
    const done = { ...rest, steps: row.steps.slice(0, 1) };
    expect(renderRehearsal(done, PLAIN)).not.toContain('finalize');
    expect(rehearsalLine(done)).toBe(
      'rehearsed by max at 2026-06-01T10:00:00.000Z: took 80 ms, longest lock 70 ms',
    );
    expect(rehearsalJson(done).later).toBeNull();
  });

  it('that failed tells who has to agree where', () => {
    const failure = { code: 'STATEMENT_FAILED', message: 'a statement failed' };
    const failed = { ...row, outcome: 'failed', failure } as const;
    expect(rehearsalLine({ ...failed, failedIn: { phase: 'contract', later: true } })).toContain(
      ': failed in the contract phase of a later finalize, a statement failed',
    );
    expect(rehearsalLine({ ...failed, failedIn: { phase: 'switch' } })).toContain(
      ': failed in the switch phase, a',
    );
    expect(rehearsalLine(failed)).toContain(': failed, a statement failed');
  });
});
