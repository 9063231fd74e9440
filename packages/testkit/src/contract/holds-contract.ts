/** Owns what HoldPort promises. */
import type { ColumnSpec, HoldRow, TableSpec } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { atSecond, type Given, newId, newScope } from './given.ts';

const column: ColumnSpec = {
  name: 'phone',
  type: { kind: 'string', length: 80 },
  notNull: false,
  default: null,
  owner: 'com.acme.crm',
};
const table: TableSpec = { name: 'crm_lead', columns: [column], indexes: [], owner: 'com.acme.crm' };

function aHold(environmentId: string, second: number, fields: Partial<HoldRow> = {}): HoldRow {
  return {
    id: newId(),
    environmentId,
    packageId: newId(),
    runId: newId(),
    heldAt: atSecond(second),
    table: 'crm_lead',
    heldName: '_hold_abc',
    held: { kind: 'column', column },
    ...fields,
  };
}

export function holdsContract(given: () => Given): void {
  it('lists the holds of an environment, oldest first', async () => {
    const { holds } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const newer = aHold(environmentId, 2, { held: { kind: 'table', spec: table } });
    const older = aHold(environmentId, 1, { held: { kind: 'renamed_column', column } });
    await holds.put(scope, [newer, older]);
    await holds.put(scope, [aHold(newId(), 0)]);
    await holds.put(scope, []);
    expect(await holds.list(scope, environmentId)).toEqual([older, newer]);
  });

  it('takes a hold again without doubling it: a resumed run puts it twice', async () => {
    const { holds } = given().plane;
    const scope = newScope();
    const row = aHold(newId(), 1);
    await holds.put(scope, [row]);
    await holds.put(scope, [{ ...row, heldName: '_hold_def' }]);
    expect(await holds.list(scope, row.environmentId)).toEqual([{ ...row, heldName: '_hold_def' }]);
  });

  it('removes the named holds of one environment', async () => {
    const { holds } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    const rows = [1, 2, 3].map((second) => aHold(environmentId, second));
    const [first, second, third] = rows as [HoldRow, HoldRow, HoldRow];
    await holds.put(scope, rows);
    await holds.remove(scope, newId(), [first.id]);
    await holds.remove(scope, environmentId, [second.id, newId()]);
    await holds.remove(scope, environmentId, []);
    expect(await holds.list(scope, environmentId)).toEqual([first, third]);
  });
}
