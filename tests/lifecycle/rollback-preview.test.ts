/**
 * Proves on every engine that a rollback does what its preview said, to the last value: what is listed as coming back is
 * there in that number, what is put aside is held in that number, what is lost is gone in that number, and every value
 * that is not listed is as it was.
 */
import type { RollbackEntry, RollbackPreview } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { itemOf, targetEnv } from './item.ts';
import { object, text } from './shop.ts';

type Fields = Record<string, Record<string, unknown>>;
type Row = Readonly<Record<string, unknown>>;
type Rows = ReadonlyMap<string, Row>;

const FAX: Fields = { fax: text('Fax') };
const NOT_NULL = { storage: { notNull: true } };
const NUMBER = { type: 'number', label: 'Amount' };

describe('the preview of a rollback · sqlite', () => suite(null));
describeServers('the preview of a rollback', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging' });
  });
  afterEach(() => shop.dispose());

  const { draft, item, remove, finalize, purge, ...on } = itemOf(() => shop);
  const publish = (options: object = {}) => on.publish({ finalizes: false, ...options });
  const memo = () => shop.stage(object('shop_memo', { name: text('Name') }));
  const insert = (table: string, row: Readonly<Record<string, string | number | null>>) => {
    const literal = (value: string | number | null) =>
      value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value}'`;
    return shop.alter(
      `INSERT INTO "${table}" (${Object.keys(row).map((name) => `"${name}"`)}) VALUES (${Object.values(row).map(literal)})`,
    );
  };
  const rowsOf = async (table: string): Promise<Rows> =>
    new Map(
      (await shop.database.query(`SELECT * FROM ${shop.database.quoted(table)}`)).map((row) => [
        String(row.id),
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, value === null ? null : String(value)]),
        ),
      ]),
    );
  const valuesIn = (rows: Rows, column: string) =>
    [...rows.values()].filter((row) => row[column] !== null && row[column] !== undefined).length;
  const tables = async (names: readonly string[]) => {
    const actual = await shop.database.catalog();
    const there = new Map<string, Rows>();
    for (const name of names) if (name in actual) there.set(name, await rowsOf(name));
    return there;
  };
  const named = (entries: readonly RollbackEntry[]) =>
    entries.map(({ name, rows, why }) => `${name} ${rows} ${why}`).sort();

  /** Runs the rollback, and holds what happened against what was said. @returns what was said */
  async function proven(toVersionId: string, all: readonly string[]): Promise<RollbackPreview> {
    const request = { targetEnv, toVersionId, force: true };
    const preview = await shop.service.rollbackPreview(SCOPE, request);
    expect(preview.blocking).toEqual([]);
    const before = await tables(all);
    const heldBefore = await shop.plane.holds.list(SCOPE, await environmentId());
    const { run } = await shop.service.rollback(SCOPE, { ...request, expectPlanHash: preview.planHash });
    const { chunks } = await shop.service.run(SCOPE, run);
    const ran = chunks.some(({ phase }) => phase !== 'contract');
    expect({ how: preview.how, ran }).toEqual({ how: ran ? 'plan' : 'pointer', ran });
    expect(preview.statements > 0).toBe(ran);
    const after = await tables(all);
    for (const { table, column, rows } of preview.restorable) {
      const there = after.get(table) as Rows;
      expect([table, column, column === undefined ? there.size : valuesIn(there, column)]).toEqual([
        table,
        column,
        rows,
      ]);
    }
    for (const { table, column, rows, why } of preview.lost) {
      if (column === undefined) continue;
      const [was, is] = [before.get(table) as Rows, after.get(table) as Rows];
      if (why === 'held_in_another_form') {
        const there = heldBefore.flatMap(({ held, heldName }) =>
          held.kind === 'column' && held.column.name === column ? [valuesIn(is, heldName)] : [],
        );
        expect([table, column, valuesIn(is, column), there]).toEqual([table, column, 0, [rows]]);
        continue;
      }
      const changed = [...was].filter(([id, row]) => row[column] !== is.get(id)?.[column]).length;
      const empty = is.size - valuesIn(is, column);
      expect([table, column, why === 'purged' ? empty : changed]).toEqual([table, column, rows]);
    }
    for (const [table, was] of before) {
      const is = after.get(table);
      if (is === undefined) continue;
      expect([table, is.size]).toEqual([table, was.size]);
      const touched = new Set(
        [...preview.lost, ...preview.restorable]
          .filter((entry) => entry.table === table)
          .map(({ column }) => column),
      );
      for (const [id, row] of was)
        for (const [column, value] of Object.entries(row)) {
          const now = is.get(id) as Row;
          if (!(column in now) || touched.has(column)) continue;
          expect([table, id, column, now[column]]).toEqual([table, id, column, value]);
        }
    }
    expect(await shop.drift()).toEqual([]);
    await finalize();
    expect(await shop.drift()).toEqual([]);
    // What is put aside is held now, in the number that was said, and nothing else is.
    const known = new Set(heldBefore.map(({ heldName }) => heldName));
    const held = (await shop.plane.holds.list(SCOPE, await environmentId())).filter(
      ({ heldName }) => !known.has(heldName),
    );
    const counted = [];
    for (const { table, heldName, held: thing } of held) {
      const rows = await rowsOf(thing.kind === 'table' ? heldName : table);
      const name = thing.kind === 'table' ? table : `${table}.${thing.column.name}`;
      counted.push(`${name} ${thing.kind === 'table' ? rows.size : valuesIn(rows, heldName)}`);
    }
    expect(counted.sort()).toEqual(preview.kept.map(({ name, rows }) => `${name} ${rows}`).sort());
    return preview;
  }
  const environmentId = async () => (await shop.service.environment(SCOPE, targetEnv)).id;

  it('I-31: puts a new field aside with its values, and swings the pointer at once', async () => {
    await item();
    const first = await publish();
    await item(FAX);
    await publish();
    await insert('shop_item', { id: 'a', name: 'A', fax: '1' });
    await insert('shop_item', { id: 'b', name: 'B', fax: null });
    const preview = await proven(first, ['shop_item']);
    expect(preview).toMatchObject({ how: 'pointer', statements: 0, lost: [], restorable: [] });
    expect(named(preview.kept)).toEqual(['shop_item.fax 1 not_in_version']);
  });

  it('I-31: puts a new object aside with its rows', async () => {
    await item();
    const first = await publish();
    await memo();
    await publish();
    for (const id of ['a', 'b', 'c']) await insert('shop_memo', { id, name: id });
    const preview = await proven(first, ['shop_item', 'shop_memo']);
    expect(named(preview.kept)).toEqual(['shop_memo 3 not_in_version']);
  });

  it.each([
    ['before finalize', false, 'in_place'],
    ['after it', true, 'held'],
  ] as const)(
    'I-31: brings back a dropped field and object, %s, and keeps rows written since',
    async (_, finalized, why) => {
      await item({ ...FAX, code: text('Code', NOT_NULL) });
      await memo();
      const first = await publish();
      await insert('shop_item', { id: 'a', name: 'A', fax: '1', code: 'x' });
      await insert('shop_item', { id: 'b', name: 'B', fax: '2', code: 'y' });
      await insert('shop_memo', { id: 'm', name: 'M' });
      await item({ code: text('Code', NOT_NULL) });
      await remove('shop_memo');
      await publish();
      if (finalized) await finalize();
      await insert('shop_item', { id: 'c', name: 'C', code: 'z' });
      const preview = await proven(first, ['shop_item', 'shop_memo']);
      expect(named(preview.restorable)).toEqual([`shop_item.fax 2 ${why}`, `shop_memo 1 ${why}`]);
      expect(preview).toMatchObject({ lost: [], kept: [] });
      expect((await rowsOf('shop_item')).size).toBe(3);
    },
  );

  it('I-31: says which values are gone since a purge, and that the field comes back empty', async () => {
    await item(FAX);
    const first = await publish();
    await insert('shop_item', { id: 'a', name: 'A', fax: '1' });
    await item();
    await publish();
    await finalize();
    await purge();
    await insert('shop_item', { id: 'b', name: 'B' });
    const preview = await proven(first, ['shop_item']);
    expect(named(preview.lost)).toEqual(['shop_item.fax 2 purged']);
    expect(preview).toMatchObject({ kept: [], restorable: [] });
  });

  it.each([
    ['goes with it', 'code'],
    ['stays', 'name'],
  ])(
    'I-31: says what is held in a form of which nobody knows the way back, and leaves it there: what else that reads %s',
    async (_, other) => {
      await item({ ...FAX, code: text('Code') });
      const first = await publish();
      const fax = { op: 'column', name: 'fax' } as const;
      await shop.service.stageConversion(SCOPE, await draft(), {
        object: 'shop_item',
        field: 'fax',
        up: { op: 'concat', values: [fax, '!'] },
        down: { op: 'concat', values: [fax, { op: 'column', name: other }] },
      });
      await publish();
      await finalize();
      await purge();
      await insert('shop_item', { id: 'a', name: 'A', fax: '1!', code: 'x' });
      await insert('shop_item', { id: 'b', name: 'B' });
      await item();
      await publish();
      await finalize();
      const preview = await proven(first, ['shop_item']);
      expect(named(preview.lost)).toEqual(['shop_item.fax 1 held_in_another_form']);
      expect(named(preview.restorable)).toEqual(['shop_item.code 1 held']);
      expect(preview.kept).toEqual([]);
      const [back] = (await rowsOf('shop_item')).values();
      expect([back?.fax, Object.values(back ?? {}).includes('1!')]).toEqual([null, true]);
    },
  );

  it('I-31: takes in again a column that was written along since it was converted', async () => {
    await item({ amount: text('Amount') });
    const first = await publish();
    await insert('shop_item', { id: 'a', name: 'A', amount: '007' });
    await item({ amount: NUMBER });
    await publish();
    await insert('shop_item', { id: 'b', name: 'B', amount: 8 });
    const preview = await proven(first, ['shop_item']);
    expect(named(preview.restorable)).toEqual(['shop_item.amount 2 written_along']);
    expect(named(preview.kept)).toEqual(['shop_item.amount 2 other_form']);
    expect(preview.lost).toEqual([]);
    const back = await rowsOf('shop_item');
    expect([back.get('a')?.amount, back.get('b')?.amount]).toEqual(['007', '8']);
  });

  it('I-31: counts the values that do not survive the way back', async () => {
    await item({ amount: NUMBER });
    const first = await publish();
    await insert('shop_item', { id: 'a', name: 'A', amount: 7 });
    await item({ amount: text('Amount') });
    await publish();
    await finalize();
    await insert('shop_item', { id: 'b', name: 'B', amount: '008' });
    await insert('shop_item', { id: 'c', name: 'C', amount: '9' });
    const preview = await proven(first, ['shop_item']);
    expect(named(preview.lost)).toEqual(['shop_item.amount 1 converted']);
  });

  it.each(['in_switch', 'online'] as const)(
    'I-31: names a renamed field as each version does, %s',
    async (renames) => {
      await item(FAX);
      const first = await publish();
      await insert('shop_item', { id: 'a', name: 'A', fax: '1' });
      await shop.service.renameField(SCOPE, await draft(), 'shop_item', 'fax', 'telefax');
      await publish({ renames });
      await insert('shop_item', { id: 'b', name: 'B', telefax: '2' });
      const preview = await proven(first, ['shop_item']);
      expect(named(preview.restorable)).toEqual(
        renames === 'online' ? ['shop_item.fax 2 written_along'] : [],
      );
      expect(named(preview.kept)).toEqual(renames === 'online' ? ['shop_item.telefax 2 other_name'] : []);
      expect(valuesIn(await rowsOf('shop_item'), 'fax')).toBe(2);
    },
  );

  it('I-36: can be rolled back in its turn, and nothing is lost on either way', async () => {
    await item(FAX);
    const first = await publish();
    await insert('shop_item', { id: 'a', name: 'A', fax: '1' });
    await item({ score: NUMBER });
    const second = await publish();
    await finalize();
    await insert('shop_item', { id: 'b', name: 'B', score: 5 });
    await proven(first, ['shop_item']);
    await insert('shop_item', { id: 'c', name: 'C', fax: '3' });
    const again = await proven(second, ['shop_item']);
    expect(named(again.restorable)).toEqual(['shop_item.score 1 held']);
    expect(named(again.kept)).toEqual(['shop_item.fax 2 not_in_version']);
    const once = await proven(first, ['shop_item']);
    expect(named(once.restorable)).toEqual(['shop_item.fax 2 held']);
    const versions = (await shop.service.log(SCOPE)).filter(({ op }) => op === 'environment.activated');
    expect(versions.slice(-3).map(({ versionId }) => versionId)).toEqual([first, second, first]);
  });

  it('is refused before anything runs where the version requires what a purge took, and says all of it', async () => {
    // One is required by the app alone, the other by the table, too.
    const required = { fax: text('Fax', { required: true }), code: text('Code', NOT_NULL) };
    await item(required);
    const first = await publish();
    await insert('shop_item', { id: 'a', name: 'A', fax: '1', code: 'x' });
    await item();
    await publish();
    await finalize();
    await purge();
    const before = await rowsOf('shop_item');
    const runs = await shop.service.runs(SCOPE, { environment: targetEnv });
    const request = { targetEnv, toVersionId: first, force: true };
    const preview = await shop.service.rollbackPreview(SCOPE, request);
    expect(preview.blocking.map(({ check, column, count }) => [check, column, count]).sort()).toEqual([
      ['unfilled_rows', 'code', 1],
      ['unfilled_rows', 'fax', 1],
    ]);
    const refused = await shop.service.rollback(SCOPE, request).catch((error) => error);
    expect(refused).toMatchObject({ code: 'IRREVERSIBLE', details: { environment: 'dev' } });
    expect(refused.details.gone).toHaveLength(2);
    expect(refused.details.gone).toContainEqual({ table: 'shop_item', column: 'fax', rows: 1 });
    expect(refused.suggestion).toContain('--item object/shop_item');
    expect(await rowsOf('shop_item')).toEqual(before);
    expect(await shop.drift()).toEqual([]);
    const [last] = await shop.service.runs(SCOPE, { environment: targetEnv });
    expect(last).toMatchObject({ state: 'refused' });
    expect(runs.some(({ id }) => id === last?.id)).toBe(false);
  });

  it('is refused where rows written since lack what the version requires, and goes once they have it', async () => {
    await item({ fax: text('Fax', NOT_NULL) });
    const first = await publish();
    await insert('shop_item', { id: 'a', name: 'A', fax: '1' });
    await item();
    await publish();
    await finalize();
    const request = { targetEnv, toVersionId: first, force: true };
    await insert('shop_item', { id: 'b', name: 'B' });
    const refused = await shop.service.rollback(SCOPE, request).catch((error) => error);
    expect(refused).toMatchObject({
      code: 'BACKFILL_REQUIRED',
      details: { findings: [{ column: 'fax', keys: ['b'] }] },
    });
    await shop.alter(`DELETE FROM "shop_item" WHERE "id" = 'b'`);
    const preview = await proven(first, ['shop_item']);
    expect(named(preview.restorable)).toEqual(['shop_item.fax 1 held']);
  });

  it('changes nothing by looking, and says when the plan is another one by then', async () => {
    await item();
    const first = await publish();
    await item(FAX);
    await publish();
    const seq = (await shop.service.log(SCOPE)).length;
    const request = { targetEnv, toVersionId: first };
    const preview = await shop.service.rollbackPreview(SCOPE, request);
    expect(preview.items).toEqual([
      { ref: 'object/shop_item', op: 'put', touchedBy: [{ version: preview.from, by: 'maker' }] },
    ]);
    expect((await shop.service.log(SCOPE)).length).toBe(seq);
    await item({ ...FAX, mail: text('Mail') });
    await publish();
    await expect(
      shop.service.rollback(SCOPE, { ...request, expectPlanHash: preview.planHash }),
    ).rejects.toMatchObject({ code: 'PLAN_STALE' });
    const later = await shop.service.rollbackPreview(SCOPE, request);
    expect(later.items[0]?.touchedBy.map(({ version }) => version)).toEqual([preview.from, later.from]);
  });
}
