/**
 * Owns what target databases promise of a column that stands under two names: each version writes its own and reads what
 * the other wrote, there, back again and until the contract (invariants I-25, I-30, I-31, I-32).
 */
import {
  diffTables,
  reverseOf,
  type SchemaState,
  type Step,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { expectCode } from './contract/expect-code.ts';
import { CONVERSIONS, conversionName } from './target-database-conversions.ts';
import type { CellValue, Workbench } from './target-database-subject.ts';
import { column, index, literal, string, table, tenantIndex, text } from './target-database-zoo.ts';

const state = (spec: TableSpec): SchemaState => new Map([[spec.name, spec]]);
const organization = column('organization_id', string(255));

/** Names that every engine reserves. */
const OLD = 'order';
const NEW = 'group';

export function targetDatabaseRenameContract(bench: () => Workbench): void {
  const plan = (after: TableSpec, from: string, to: string, ran: readonly Step[] = []): readonly Step[] =>
    diffTables({
      before: bench().schema,
      after: state(after),
      renames: { tables: new Map(), columns: new Map([['thing', new Map([[from, to]])]]) },
      renameForm: 'online',
      salt: `s${ran.length}`,
      engine: bench().subject.environment.engine,
      retiring: ran.filter((step) => step.kind === 'retire_column'),
    });
  const run = async (steps: readonly Step[], ...phases: readonly Step['phase'][]) => {
    for (const phase of phases) await bench().apply(steps.filter((step) => step.phase === phase));
  };
  const insert = (id: string, name: string, value: CellValue) =>
    bench().subject.insert('thing', [{ id, [name]: value }]);
  const values = async (name: string) =>
    Object.fromEntries(
      (await bench().subject.select('thing', ['id', name])).map(({ id, [name]: value }) => [
        id,
        typeof value === 'string' ? value.replaceAll(', ', ',') : value,
      ]),
    );

  it.each([
    ['nothing else', column(OLD, text), column(NEW, text)],
    [
      'required, with a default',
      column(OLD, string(40), { notNull: true, default: literal('none') }),
      column(NEW, string(40), { notNull: true, default: literal('none') }),
    ],
    ['required, without one', column(OLD, text, { notNull: true }), column(NEW, text, { notNull: true })],
    [
      'required from now on',
      column(OLD, string(40)),
      column(NEW, string(40), { notNull: true, default: literal('z') }),
    ],
    ['free from now on', column(OLD, string(40), { notNull: true }), column(NEW, string(40))],
    [
      'with another default',
      column(OLD, string(40), { default: literal('old') }),
      column(NEW, string(40), { default: literal('new') }),
    ],
  ])(
    'I-25 I-32: a column is renamed (%s), and each name sees what is written under the other',
    async (_, was, is) => {
      await bench().create(table('thing', [was]));
      await insert('a', OLD, 'A');
      const there = plan(table('thing', [is]), OLD, NEW);
      await run(there, 'expand');
      await bench().expectSchema();
      await insert('b', OLD, 'B');
      await run(there, 'switch');
      await bench().expectSchema();
      await insert('c', OLD, 'C');
      await insert('d', NEW, 'D');
      const all = { a: 'A', b: 'B', c: 'C', d: 'D' };
      expect([await values(OLD), await values(NEW)]).toEqual([all, all]);
      // Each new row that leaves the column out gets the default of the version that leads.
      if (is.default) {
        await bench().subject.insert('thing', [{ id: 'e' }]);
        const value = is.default.kind === 'literal' ? is.default.value : null;
        expect([await values(OLD), await values(NEW)]).toEqual([
          { ...all, e: value },
          { ...all, e: value },
        ]);
      } else if (is.notNull) await expect(bench().subject.insert('thing', [{ id: 'e' }])).rejects.toThrow();
      await run(there, 'contract');
      await bench().expectSchema(state(table('thing', [is])));
      expect(await values(NEW)).toMatchObject(all);
      await insert('f', NEW, 'F');
      if (is.notNull) await expect(insert('g', NEW, null)).rejects.toThrow();
    },
  );

  it('I-31: the way back before the contract converts and copies nothing, and the newer name is the one that ends', async () => {
    const was = table(
      'thing',
      [organization, column('v', string(40), { notNull: true })],
      [tenantIndex('uniq_v', ['v'])],
    );
    const is = table(
      'thing',
      [organization, column('w', string(40), { notNull: true })],
      [tenantIndex('uniq_w', ['w'])],
    );
    const inTenant = (id: string, name: string, value: CellValue) =>
      bench().subject.insert('thing', [{ id, organization_id: 'o', [name]: value }]);
    await bench().create(was);
    await inTenant('a', 'v', 'A');
    const there = plan(is, 'v', 'w');
    await run(there, 'expand', 'switch');
    await inTenant('b', 'w', 'B');
    // Unique under either name, whoever writes.
    await expect(inTenant('x', 'v', 'B')).rejects.toThrow();
    await expect(inTenant('x', 'w', 'A')).rejects.toThrow();
    const back = plan(was, 'w', 'v', there);
    expect(back.map(({ kind }) => kind)).not.toContain('backfill');
    await run(back, 'expand', 'switch');
    await bench().expectSchema();
    await inTenant('c', 'v', 'C');
    await inTenant('d', 'w', 'D');
    const all = { a: 'A', b: 'B', c: 'C', d: 'D' };
    expect([await values('v'), await values('w')]).toEqual([all, all]);
    await run(back, 'contract');
    await bench().expectSchema(state(was));
    expect(await values('v')).toEqual(all);
    await expect(inTenant('x', 'v', 'D')).rejects.toThrow();
    await expect(inTenant('x', 'v', null)).rejects.toThrow();
  });

  describe('renamed and retyped', () => {
    it.each(CONVERSIONS.map((conversion) => [conversionName(conversion), conversion] as const))(
      'I-30 I-31 I-32: %s misses no write, there and back',
      async (_, { from, to, values: pairs }) => {
        const was = table('thing', [column('v', from)]);
        const is = table('thing', [column('w', to)]);
        await bench().create(was);
        for (const [at, [value]] of pairs.entries()) await insert(`r${at}`, 'v', value);
        const there = plan(is, 'v', 'w');
        await run(there, 'expand');
        const [[oldValue, newValue]] = pairs as unknown as readonly [(typeof pairs)[number]];
        await insert('while', 'v', oldValue);
        await run(there, 'switch');
        await bench().expectSchema();
        const old = { ...Object.fromEntries(pairs.map(([v], at) => [`r${at}`, v])), while: oldValue };
        const now = { ...Object.fromEntries(pairs.map(([, v], at) => [`r${at}`, v])), while: newValue };
        expect([await values('v'), await values('w')]).toEqual([old, now]);
        await insert('since', 'v', oldValue);
        // How the runtime writes an instant differs between engines; all of them read this.
        await insert('new', 'w', to.kind === 'datetime' ? '2024-02-29 10:00:00' : newValue);
        expect((await values('w')).since).toEqual(newValue);
        expect((await values('v')).new).not.toBeNull();
        const back = plan(was, 'w', 'v', there);
        await run(back, 'expand', 'switch', 'contract');
        await bench().expectSchema(state(was));
        expect(await values('v')).toMatchObject({ ...old, since: oldValue });
      },
    );
  });

  it('I-32: before the switch nobody is refused, and a value that does not convert stops it with its key', async () => {
    await bench().create(table('thing', [column('v', text)]));
    await insert('a', 'v', '1');
    const steps = plan(table('thing', [column('w', { kind: 'float' })]), 'v', 'w');
    await run(steps, 'expand');
    await insert('b', 'v', 'two');
    await expectCode(run(steps, 'switch'), 'PREFLIGHT_FAILED');
    await insert('c', 'v', 'three');
    const back = steps
      .filter((step) => step.phase === 'expand')
      .map((step) => reverseOf(step))
      .filter((step): step is Step => step !== null && !('irreversible' in step))
      .reverse();
    await bench().apply(back);
    await bench().expectSchema(state(table('thing', [column('v', text)])));
    expect(await values('v')).toEqual({ a: '1', b: 'two', c: 'three' });
  });

  it('I-25: an index keeps its name, and moves to the new one of its column', async () => {
    const was = table(
      'thing',
      [organization, column('v', string(40)), column('x', text)],
      [index('idx_thing', ['organization_id', 'v']), tenantIndex('uniq_thing', ['v'])],
    );
    const is = table(
      'thing',
      [organization, column('w', string(40)), column('x', text)],
      [index('idx_thing', ['organization_id', 'w']), tenantIndex('uniq_thing', ['w'])],
    );
    await bench().create(was);
    const steps = plan(is, 'v', 'w');
    await run(steps, 'expand');
    await bench().expectSchema();
    await run(steps, 'switch');
    await bench().expectSchema();
    await run(steps, 'contract');
    await bench().expectSchema(state(is));
  });
}
