/** Owns the examples of docs/steps/: a table before and after, whose real plan has the step. */
import {
  applySteps,
  type ColumnSpec,
  type ColumnType,
  type DiffInput,
  diffTables,
  type Expression,
  type IndexSpec,
  reverseOf,
  type SchemaState,
  type Step,
  type StepKind,
  type SyncEnd,
  type TableSpec,
} from '@objectstack/metadata-authoring';

export interface StepExample {
  readonly title: string;
  readonly before: SchemaState;
  /** The whole plan; the page shows the statements of its kind. */
  readonly steps: readonly Step[];
}

const OWNER = 'com.acme.crm';
const HELD = '_hold_5f0a6b1c2d3e4f5061728394';
const TEXT: ColumnType = { kind: 'text' };
const FLOAT: ColumnType = { kind: 'float' };
const varchar = (length: number): ColumnType => ({ kind: 'string', length });

const ID: ColumnSpec = { name: 'id', type: varchar(255), notNull: true, default: null, owner: '' };

function column(name: string, type: ColumnType, more: Partial<ColumnSpec> = {}): ColumnSpec {
  return { name, type, notNull: false, default: null, owner: OWNER, ...more };
}

function index(name: string, columns: readonly string[], unique = false): IndexSpec {
  const parts = columns.map((part) => ({ column: part, nullSafe: part === 'organization_id' }));
  return { name, parts, unique, owner: OWNER };
}

function table(name: string, columns: readonly ColumnSpec[], indexes: readonly IndexSpec[] = []): TableSpec {
  return { name, columns: [ID, ...columns], indexes, owner: OWNER };
}

const deal = (columns: readonly ColumnSpec[], indexes: readonly IndexSpec[] = []) =>
  table('crm_deal', columns, indexes);

interface Renames {
  readonly tables?: Readonly<Record<string, string>>;
  /** Columns of the table `crm_deal`. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Columns of the table `crm_opportunity`. */
  readonly renamed?: Readonly<Record<string, string>>;
}

function plan(
  title: string,
  before: readonly TableSpec[],
  after: readonly TableSpec[],
  renames: Renames = {},
  more: Pick<Partial<DiffInput>, 'returning' | 'engine' | 'renameForm' | 'up' | 'down'> = {},
): StepExample {
  const state = (tables: readonly TableSpec[]) => new Map(tables.map((entry) => [entry.name, entry]));
  const steps = diffTables({
    before: state(before),
    after: state(after),
    renames: {
      tables: new Map(Object.entries(renames.tables ?? {})),
      columns: new Map([
        ...(renames.columns ? [['crm_deal', new Map(Object.entries(renames.columns))] as const] : []),
        ...(renames.renamed ? [['crm_opportunity', new Map(Object.entries(renames.renamed))] as const] : []),
      ]),
    },
    salt: '',
    engine: 'postgres',
    ...more,
  });
  return { title, before: state(before), steps };
}

const STAGE = column('stage', varchar(255));
const OPEN = { default: { kind: 'literal', value: 'open' } } as const;
const NAME = column('name', TEXT);
const CODE_INDEX = index('uniq_crm_deal_organization_id_code', ['organization_id', 'code'], true);
const ORGANIZATION = column('organization_id', varchar(255), { owner: '' });
const CODE = column('code', varchar(255));

/** Without the step that PostgreSQL, which is shown beside it, would have a name for in a plan of its own. */
function onSqlite(title: string, before: ColumnSpec, after: ColumnSpec): StepExample {
  const example = plan(title, [deal([before])], [deal([after])], {}, { engine: 'sqlite' });
  return { ...example, steps: example.steps.filter(({ kind }) => kind !== 'prove_not_null') };
}

const fillAndRequire = plan(
  'The field `stage` gets `storage: {notNull: true}` and keeps its default',
  [deal([column('stage', varchar(255), OPEN)])],
  [deal([column('stage', varchar(255), { ...OPEN, notNull: true })])],
);

const textToNumber = plan(
  'A text becomes a number',
  [deal([column('amount', TEXT)])],
  [deal([column('amount', FLOAT)])],
);

const renamed = plan(
  'The required field `state` becomes `stage`, online',
  [deal([{ ...STAGE, ...OPEN, name: 'state', notNull: true }])],
  [deal([{ ...STAGE, ...OPEN, notNull: true }])],
  { columns: { state: 'stage' } },
  { renameForm: 'online' },
);

const renamedAndRetyped = plan(
  'A text becomes a number and gets another name',
  [deal([column('value', TEXT)])],
  [deal([column('amount', FLOAT)])],
  { columns: { value: 'amount' } },
);

