/**
 * Owns the proof that an ALTER of MySQL and MariaDB never copies a table unsaid: each way that a step names is taken by
 * the server for a table as metadata makes it, what a table's state refuses is tried in the next way, and where only a
 * copy is left the step fails and leaves nothing.
 */
import { applySteps, LIMITS, type Step, type TableSpec } from '@objectstack/metadata-authoring';
import { column, float, index, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { openTargetDatabases } from '../src/environment/open-target-databases.ts';
import { type MysqlSubject, mysqlSubject } from './support/target-subjects.ts';

const thing = table(
  'thing',
  [column('v', string(80)), column('n', float), column('body', text)],
  [index('idx_thing_v', ['v'])],
);
const required = { notNull: true } as const;
const cheap: readonly (readonly [string, Step])[] = [
  ['INSTANT', { ...step('rename_table', 'thing'), to: 'other' }],
  ['INSTANT', { ...step('hold_table', 'thing'), spec: thing, heldName: '_hold_1' }],
  ['INSTANT', { ...step('add_column', 'thing'), column: column('w', text) }],
  ['INSTANT', { ...step('rename_column', 'thing'), from: 'v', to: 'w' }],
  [
    'INSTANT',
    { ...step('set_default', 'thing'), column: 'n', from: null, to: { kind: 'literal', value: 1 } },
  ],
  ['INSTANT', { ...step('hold_column', 'thing'), column: column('n', float), heldName: '_hold_1' }],
  ['INPLACE', { ...step('hold_column', 'thing'), column: column('v', string(80)), heldName: '_hold_1' }],
  ['INPLACE', { ...step('set_not_null', 'thing'), column: 'n' }],
  ['INPLACE', { ...step('create_index', 'thing'), index: index('uniq_thing_n', ['n'], true) }],
  ['INPLACE', { ...step('drop_index', 'thing'), index: index('idx_thing_v', ['v']) }],
  ['INSTANT', { ...step('rename_index', 'thing'), index: index('idx_thing_v', ['v']), to: 'idx_thing_w' }],
];

describeMysql('an ALTER TABLE', (server) => {
  let subject: MysqlSubject;
  let sent: string[];

  beforeEach(async () => {
    subject = await mysqlSubject(server);
    sent = [];
    await run([{ ...step('create_table', 'thing'), spec: thing }], []);
    await subject.insert('thing', [{ id: 'a', v: 'one', n: 1, body: 'text' }]);
    sent = [];
  });
  afterEach(() => subject.dispose());

  let fence = 0;
  async function run(steps: readonly Step[], before: readonly TableSpec[] = [thing]): Promise<void> {
    const observer = { before: (_: string, sql: string) => void sent.push(sql), after: () => {} };
    const database = await openTargetDatabases({ observer }).open(subject.environment);
    try {
      fence += 1;
      await database.enter('env-1', `run-${fence}`, fence, 'plan');
      let schema = new Map(before.map((spec) => [spec.name, spec]));
      for (const chunk of database.chunks('expand', steps, 0)) {
        await database.execute(chunk, schema, fence);
        schema = new Map(applySteps(schema, chunk.steps));
      }
    } finally {
      await database.close();
    }
  }
  /** One row more than a table may have that is copied. */
  async function grow(): Promise<void> {
    const rows = Array.from({ length: LIMITS.copied_rows }, (_, at) => `('r${at}')`);
    await subject.query(`INSERT INTO thing (id) VALUES ${rows.join(', ')}`);
  }
  const alters = () => sent.filter((sql) => sql.startsWith('ALTER TABLE'));

  it.each(cheap)('is %s for a table as metadata makes it: $kind', async (algorithm, change) => {
    await run([change]);
    expect(alters().at(-1)).toContain(`ALGORITHM=${algorithm}`);
    expect(alters().every((sql) => sql.includes('ALGORITHM='))).toBe(true);
  });

  it('is sent in its next way where the state of the table refuses the first', async () => {
    await subject.query('ALTER TABLE thing ROW_FORMAT=COMPRESSED');
    await run([{ ...step('add_column', 'thing'), column: column('w', text) }]);
    const ways = alters().map((sql) => /ALGORITHM=(\w+)/.exec(sql)?.[1]);
    expect(ways.at(-1)).not.toBe('COPY');
    expect(ways[0]).toBe('INSTANT');
  });

  it('fails where only a copy is left, leaves nothing, and goes on when nothing stands in the way any more', async () => {
    await grow();
    await subject.query('ALTER TABLE thing ADD FULLTEXT KEY words (body)');
    const change = { ...step('add_column', 'thing'), column: column('w', string(20), required) };
    await expect(run([change])).rejects.toMatchObject({
      code: 'ONLINE_REFUSED',
      details: { stepId: change.id },
    });
    expect(await subject.query("SHOW COLUMNS FROM thing LIKE 'w'")).toEqual([]);
    await subject.query('ALTER TABLE thing DROP KEY words');
    await run([change]);
    expect(await subject.query("SHOW COLUMNS FROM thing LIKE 'w'")).toHaveLength(1);
  });

  it('copies a table that has few rows where nothing else does it', async () => {
    await subject.query('ALTER TABLE thing ADD FULLTEXT KEY words (body)');
    await run([{ ...step('add_column', 'thing'), column: column('w', text) }]);
    expect(alters().at(-1)).toContain('ALGORITHM=COPY, LOCK=SHARED');
  });

  it('is known to be refused before anything runs, where it stands beside a key that is kept as a hash', async () => {
    const key = index('uniq_thing_body', ['body'], true);
    const create: Step = { ...step('create_index', 'thing'), index: key };
    const add: Step = { ...step('add_column', 'thing'), column: column('w', text) };
    const drop: Step = { ...step('drop_index', 'thing'), index: key };
    const keyed = { ...thing, indexes: [...thing.indexes, key] };
    const ask = async (steps: readonly Step[], before: TableSpec = thing) => {
      const database = await openTargetDatabases().open(subject.environment);
      const [told = 'may run'] = await database.refusedOnline(steps, new Map([['thing', before]]));
      await database.close();
      return told;
    };
    const [{ version }] = (await subject.query('SELECT version() AS version')) as [{ version: string }];
    const refused = version.includes('MariaDB')
      ? { code: 'ONLINE_REFUSED', details: { table: 'thing', index: key.name, steps: [add.id] } }
      : 'may run';
    // So few rows are copied in no time.
    expect(await ask([create, add])).toBe('may run');
    await grow();
    expect(await ask([add])).toBe('may run');
    expect(await ask([add, create])).toBe('may run');
    expect(await ask([drop, add], keyed)).toBe('may run');
    for (const told of [await ask([create, add]), await ask([add], keyed)])
      refused === 'may run' ? expect(told).toBe(refused) : expect(told).toMatchObject(refused);
    if (refused !== 'may run') {
      expect(await ask([create, add])).toMatchObject({ suggestion: expect.stringContaining('maxLength') });
      expect(await ask([add], keyed)).toMatchObject({
        suggestion: expect.stringContaining('take the key out'),
      });
    }
    const renamed: Step = { ...step('rename_table', 'thing'), to: 'other' };
    expect(await ask([renamed], keyed)).toBe('may run');
    const later = await ask([renamed, { ...step('add_column', 'other'), column: column('w', text) }], keyed);
    if (refused !== 'may run')
      expect(later).toMatchObject({ code: 'ONLINE_REFUSED', details: { table: 'other' } });
    expect(await subject.query("SHOW COLUMNS FROM thing LIKE 'w'")).toEqual([]);
  });

  it('copies where the plan said that writers wait, and says so to the server', async () => {
    const long = table('thing', [column('v', string(1_000))]);
    await subject.query('DROP TABLE thing');
    await run([{ ...step('create_table', 'thing'), spec: long }], []);
    sent = [];
    await run(
      [{ ...step('create_index', 'thing'), index: index('uniq_thing_v', ['v'], true) }],
      [long],
    ).catch((error: unknown) => {
      // A key this long is one that MySQL does not hold at all.
      expect(error).toMatchObject({ code: 'ENGINE_LIMIT' });
    });
    expect(alters().at(-1)).toMatch(/ALGORITHM=(COPY, LOCK=SHARED|INPLACE, LOCK=NONE)$/);
  });
});
