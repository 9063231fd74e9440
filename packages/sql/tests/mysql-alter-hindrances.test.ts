/**
 * Owns the proof that what MariaDB refuses of an ALTER, because of something that metadata knows nothing of, is known before
 * anything runs: each thing that somebody may have given a table is met by each kind of step, once as a question and once for
 * real, and the two agree.
 */
import {
  applySteps,
  isAuthoringError,
  LIMITS,
  type Step,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { column, float, index, step, string, table, text } from '@objectstack/metadata-authoring-testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { openTargetDatabases } from '../src/environment/open-target-databases.ts';
import { type MysqlSubject, mysqlSubject } from './support/target-subjects.ts';

const required = { notNull: true, default: { kind: 'literal', value: 'x' } } as const;
const code = column('code', string(40), required);
const key = index('idx_thing_v', ['v']);
const thing = table(
  'thing',
  [column('v', string(80)), column('n', float), column('body', text), code],
  [key],
);
const hold = (spec: typeof code): Step => ({
  ...step('hold_column', 'thing', spec.name),
  column: spec,
  heldName: `_hold_${spec.name}`,
});
const heldAs = (name: string, of: typeof code): readonly Step[] => [
  { ...step('restore_column', 'thing', name), column: of, heldName: '_hold_old' },
];

interface Case {
  readonly steps: readonly Step[];
  readonly before?: TableSpec;
  /** Before the steps. */
  readonly given?: string;
}
const held = "ALTER TABLE thing ADD COLUMN _hold_old varchar(40) NULL DEFAULT 'x'";
const CASES: Readonly<Record<string, Case>> = {
  'rename table': { steps: [{ ...step('rename_table', 'thing'), to: 'other' }] },
  'add column': { steps: [{ ...step('add_column', 'thing', 'w'), column: column('w', text) }] },
  'rename column': { steps: [{ ...step('rename_column', 'thing', 'n'), from: 'n', to: 'm' }] },
  'require a value': { steps: [{ ...step('set_not_null', 'thing', 'n'), column: 'n' }] },
  'require none': { steps: [{ ...step('drop_not_null', 'thing', 'code'), column: 'code' }] },
  default: {
    steps: [
      { ...step('set_default', 'thing', 'n'), column: 'n', from: null, to: { kind: 'literal', value: 1 } },
    ],
  },
  widen: {
    steps: [
      {
        ...step('change_type', 'thing', 'v'),
        column: 'v',
        from: string(80),
        to: string(200),
        conversion: { op: 'column', name: 'v' },
        lossless: true,
      },
    ],
  },
  'put aside what has a key': { steps: [hold(column('v', string(80)))] },
  'put aside what has none': { steps: [hold(column('n', float))] },
  'put aside what is required': { steps: [hold(code)] },
  'bring back': { steps: heldAs('old', column('old', string(40))), given: held },
  'bring back what is required': { steps: heldAs('old', column('old', string(40), required)), given: held },
  'remove for good': {
    steps: [
      hold(column('n', float)),
      { ...step('purge_column', 'thing', '_hold_n'), heldName: '_hold_n', column: column('n', float) },
    ],
  },
  'make an index': { steps: [{ ...step('create_index', 'thing'), index: index('idx_thing_n', ['n']) }] },
  'make an index of a long text': {
    steps: [{ ...step('create_index', 'thing'), index: index('idx_thing_body', ['body']) }],
  },
  'make a unique key': {
    steps: [{ ...step('create_index', 'thing'), index: index('uniq_thing_n', ['n'], true) }],
  },
  'drop an index': { steps: [{ ...step('drop_index', 'thing'), index: key }] },
  'rename an index': { steps: [{ ...step('rename_index', 'thing'), index: key, to: 'idx_thing_w' }] },
};

/** What somebody did to the table, and what the refusal names. */
const THINGS: Readonly<Record<string, readonly [sql: string, named: RegExp]>> = {
  'a FULLTEXT key': ['ALTER TABLE thing ADD FULLTEXT KEY words (body)', /FULLTEXT key 'words'/],
  'a SPATIAL key': [
    'ALTER TABLE thing ADD COLUMN place POINT NOT NULL DEFAULT POINT(0, 0), ADD SPATIAL KEY places (place)',
    /SPATIAL key 'places'/,
  ],
  'compressed rows': ['ALTER TABLE thing ROW_FORMAT=COMPRESSED', /row format COMPRESSED, which holds 750/],
  'rows that are more compressed': [
    'ALTER TABLE thing ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4',
    /row format COMPRESSED, which holds 191/,
  ],
  partitions: ['ALTER TABLE thing PARTITION BY KEY (id) PARTITIONS 3', /partitions/],
  'a history': ['ALTER TABLE thing ADD SYSTEM VERSIONING', /SYSTEM VERSIONING/],
  'a computed column that is stored': [
    'ALTER TABLE thing ADD COLUMN twice double AS (n * 2) STORED',
    /computed column 'twice'|'twice', which is computed/,
  ],
  'a computed column with a key': [
    'ALTER TABLE thing ADD COLUMN twice double AS (n * 2) VIRTUAL, ADD KEY by_twice (twice)',
    /computed column 'twice'|'twice', which is computed/,
  ],
  'a computed column': ['ALTER TABLE thing ADD COLUMN twice double AS (n * 2) VIRTUAL', /'twice'/],
  'storage in Aria': ['ALTER TABLE thing ENGINE=Aria', /storage engine Aria/],
  'a foreign key': [
    'ALTER TABLE thing ADD CONSTRAINT to_parent FOREIGN KEY (v) REFERENCES parent (v)',
    /foreign key 'to_parent'/,
  ],
  'a foreign key that empties': [
    'ALTER TABLE thing ADD CONSTRAINT to_parent FOREIGN KEY (v) REFERENCES parent (v) ON DELETE SET NULL',
    /foreign key 'to_parent'/,
  ],
  'a foreign key of another table': [
    'ALTER TABLE child ADD CONSTRAINT to_thing FOREIGN KEY (v) REFERENCES thing (v)',
    /foreign key 'to_thing' of 'child'/,
  ],
  'a unique key of a long text': ['ALTER TABLE thing ADD UNIQUE KEY long_words (body)', /'long_words'/],
  'two unique keys of long texts': [
    'ALTER TABLE thing ADD COLUMN more longtext, ADD UNIQUE KEY long_words (body), ADD UNIQUE KEY more_words (more)',
    /'long_words'/,
  ],
  'a check': ['ALTER TABLE thing ADD CONSTRAINT small CHECK (n < 1000000)', /never/],
  'a trigger': ['CREATE TRIGGER same BEFORE INSERT ON thing FOR EACH ROW SET NEW.n = NEW.n', /never/],
};

describeMysql('what somebody gave a table', (server) => {
  let subject: MysqlSubject;
  let fence = 0;

  beforeEach(async () => {
    subject = await mysqlSubject(server);
  });
  afterEach(() => subject.dispose());

  async function open<T>(work: (target: Awaited<ReturnType<typeof subject.databases.open>>) => Promise<T>) {
    const target = await openTargetDatabases().open(subject.environment);
    try {
      return await work(target);
    } finally {
      await target.close();
    }
  }

  function run(steps: readonly Step[], before: readonly TableSpec[]): Promise<void> {
    return open(async (target) => {
      fence += 1;
      await target.enter('env-1', `run-${fence}`, fence, 'plan');
      let schema = new Map(before.map((spec) => [spec.name, spec]));
      for (const chunk of target.chunks('expand', steps, 0)) {
        await target.execute(chunk, schema, fence);
        schema = new Map(applySteps(schema, chunk.steps));
      }
    });
  }

  const isMariaDb = async () => {
    const [row] = (await subject.query('SELECT version() AS version')) as { version: string }[];
    return row?.version.includes('MariaDB') ?? false;
  };

  async function given(...statements: readonly string[]): Promise<void> {
    for (const name of ['child', 'other', 'thing', 'parent'])
      await subject.query(`DROP TABLE IF EXISTS ${name}`);
    await run([{ ...step('create_table', 'thing'), spec: thing }], []);
    for (const name of ['parent', 'child']) await subject.query(`CREATE TABLE ${name} LIKE thing`);
    for (const statement of statements) await subject.query(statement);
    const rows = `SELECT concat('r', seq), NULL, seq, NULL, 'x' FROM seq_1_to_${LIMITS.copied_rows + 1}`;
    await subject.query(`INSERT INTO thing (id, v, n, body, code) ${rows}`);
  }

  it.each(Object.entries(THINGS))(
    '%s refuses what was foreseen, and nothing else',
    async (_, [sql, named]) => {
      if (!(await isMariaDb())) return;
      const wrong: string[] = [];
      for (const [title, { steps, before = thing, given: first }] of Object.entries(CASES)) {
        await given(...(first ? [first] : []), sql);
        const refused = await open((target) => target.refusedOnline(steps, new Map([['thing', before]])));
        const outcome = await run(steps, [before]).then(
          () => null,
          (error: unknown) => error,
        );
        const [foreseen] = refused;
        if ((foreseen !== undefined) !== (outcome !== null))
          wrong.push(`${title}: ${foreseen?.message ?? 'not foreseen'} · ${said(outcome)}`);
        if (foreseen && !named.test(foreseen.message)) wrong.push(`${title}: ${foreseen.message}`);
        if (foreseen && !foreseen.suggestion?.startsWith('nothing was executed: '))
          wrong.push(`${title}: ${foreseen.suggestion}`);
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );
});

function said(outcome: unknown): string {
  if (outcome === null) return 'done';
  return isAuthoringError(outcome)
    ? `${outcome.code} ${JSON.stringify(outcome.details)} ${String((outcome.cause as Error | undefined)?.message)}`
    : String(outcome);
}
