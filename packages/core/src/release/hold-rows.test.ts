import { describe, expect, it } from 'vitest';
import { memoryControlPlane } from '../../../testkit/src/memory/memory-control-plane.ts';
import type { Step } from '../plan/steps/step.ts';
import type { ColumnSpec, TableSpec } from '../plan/storage/table-spec.ts';
import type { HoldRow } from '../ports/hold.ts';
import type { Scope } from '../scope.ts';
import { movedHolds, moveHolds } from './hold-rows.ts';

const scope: Scope = { orgId: 'org', principal: { kind: 'user', id: 'ada' } };
const column: ColumnSpec = {
  name: 'phone',
  type: { kind: 'string', length: 80 },
  notNull: false,
  default: null,
  owner: 'com.acme.crm',
};
const spec: TableSpec = { name: 'crm_lead', columns: [column], indexes: [], owner: 'com.acme.crm' };

function hold(id: string, fields: Partial<HoldRow>): HoldRow {
  return {
    id,
    environmentId: 'env',
    packageId: 'package',
    runId: 'run',
    heldAt: `2026-01-01T00:00:0${id}.000Z`,
    table: 'crm_lead',
    heldName: `_hold_${id}`,
    held: { kind: 'column', column },
    ...fields,
  };
}

const rename = (table: string, to: string): Step => ({
  kind: 'rename_table',
  id: `switch:rename_table:${table}`,
  phase: 'switch',
  table,
  to,
});

const inLead = hold('1', {});
const inTask = hold('2', { table: 'crm_task' });
const whole = hold('3', { held: { kind: 'table', spec }, heldName: '_hold_table' });
const inWhole = hold('4', { table: '_hold_table' });
const rows = [inLead, inTask, whole, inWhole];

const cases: readonly (readonly [string, readonly Step[], readonly HoldRow[]])[] = [
  [
    'held columns follow their table, a held table goes on saying what it was called',
    [rename('crm_lead', 'crm_prospect')],
    [{ ...inLead, table: 'crm_prospect' }, inTask, whole, inWhole],
  ],
  [
    'names that change places',
    [rename('crm_lead', 'aside'), rename('crm_task', 'crm_lead'), rename('aside', 'crm_task')],
    [{ ...inLead, table: 'crm_task' }, { ...inTask, table: 'crm_lead' }, whole, inWhole],
  ],
  [
    'a table that goes for good takes what it held along',
    [
      {
        kind: 'purge_table',
        id: 'contract:purge_table:_hold_table',
        phase: 'contract',
        table: '_hold_table',
        spec,
      },
    ],
    [inLead, inTask],
  ],
];

describe('what is held', () => {
  it.each(cases)('%s', async (_, executed, left) => {
    expect(movedHolds(rows, executed)).toEqual(left);
    const plane = memoryControlPlane();
    await plane.holds.put(scope, rows);
    await moveHolds(plane, scope, 'env', executed);
    expect(await plane.holds.list(scope, 'env')).toEqual(left);
  });
});
