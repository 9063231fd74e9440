/**
 * Owns what target databases promise of a column that takes another's place: both versions write meanwhile, no value is
 * missed, and the way back gives every one of them back (invariants I-30, I-31, I-32, I-33).
 */
import {
  diffTables,
  reverseOf,
  type SchemaState,
  type Step,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './contract/expect-code.ts';
import { CONVERSIONS, conversionName } from './target-database-conversions.ts';
import type { Workbench } from './target-database-subject.ts';
import { column, float, index, literal, string, table, tenantIndex, text } from './target-database-zoo.ts';

const NO_RENAMES = { tables: new Map(), columns: new Map() };

const state = (spec: TableSpec): SchemaState => new Map([[spec.name, spec]]);

export function targetDatabaseShadowContract(bench: () => Workbench): void {
  const planTo = (after: TableSpec, syncs: readonly Step[] = []): readonly Step[] =>
    diffTables({
      before: bench().schema,
      after: state(after),
      renames: NO_RENAMES,
      salt: `s${syncs.length}`,
      engine: bench().subject.environment.engine,
      syncs: syncs.filter((step) => step.kind === 'end_sync'),
    });
  const run = async (steps: readonly Step[], phase: Step['phase']) =>
    bench().apply(steps.filter((step) => step.phase === phase));
  const values = async () =>
    Object.fromEntries(
      (await bench().subject.select('thing', ['id', 'v'])).map(({ id, v }) => [
        id,
        typeof v === 'string' ? v.replaceAll(', ', ',') : v,
      ]),
    );

  it.each(CONVERSIONS.map((conversion) => [conversionName(conversion), conversion] as const))(
    'I-30 I-31 I-33: %s misses no write, there and back',
    async (_, { from, to, values: pairs }) => {
      const { subject } = bench();
      const before = table('thing', [column('v', from)]);
      const after = table('thing', [column('v', to)]);
      await bench().create(before);
      await subject.insert(
        'thing',
        pairs.map(([v], at) => ({ id: `r${at}`, v })),
      );
      const steps = planTo(after);
      await run(steps, 'expand');
      const old = Object.fromEntries(pairs.map(([v], at) => [`r${at}`, v]));
      expect(await values()).toMatchObject(old);
      const [[oldValue, newValue]] = pairs as unknown as readonly [(typeof pairs)[number]];
      await subject.insert('thing', [{ id: 'while', v: oldValue }]);
      await run(steps, 'switch');
      await bench().expectSchema();
      const converted = Object.fromEntries(pairs.map(([, v], at) => [`r${at}`, v]));
      expect(await values()).toEqual({ ...converted, while: newValue });
      // How the runtime writes an instant differs between engines; all of them read this.
      const written = to.kind === 'datetime' ? '2024-02-29 10:00:00' : newValue;
      await subject.insert('thing', [{ id: 'since', v: written }]);
      const back = planTo(before, steps);
      await run(back, 'expand');
      await run(back, 'switch');
      await bench().expectSchema(state(before));
      expect(await values()).toMatchObject({ ...old, while: oldValue });
      expect((await values()).since).not.toBeNull();
      // Nothing is left that follows anything.
      await subject.insert('thing', [{ id: 'later', v: oldValue }]);
      expect((await values()).later).toEqual(oldValue);
    },
  );

  it('I-25: a narrower, required column with a unique key takes its place with all of that', async () => {
    const { subject } = bench();
    const organization = column('organization_id', string(255));
    const before = table('thing', [organization, column('v', text)], [tenantIndex('uniq_thing_v', ['v'])]);
    const after = table(
      'thing',
      [organization, column('v', string(40), { notNull: true, default: literal('none') })],
      [tenantIndex('uniq_thing_v', ['v'])],
    );
    await bench().create(before);
    await subject.insert('thing', [
      { id: 'a', organization_id: 'o', v: 'x' },
      { id: 'b', organization_id: 'p', v: null },
    ]);
    const steps = planTo(after);
    await run(steps, 'expand');
    await subject.insert('thing', [{ id: 'c', organization_id: 'q', v: null }]);
    await run(steps, 'switch');
    await run(steps, 'contract');
    await bench().expectSchema(state(after));
    expect(await values()).toEqual({ a: 'x', b: 'none', c: 'none' });
    await expect(subject.insert('thing', [{ id: 'd', organization_id: 'o', v: 'x' }])).rejects.toThrow();
  });

  it('I-33: empty values are filled while others write, and refused from the switch on', async () => {
    const { subject } = bench();
    const before = table('thing', [column('v', string(40))], [index('idx_thing_v', ['v'])]);
    const required = column('v', string(40), { notNull: true, default: literal('none') });
    const after = table('thing', [required], [index('idx_thing_v', ['v'])]);
    await bench().create(before);
    const many = Array.from({ length: 700 }, (_, at) => ({ id: `r${at}`, v: at % 3 === 0 ? 'x' : null }));
    await subject.insert('thing', many);
    const steps = planTo(after);
    await run(steps, 'expand');
    await subject.insert('thing', [{ id: 'while', v: null }]);
    await run(steps, 'switch');
    await run(steps, 'contract');
    await bench().expectSchema(state(after));
    const found = Object.entries(await values());
    expect(found).toHaveLength(701);
    expect(found.filter(([, v]) => v === 'none')).toHaveLength(many.filter(({ v }) => v === null).length + 1);
    await expect(subject.insert('thing', [{ id: 'n', v: null }])).rejects.toThrow();
  });

  it('I-32: a write that does not convert is nobody’s failure, and stops the switch with its key', async () => {
    const { subject } = bench();
    const before = table('thing', [column('v', text)]);
    await bench().create(before);
    await subject.insert('thing', [{ id: 'a', v: '1' }]);
    const steps = planTo(table('thing', [column('v', float)]));
    await run(steps, 'expand');
    await subject.insert('thing', [{ id: 'b', v: 'two' }]);
    await expectCode(run(steps, 'switch'), 'PREFLIGHT_FAILED');
    // The old version goes on as it did.
    await subject.insert('thing', [{ id: 'c', v: 'three' }]);
    const back = steps
      .filter((step) => step.phase === 'expand')
      .map((step) => reverseOf(step))
      .filter((step): step is Step => step !== null && !('irreversible' in step))
      .reverse();
    await bench().apply(back);
    await bench().expectSchema(state(before));
    expect(await values()).toEqual({ a: '1', b: 'two', c: 'three' });
  });
}
