import type { DiffResult, MigrationPlan, PlannedStep, Step } from '@objectstack/metadata-authoring';
import { hazardsOf } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { planJson } from './plan-json.ts';
import { renderDiff } from './plan-view.ts';
import { PLAIN, styleOf } from './style.ts';

const column = {
  name: 'fax',
  type: { kind: 'string', length: 255 },
  notNull: false,
  default: null,
  owner: 'p',
} as const;
const STEPS: readonly Step[] = [
  {
    kind: 'add_column',
    id: 'expand:add_column:crm_account.tier',
    phase: 'expand',
    table: 'crm_account',
    column: { ...column, name: 'tier', default: { kind: 'literal', value: 'standard' } },
  },
  {
    kind: 'rename_column',
    id: 'switch:rename_column:crm_account.phone',
    phase: 'switch',
    table: 'crm_account',
    from: 'phone',
    to: 'main_phone',
  },
  {
    kind: 'hold_column',
    id: 'contract:hold_column:crm_contact.fax',
    phase: 'contract',
    table: 'crm_contact',
    column,
    heldName: '_hold_fax',
  },
];

function planOf(steps: readonly Step[], extra: Partial<MigrationPlan> = {}): MigrationPlan {
  return {
    changes: [],
    backfills: [],
    destructive: true,
    steps: steps.map((step): PlannedStep => ({ step, hazards: hazardsOf(step), reversible: true })),
    hazards: ['destructive'],
    items: [
      { ref: 'object/crm_account', op: 'put', checksum: 'a' },
      { ref: 'view/crm_account.main', op: 'put', checksum: 'b' },
      { ref: 'view/crm_contact.main', op: 'delete', checksum: null },
    ],
    planHash: 'hash',
    questions: [],
    reversible: true,
    semverBump: 'major',
    ...extra,
  };
}

function diffOf(plan: MigrationPlan, extra: Partial<DiffResult> = {}): DiffResult {
  return {
    environment: 'dev',
    plan,
    sql: {},
    from: '1.0.0',
    baseFingerprint: '',
    renames: 'in_switch',
    obstacles: [],
    ...extra,
  };
}

describe('renderDiff', () => {
  it('groups steps by phase, in plain words, and says what may be lost', () => {
    const text = renderDiff(
      diffOf(planOf(STEPS), {
        preflight: [
          {
            stepId: 'contract:hold_column:crm_contact.fax',
            check: 'rows_held',
            severity: 'loses',
            exact: true,
            bytes: 36,
            table: 'crm_contact',
            column: 'fax',
            count: 3,
          },
        ],
      }),
      PLAIN,
    );
    expect(text).toBe(
      [
        'Plan for dev (runs 1.0.0; a major change)',
        '',
        'Before the switch  the running app does not notice',
        '  + column  crm_account.tier  text up to 255, default "standard"',
        '',
        'At the switch  the moment in which the new version goes live',
        '  ~ column  crm_account.phone  is renamed to main_phone  (the old version cannot read it)',
        '',
        'After the switch  put aside, and kept until it is purged',
        '  - column  crm_contact.fax  is put aside with its values',
        '',
        'Metadata that changes: 1 object, 2 views.',
        '',
        'What this plan may lose',
        '  ! column crm_contact.fax is put aside with its values',
        '',
        'What the rows say',
        '  loses    3 rows  crm_contact.fax  have a value here that is put aside, 36 bytes',
        '           next: nothing is lost until mda purge: a rollback brings them back',
        '',
      ].join('\n'),
    );
  });

  it('shows statements only when asked', () => {
    const diff = diffOf(planOf(STEPS), {
      sql: { 'switch:rename_column:crm_account.phone': ['ALTER TABLE "crm_account" RENAME …'] },
    });
    expect(renderDiff(diff, PLAIN)).not.toContain('ALTER TABLE');
    expect(renderDiff(diff, PLAIN, { sql: true })).toContain('      ALTER TABLE "crm_account" RENAME …;\n');
  });

  it('says so when no table changes, and asks what is open', () => {
    const text = renderDiff(
      diffOf(
        planOf([], {
          destructive: false,
          items: [],
          questions: [
            {
              id: 'q1',
              kind: 'rename',
              ref: 'object/crm_a',
              path: 'fields',
              from: 'x',
              candidates: ['y', 'z'],
            },
          ],
        }),
        { from: null },
      ),
      PLAIN,
    );
    expect(text).toContain('nothing installed yet');
    expect(text).toContain('The database stays as it is.');
    expect(text).toContain('field x of object/crm_a is gone, and y, z are new.');
    for (const answer of ['--rename-to y', '--rename-to z', '--replace'])
      expect(text).toContain(`mda answer q1 ${answer}`);
  });

  it('paints destructive steps red on a terminal', () => {
    const style = styleOf({ isTTY: true }, {});
    const line = renderDiff(diffOf(planOf(STEPS)), style)
      .split('\n')
      .find((text) => text.includes('- column'));
    expect(line).toContain(style.red('- column  crm_contact.fax  is put aside with its values'));
  });

  it('says of a swapped column what it holds, and that it must have a value only where that changes', () => {
    const swap: Extract<Step, { kind: 'swap_column' }> = {
      kind: 'swap_column',
      id: 'switch:swap_column:crm_account.fax',
      phase: 'switch',
      table: 'crm_account',
      old: column,
      heldName: '_hold_fax',
      column,
      takes: '_authoring_new_fax',
      ends: '_authoring_sync_fax',
      up: {
        op: 'map',
        value: { op: 'column', name: 'fax' },
        from: column.type,
        to: column.type,
        cases: [{ from: 'won', to: 'closed' }],
        otherwise: 'keep',
      },
      down: { op: 'column', name: 'fax' },
    };
    const mapped = renderDiff(diffOf(planOf([swap])), PLAIN);
    expect(mapped).toContain('holds fax with "won" → "closed" from now on');
    expect(mapped).not.toContain('must have a value');
    const required: Step = { ...swap, column: { ...column, notNull: true } };
    expect(renderDiff(diffOf(planOf([required])), PLAIN)).toContain('must have a value from now on');
  });

  it('counts what a very long phase leaves out', () => {
    const many = Array.from(
      { length: 75 },
      (_, no): Step => ({ ...(STEPS[1] as Step & { kind: 'rename_column' }), id: `s${no}` }),
    );
    expect(renderDiff(diffOf(planOf(many)), PLAIN)).toContain('… and 15 more');
  });
});

describe('planJson', () => {
  it('has the contract’s fields, statements only when given', () => {
    const plan = planOf(STEPS);
    expect(planJson(plan).steps[2]).toEqual({
      id: 'contract:hold_column:crm_contact.fax',
      kind: 'hold_column',
      phase: 'contract',
      table: 'crm_contact',
      hazards: ['destructive'],
      reversible: true,
    });
    expect(planJson(plan, {}).steps[2]).toHaveProperty('sql', []);
    expect(planJson(plan)).toMatchObject({
      planHash: 'hash',
      semverBump: 'major',
      questions: [],
      destructive: true,
    });
  });
});
