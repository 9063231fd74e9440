import type { MigrationPlan, PreflightFinding, Step, StepCost } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { renderPreflight } from './preflight-view.ts';
import { PLAIN } from './style.ts';

const unique: Step = {
  kind: 'create_index',
  id: 'expand:create_index:crm_deal.u',
  phase: 'expand',
  table: 'crm_deal',
  index: { name: 'u', unique: true, owner: '', parts: [{ column: 'code', nullSafe: false }] },
};
const plan = { steps: [{ step: unique, hazards: [], reversible: true }] } as unknown as MigrationPlan;
const about = { stepId: unique.id, table: 'crm_deal', exact: true } as const;

const duplicates: PreflightFinding = {
  ...about,
  check: 'duplicates',
  severity: 'blocks',
  column: 'code',
  count: 1_204,
  groups: 17,
  largest: [{ rows: 900, sample: 'A••• (4 characters)' }],
  sample: ['A••• (4 characters)'],
  keys: ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'],
};
const held: PreflightFinding = {
  ...about,
  check: 'rows_held',
  severity: 'loses',
  count: 2_500_000,
  exact: false,
  bytes: 48_000_000,
};
const cost: StepCost = {
  stepId: unique.id,
  table: 'crm_deal',
  work: 'index',
  rows: 2_500_000,
  lockClass: 'table',
  waiting: 'writers',
  seconds: 9.4,
  heldSeconds: 9.4,
};

describe('a preflight', () => {
  it('says how large tables are, what takes time, and what the rows say, the worst first', () => {
    const tables = [
      { table: 'crm_note', rows: 12, exactRows: true, bytes: 8_192, exactBytes: true },
      { table: 'crm_deal', rows: 2_500_000, exactRows: false, bytes: 640_000_000, exactBytes: false },
    ];
    const text = renderPreflight(plan, { findings: [held, duplicates], tables, costs: [cost] }, PLAIN);
    expect(text).toBe(
      [
        'Tables that it touches',
        '  table     rows             size',
        '  crm_deal  about 2,500,000  about 640 MB',
        '  crm_note               12        8.2 kB',
        '',
        'What takes time  an estimate; every other step takes a moment',
        '  step                                      work                       about  who waits',
        '  index crm_deal no two rows alike in code  reads and sorts every row  9 s    writers: 9 s',
        '',
        'What the rows say',
        '  blocks             1,204 rows  crm_deal.code  have a value that another row has too, in 17 groups of up to 900 (such as A••• (4 characters))',
        '           rows: k1, k2, k3, k4, k5, …',
        '           next: keep one row of each group, or give the others a value of their own',
        '  loses    about 2,500,000 rows  crm_deal       are put aside, 48 MB',
        '           next: nothing is lost until mda purge: a rollback brings them back',
        '  1 of them stops a publish before it changes anything.',
        '',
      ].join('\n'),
    );
  });

  it('says so when nothing stands in the way, and leaves out what takes a moment', () => {
    const quick: StepCost = {
      ...cost,
      work: 'catalog',
      rows: 0,
      seconds: 0,
      heldSeconds: 0,
      waiting: 'nobody',
    };
    const text = renderPreflight(plan, { findings: [], tables: [], costs: [quick] }, PLAIN);
    expect(text).toBe('What the rows say\n  nothing stands in the way\n');
  });

  it('names a question that took too long', () => {
    const late: PreflightFinding = {
      ...about,
      check: 'unanswered',
      asked: 'duplicates',
      severity: 'informs',
      count: 0,
      exact: false,
    };
    const text = renderPreflight(plan, { findings: [late], tables: [], costs: [] }, PLAIN);
    expect(text).toContain('too many rows to ask in time (duplicates)');
    expect(text).not.toContain('stop a publish');
  });
});
