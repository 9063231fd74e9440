/** Owns what target databases promise about questions to their rows: what would fail and what would be lost, counted. */
import type { PreflightCheck } from '@objectstack/metadata-authoring';
import { AuthoringError } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './contract/expect-code.ts';
import { step, type Workbench } from './target-database-subject.ts';
import { column, float, json, string, table, tenantIndex, text } from './target-database-zoo.ts';

export function targetDatabasePreflightContract(bench: () => Workbench): void {
  it('counts before anything runs what would fail and what would be lost', async () => {
    const { subject, database } = bench();
    await bench().create(
      table('thing', [column('organization_id', text), column('v', text), column('j', json)]),
    );
    await subject.insert('thing', [
      { id: 'a', organization_id: 'p', v: '1', j: '["x","y"]' },
      { id: 'b', organization_id: 'p', v: '1', j: '["x"]' },
      { id: 'c', organization_id: 'o', v: '007', j: null },
      { id: 'd', organization_id: 'o', v: 'word', j: null },
      { id: 'e', organization_id: 'o', v: null, j: null },
    ]);
    const check = { stepId: 's', table: 'thing', column: 'v' } as const;
    const parts = tenantIndex('u', ['v']).parts;
    const findings = async (asked: PreflightCheck) =>
      (await database.preflight([asked])).map(({ check: found, severity, count, keys }) => [
        found,
        severity,
        count,
        [...(keys ?? [])].sort().join(),
      ]);
    expect(await findings({ ...check, check: 'null_values' })).toEqual([['null_values', 'blocks', 1, 'e']]);
    expect(await findings({ ...check, check: 'unfilled_rows', column: 'new' })).toEqual([
      ['unfilled_rows', 'blocks', 5, 'a,b,c,d,e'],
    ]);
    expect(await findings({ check: 'duplicates', stepId: 's', table: 'thing', parts })).toEqual([
      ['duplicates', 'blocks', 2, 'a,b'],
    ]);
    expect(await findings({ ...check, check: 'uncastable', from: text, to: float })).toEqual([
      ['uncastable', 'blocks', 1, 'd'],
      ['changed_values', 'loses', 1, 'c'],
    ]);
    expect(await findings({ ...check, check: 'uncastable', column: 'j', from: json, to: text })).toEqual([
      ['changed_values', 'loses', 1, 'a'],
    ]);
    expect(await findings({ ...check, check: 'too_long', length: 3 })).toEqual([
      ['too_long', 'blocks', 1, 'd'],
    ]);
    const retired = { ...check, check: 'retired_choices' } as const;
    expect(await findings({ ...retired, choices: ['word', 'WORD', "it's"], many: false })).toEqual([
      ['retired_choices', 'blocks', 1, 'd'],
    ]);
    expect(await findings({ ...retired, choices: ['WORD'], many: false })).toEqual([]);
    expect(await findings({ ...retired, column: 'j', choices: ['x', 'b'], many: true })).toEqual([
      ['retired_choices', 'blocks', 2, 'a,b'],
    ]);
    expect(await findings({ ...check, check: 'rows_held' })).toEqual([['rows_held', 'loses', 4, 'a,b,c,d']]);
    expect(await findings({ check: 'rows_purged', stepId: 's', table: 'thing' })).toEqual([
      ['rows_purged', 'loses', 5, 'a,b,c,d,e'],
    ]);
    expect(await findings({ check: 'rows_purged', stepId: 's', table: 'nothing' })).toEqual([]);
  });

  it('counts lists with a NUL character among what does not convert: not every engine has it in a text', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('j', json)]));
    await subject.insert('thing', [
      { id: 'a', j: '["a\\u0000b"]' },
      { id: 'b', j: '["\\\\u0000"]' },
      { id: 'c', j: '["c"]' },
    ]);
    const about = { check: 'uncastable', stepId: 's', table: 'thing', column: 'j', from: json } as const;
    for (const to of [text, string(40)]) {
      const found = await database.preflight([{ ...about, to }]);
      expect(found.map(({ check, severity, keys }) => [check, severity, keys])).toEqual([
        ['uncastable', 'blocks', ['a']],
      ]);
    }
  });

  it('counts what names no row of the table that it will point at', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('v', text), column('j', json)]));
    await bench().create(table('other', [column('v', text)]));
    await subject.insert('other', [{ id: 'x' }, { id: "it's" }]);
    await subject.insert('thing', [
      { id: 'a', v: 'x', j: '["x"]' },
      { id: 'b', v: "it's", j: '["x","gone"]' },
      { id: 'c', v: 'gone', j: '[]' },
      { id: 'd', v: null, j: null },
      { id: 'e', v: 'a', j: '["a"]' },
    ]);
    const about = { check: 'orphan_references', stepId: 's', table: 'thing' } as const;
    const asked = async (name: string, target: string | null) => {
      const [found] = await database.preflight([{ ...about, column: name, target, many: name === 'j' }]);
      return found && [found.severity, found.column, found.count, [...(found.keys ?? [])].sort().join()];
    };
    expect(await asked('v', 'other')).toEqual(['informs', 'v', 2, 'c,e']);
    expect(await asked('j', 'other')).toEqual(['informs', 'j', 2, 'b,e']);
    // Of itself, as a tree.
    expect(await asked('v', 'thing')).toEqual(['informs', 'v', 3, 'a,b,c']);
    expect(await asked('j', 'thing')).toEqual(['informs', 'j', 2, 'a,b']);
    expect(await asked('v', null)).toEqual(['informs', 'v', 4, 'a,b,c,e']);
    expect(await asked('j', null)).toEqual(['informs', 'j', 3, 'a,b,e']);
  });

  it('counts what goes to the byte while the table is small', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('v', text)]));
    await subject.insert('thing', [
      { id: 'a', v: 'word' },
      { id: 'b', v: 'naïve' },
      { id: 'c', v: null },
    ]);
    const [values] = await database.preflight([
      { check: 'rows_held', stepId: 's', table: 'thing', column: 'v' },
    ]);
    expect(values).toMatchObject({ count: 2, bytes: 10, exact: true });
    const [rows] = await database.preflight([{ check: 'rows_held', stepId: 's', table: 'thing' }]);
    expect(rows).toMatchObject({ count: 3 });
    expect(rows?.bytes).toBeGreaterThanOrEqual(13);
  });

  it('shows the biggest groups of duplicates, and keys of their rows', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('v', text)]));
    const group = (value: string, size: number) =>
      Array.from({ length: size }, (_, at) => ({ id: `${value}-${at}`, v: value }));
    await subject.insert('thing', [
      ...group('double', 2),
      ...group('threefold', 3),
      ...group('often used', 30),
      ...group('single', 1),
      { id: 'n1', v: null },
      { id: 'n2', v: null },
    ]);
    const parts = [{ column: 'v', nullSafe: false }];
    const [found] = await database.preflight([{ check: 'duplicates', stepId: 's', table: 'thing', parts }]);
    expect(found).toMatchObject({
      count: 35,
      exact: true,
      groups: 3,
      largest: [
        { rows: 30, sample: 'o••• (10 characters)' },
        { rows: 3, sample: 't••• (9 characters)' },
        { rows: 2, sample: 'd••• (6 characters)' },
      ],
    });
    expect(found?.keys).toHaveLength(20);
    expect(found?.sample).toHaveLength(5);
  });

  it('tells how large tables are, and nothing of those that are not there', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('v', text)]));
    await subject.insert(
      'thing',
      Array.from({ length: 40 }, (_, at) => ({ id: `r${at}`, v: 'x'.repeat(500) })),
    );
    const facts = await database.tableFacts(['nothing', 'thing']);
    expect(facts).toMatchObject([{ table: 'thing', rows: 40, exactRows: true }]);
    // Servers give a table whole pages, and some count them later.
    expect(facts[0]?.bytes).toBeGreaterThanOrEqual(facts[0]?.exactBytes ? 40 * 500 : 1);
  });

  it('counts rows and values to the last one, and nothing of what is not there', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('v', text), column('n', float)]));
    await subject.insert(
      'thing',
      Array.from({ length: 41 }, (_, at) => ({ id: `r${at}`, v: at % 3 === 0 ? null : '', n: null })),
    );
    const counts = await database.countRows([
      { table: 'thing' },
      { table: 'thing', column: 'v' },
      { table: 'thing', column: 'n' },
      { table: 'nothing' },
      { table: 'nothing', column: 'v' },
    ]);
    expect(counts).toEqual([41, 27, 0, null, null]);
  });

  it('stops between two statements when it is told to', async () => {
    const { database } = bench();
    await bench().create(table('thing', [column('v', text)]));
    const check: PreflightCheck = { check: 'null_values', stepId: 's', table: 'thing', column: 'v' };
    let asked = 0;
    const goesOn = async () => {
      asked += 1;
      if (asked > 1) throw new AuthoringError('RUN_CANCELLED', 'enough');
    };
    await expect(database.preflight([check, check], goesOn)).rejects.toThrow('enough');
    expect(asked).toBe(2);
    expect(await database.preflight([check])).toEqual([]);
  });

  it('counts rows without a tenant as one tenant where its unique keys do', async () => {
    const { subject, database } = bench();
    const spec = table(
      'thing',
      [column('organization_id', text), column('v', text)],
      [tenantIndex('u', ['v'])],
    );
    await bench().create({ ...spec, indexes: [] });
    await subject.insert('thing', [
      { id: 'a', organization_id: null, v: '1' },
      { id: 'b', organization_id: null, v: '1' },
    ]);
    const parts = tenantIndex('u', ['v']).parts;
    const found = await database.preflight([{ check: 'duplicates', stepId: 's', table: 'thing', parts }]);
    const index = { ...step('create_index', 'thing'), index: tenantIndex('u', ['v']) };
    const run = bench().apply([index]);
    if (found.length > 0) await expectCode(run, 'PREFLIGHT_FAILED');
    else await run;
    expect(found.map(({ count }) => count)).toEqual(
      database.render(spec).indexes.get('u')?.parts[0] === 'organization_id' ? [] : [2],
    );
  });

  it('shows of values only how they begin and how long they are', async () => {
    const { subject, database } = bench();
    await bench().create(table('thing', [column('v', text)]));
    await subject.insert(
      'thing',
      Array.from({ length: 30 }, (_, at) => ({ id: `r${at}`, v: 'secret word' })),
    );
    const [finding] = await database.preflight([
      { check: 'rows_held', stepId: 's', table: 'thing', column: 'v' },
    ]);
    expect(finding).toMatchObject({
      count: 30,
      sample: Array.from({ length: 5 }, () => 's••• (11 characters)'),
    });
    expect(finding?.keys).toHaveLength(20);
  });
}