const part = (start: number, length: number | null): Expression => ({
  op: 'substring',
  value: { op: 'column', name: 'code' },
  start,
  length,
});
const split = plan(
  'The field `code` becomes `region` and `serial`',
  [deal([column('code', TEXT)])],
  [deal([column('region', TEXT), column('serial', TEXT)])],
  {},
  {
    up: new Map([
      [
        'crm_deal',
        new Map([
          ['region', part(1, 2)],
          ['serial', part(3, null)],
        ]),
      ],
    ]),
    down: new Map([
      [
        'crm_deal',
        new Map<string, Expression>([
          [
            'code',
            {
              op: 'concat',
              values: [
                { op: 'column', name: 'region' },
                { op: 'column', name: 'serial' },
              ],
            },
          ],
        ]),
      ],
    ]),
  },
);

/** Somebody dropped the triggers that the plan left until contract. */
function writtenAlongAgain({ title, before, steps }: StepExample): StepExample {
  const live = steps.filter(({ phase }) => phase !== 'contract');
  const until = steps.find(
    (step): step is SyncEnd => step.kind === 'retire_column' || step.kind === 'end_sync',
  );
  if (!until) throw new Error(`'${title}' leaves nothing that is written along`);
  const { table } = until;
  return {
    title: `${title}; somebody drops a trigger before finalize`,
    before: applySteps(before, live),
    steps: [{ kind: 'restore_sync', id: `switch:restore_sync:${table}`, phase: 'switch', table, until }],
  };
}

export const STEP_EXAMPLES: Readonly<Record<StepKind, readonly StepExample[]>> = {
  create_table: [plan('The object `crm_deal` is new', [], [deal([ORGANIZATION, CODE], [CODE_INDEX])])],
  rename_table: [
    plan(
      'The object `crm_deal` becomes `crm_opportunity`',
      [deal([NAME])],
      [table('crm_opportunity', [NAME])],
      {
        tables: { crm_deal: 'crm_opportunity' },
      },
    ),
  ],
  create_view: [
    plan(
      'The object `crm_deal` becomes `crm_opportunity`, its field `amount` a text, and `name` is called `title`',
      [deal([NAME, column('amount', FLOAT)])],
      [table('crm_opportunity', [column('title', TEXT), column('amount', TEXT)])],
      { tables: { crm_deal: 'crm_opportunity' }, renamed: { name: 'title' } },
    ),
  ],
  drop_view: [
    plan(
      'The object `crm_deal` becomes `crm_opportunity`',
      [deal([NAME])],
      [table('crm_opportunity', [NAME])],
      { tables: { crm_deal: 'crm_opportunity' } },
    ),
  ],
  hold_table: [plan('The object `crm_deal` is deleted', [deal([NAME])], [])],
  restore_table: [
    plan(
      'A rollback brings the object `crm_deal` back',
      [],
      [deal([NAME])],
      {},
      {
        returning: {
          tables: new Map([['crm_deal', { heldName: HELD, spec: deal([NAME]) }]]),
          columns: new Map(),
        },
      },
    ),
  ],
  purge_table: [
    {
      title: 'The held table of `crm_deal` is purged',
      before: new Map(),
      steps: [
        {
          kind: 'purge_table',
          id: `contract:purge_table:${HELD}`,
          phase: 'contract',
          table: HELD,
          spec: deal([NAME]),
        },
      ],
    },
  ],
  add_column: [
    plan('The field `stage` is new', [deal([NAME])], [deal([NAME, STAGE])]),
    plan(
      'The field `stage` is new, NOT NULL, with a default',
      [deal([NAME])],
      [deal([NAME, column('stage', varchar(255), { ...OPEN, notNull: true })])],
    ),
  ],
  rename_column: [
    plan(
      'The field `value` becomes `amount`',
      [deal([column('value', FLOAT)])],
      [deal([column('amount', FLOAT)])],
      {
        columns: { value: 'amount' },
      },
    ),
  ],
  change_type: [
    plan(
      'An indexed text grows from 80 to 120 characters',
      [deal([column('code', varchar(80))])],
      [deal([column('code', varchar(120))])],
    ),
    plan(
      'A text of a SQLite database is cut to 80 characters',
      [deal([column('code', TEXT)])],
      [deal([column('code', varchar(80))])],
      {},
      { engine: 'sqlite' },
    ),
    plan(
      'A text becomes a number and takes the name of another column, which takes its name',
      [deal([column('value', TEXT), column('amount', TEXT)])],
      [deal([column('amount', FLOAT), column('value', TEXT)])],
      { columns: { value: 'amount', amount: 'value' } },
    ),
  ],
  retire_choices: [
    plan(
      "The field `stage` no longer offers `'lost'`",
      [deal([{ ...STAGE, choices: ['lost', 'open'] }])],
      [deal([{ ...STAGE, choices: ['open'] }])],
    ),
  ],
  retarget_reference: [
    plan(
      'The text `owner` becomes a lookup of `person`',
      [deal([column('owner', TEXT)]), table('person', [])],
      [deal([{ ...column('owner', TEXT), reference: 'person' }]), table('person', [])],
    ),
  ],
  add_shadow: [textToNumber, renamedAndRetyped],
  drop_shadow: [
    {
      title: 'A run is abandoned before the text became a number',
      before: applySteps(
        textToNumber.before,
        textToNumber.steps.filter(({ phase }) => phase === 'expand'),
      ),
      steps: textToNumber.steps.flatMap((step) => {
        const reverse = step.kind === 'add_shadow' ? reverseOf(step) : null;
        return reverse === null || 'irreversible' in reverse ? [] : [reverse];
      }),
    },
  ],
  check_shadow: [textToNumber],
  swap_column: [
    textToNumber,
    plan(
      'A MySQL column with a default becomes required',
      [deal([column('stage', varchar(255), OPEN)])],
      [deal([column('stage', varchar(255), { ...OPEN, notNull: true })])],
      {},
      { engine: 'mysql' },
    ),
  ],
  turn_sync: [renamed, renamedAndRetyped],
  retire_column: [renamed],
  end_sync: [textToNumber],
  follow_column: [split],
  unfollow_column: [split],
  restore_sync: [writtenAlongAgain(renamed), writtenAlongAgain(textToNumber)],
  watch_rows: [
    onSqlite('The field `stage` becomes required', STAGE, { ...STAGE, notNull: true }),
    onSqlite('A text becomes a number', column('amount', TEXT), column('amount', FLOAT)),
    onSqlite('A text gets a limit', column('code', TEXT), column('code', varchar(80))),
  ],
  unwatch_rows: [onSqlite('The field `stage` becomes required', STAGE, { ...STAGE, notNull: true })],
  prove_not_null: [fillAndRequire],
  set_not_null: [fillAndRequire],
  drop_not_null: [
    plan('The field `stage` may be empty again', [deal([{ ...STAGE, notNull: true }])], [deal([STAGE])]),
    plan(
      'The NOT NULL field `stage` is deleted',
      [deal([NAME, { ...STAGE, notNull: true }])],
      [deal([NAME])],
    ),
  ],
  set_default: [
    plan(
      "The field `stage` gets the default `'open'`",
      [deal([STAGE])],
      [deal([column('stage', varchar(255), OPEN)])],
    ),
  ],
  hold_column: [plan('The field `stage` is deleted', [deal([NAME, STAGE])], [deal([NAME])])],
  restore_column: [
    plan(
      'A rollback brings the field `stage` back',
      [deal([NAME])],
      [deal([NAME, STAGE])],
      {},
      {
        returning: {
          tables: new Map(),
          columns: new Map([['crm_deal', [{ heldName: HELD, column: STAGE }]]]),
        },
      },
    ),
  ],
  purge_column: [
    {
      title: 'The held column of `crm_deal.stage` is purged',
      before: new Map([['crm_deal', deal([NAME, { ...STAGE, name: HELD }])]]),
      steps: [
        {
          kind: 'purge_column',
          id: `contract:purge_column:crm_deal.${HELD}`,
          phase: 'contract',
          table: 'crm_deal',
          column: STAGE,
          heldName: HELD,
        },
      ],
    },
  ],
  backfill: [fillAndRequire],
  create_index: [
    plan(
      'An index over `stage` is declared',
      [deal([STAGE])],
      [deal([STAGE], [index('idx_crm_deal_stage', ['stage'])])],
    ),
    plan(
      'The field `code` becomes unique in its organization',
      [deal([ORGANIZATION, CODE])],
      [deal([ORGANIZATION, CODE], [CODE_INDEX])],
    ),
  ],
  drop_index: [
    plan(
      'The index over `stage` is removed',
      [deal([STAGE], [index('idx_crm_deal_stage', ['stage'])])],
      [deal([STAGE])],
    ),
    plan(
      'The field `code` is no longer unique',
      [deal([ORGANIZATION, CODE], [CODE_INDEX])],
      [deal([ORGANIZATION, CODE])],
    ),
  ],
  rename_index: [
    plan(
      'The indexed field `state` becomes `stage`',
      [deal([column('state', varchar(255))], [index('idx_crm_deal_state', ['state'])])],
      [deal([STAGE], [index('idx_crm_deal_stage', ['stage'])])],
      { columns: { state: 'stage' } },
    ),
  ],
};
