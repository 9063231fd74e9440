/**
 * Owns what is interrupted: one change of the sample app each, published, promoted, previewed, rolled back or removed. Every
 * scenario starts from a published version with rows, and says which marks its clean run must meet.
 */
import {
  type Engine,
  type EnvironmentType,
  isAuthoringError,
  type RenameForm,
  type Scope,
} from '@objectstack/metadata-authoring';
import { type AppVersion, sampleRows, versions } from '@objectstack/metadata-authoring-example-crm';
import type { FaultMark } from '@objectstack/metadata-authoring-testkit';
import { insertRows } from '../../replay/stored-rows.ts';
import { type App, app, BILLING, billing, edit, stackOf, writeRows } from './app.ts';
import { raw } from './raw-database.ts';
import { environment, PACKAGE, type Process, scope, type World } from './world.ts';

export type ActionKind = 'publish' | 'preview' | 'promote' | 'rollback' | 'uninstall';

export interface Scenario {
  readonly name: string;
  readonly environment: EnvironmentType;
  readonly packageId: string;
  readonly kind: ActionKind;
  /** Builds version, rows and staged change; the process is closed after it. */
  prepare(process: Process, world: World): Promise<void>;
  /** What is interrupted. */
  act(process: Process): Promise<unknown>;
  /** Tables of the version before, with the columns that its runtime writes. Empty: not looked at row by row. */
  readonly before: App;
  /** Where shapes are swapped right before the pointer: until the run is resumed, the version before may fail. */
  readonly switches: readonly Engine[];
  readonly marks: readonly FaultMark[];
}

const DDL: readonly FaultMark[] = [
  'lease_taken',
  'plan_fixed',
  'fence_written',
  'chunk_intent',
  'first_ddl',
  'target_commit',
  'chunk_done',
  'pointer_moved',
  'control_commit',
];
const EVERYWHERE: readonly Engine[] = ['sqlite', 'postgres', 'mysql'];
const SEALING: readonly FaultMark[] = [...DDL, 'sealed'];

export async function importApp(process: Process, stack: unknown, replace = true): Promise<void> {
  const { problems } = await process.service.importStack(scope, { stack, prune: true });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`the app is not valid: ${JSON.stringify(errors)}`);
  const draft = await process.service.openDraft(scope, (stack as { manifest: { id: string } }).manifest.id);
  for (const { id } of (await process.service.status(scope, draft)).questions) {
    if (!replace) throw new Error('an unexpected question');
    await process.service.answer(scope, draft, id, { replace: true });
  }
}

export async function publish(
  process: Process,
  packageId = PACKAGE,
  targetEnv = environment,
  options: { readonly renames?: RenameForm } = {},
): Promise<void> {
  const draft = await process.service.openDraft(scope, packageId);
  await process.service.publish(scope, draft, { targetEnv, ...options });
}

async function addEnvironment(process: Process, type: EnvironmentType, { server }: World): Promise<void> {
  const databaseUrl = server?.url ?? 'sqlite:env.db';
  await process.service.addEnvironment(scope, { name: environment, type, databaseUrl });
}

type Change = App | ((process: Process) => Promise<void>);

type ChangeOptions = Partial<Pick<Scenario, 'environment' | 'switches' | 'before' | 'marks'>> & {
  readonly states?: (n: number) => string;
  readonly renames?: RenameForm;
};

/** One change of the small app, published to an environment. */
function change(name: string, to: Change, options: ChangeOptions = {}): Scenario {
  const before = options.before ?? app;
  return {
    name,
    environment: options.environment ?? 'staging',
    packageId: PACKAGE,
    kind: 'publish',
    before,
    switches: options.switches ?? [],
    marks: options.marks ?? SEALING,
    async prepare(process, world) {
      await addEnvironment(process, this.environment, world);
      await importApp(process, stackOf(before));
      await publish(process);
      await writeRows(world, environment, options.states);
      if (typeof to === 'function') await to(process);
      else await importApp(process, stackOf(to));
    },
    act: (process) =>
      publish(process, PACKAGE, environment, options.renames ? { renames: options.renames } : {}),
  };
}

const indexes = [{ name: 'idx_shop_order_state', fields: ['state', 'total'] }];
const wider = edit(
  edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' }, fax: null }),
  'shop_order',
  { note: { type: 'textarea', label: 'Note' } },
  { indexes },
);

async function renameThings({ service }: Process): Promise<void> {
  const draft = await service.openDraft(scope, PACKAGE);
  await service.renameField(scope, draft, 'shop_customer', 'phone', 'telephone');
  await service.rename(scope, draft, { type: 'object', name: 'shop_order' }, 'shop_purchase');
  const again = await service.openDraft(scope, PACKAGE);
  const object = await service.readItem(scope, {
    draft: again,
    ref: { type: 'object', name: 'shop_customer' },
  });
  const body = object.body as { fields: Record<string, unknown> };
  await service.stage(scope, {
    op: 'put',
    type: 'object',
    name: 'shop_customer',
    item: { ...body, fields: { ...body.fields, since: { type: 'date', label: 'Since' } } },
    draft: again,
  });
}

/** One of them under a unique key. */
async function renameFields({ service }: Process): Promise<void> {
  for (const [from, to] of [
    ['phone', 'telephone'],
    ['code', 'sku'],
  ] as const)
    await service.renameField(scope, await service.openDraft(scope, PACKAGE), 'shop_customer', from, to);
}

type Stated = Omit<Parameters<Process['service']['stageConversion']>[2], 'object'>;

/** The app, and what its author says of the values of an object's fields. */
function stating(to: App, object: string, stated: readonly Stated[]): Change {
  return async (process) => {
    await importApp(process, stackOf(to));
    const draft = await process.service.openDraft(scope, PACKAGE);
    for (const one of stated) await process.service.stageConversion(scope, draft, { object, ...one });
  };
}

/** Walks the sample CRM to a version; the rows are the small app's business. */
async function walkTo(process: Process, version: AppVersion, deliver: boolean): Promise<void> {
  const packageId = version.stack.manifest?.id as string;
  const draft = await process.service.openDraft(scope, packageId);
  for (const { ref, field, to } of version.renames) {
    const [type, name] = ref.split('/') as [string, string];
    if (field === undefined) await process.service.rename(scope, draft, { type, name }, to);
    else await process.service.renameField(scope, draft, name, field, to);
  }
  await importApp(process, version.stack);
  if (deliver) await publish(process, packageId);
}

function crm(to: number, type: EnvironmentType): Scenario {
  const upTo = versions.slice(0, to);
  const last = versions[to] as AppVersion;
  return {
    name: `crm ${upTo.at(-1)?.version} to ${last.version} (${type})`,
    environment: type,
    packageId: 'com.example.crm',
    kind: 'publish',
    before: {},
    switches: EVERYWHERE,
    marks: SEALING,
    async prepare(process, world) {
      await addEnvironment(process, type, world);
      for (const version of upTo) await walkTo(process, version, true);
      const { metadata } = (await process.service.artifact(scope, environment)) as {
        readonly metadata: { readonly objects: readonly unknown[] };
      };
      await insertRows(
        world.urlOf(environment),
        metadata.objects,
        sampleRows((upTo.at(-1) as AppVersion).version),
      );
      await walkTo(process, last, false);
    },
    act: (process) => publish(process, 'com.example.crm'),
  };
}

const previewed: Scenario = {
  ...change('preview', wider, { environment: 'sandbox' }),
  kind: 'preview',
  marks: DDL,
  async act({ service }) {
    await service.preview(scope, await service.openDraft(scope, PACKAGE), { targetEnv: environment });
  },
};

async function versionId({ service }: Process, version: string): Promise<string> {
  const found = (await service.versions(scope, PACKAGE)).find((one) => one.version === version);
  if (!found) throw new Error(`there is no version ${version}`);
  return found.id;
}

const promoted: Scenario = {
  ...change('promote', wider),
  kind: 'promote',
  marks: DDL,
  async prepare(process, world) {
    const { service } = process;
    await addEnvironment(process, 'staging', world);
    await service.addEnvironment(scope, { name: 'first', type: 'test', databaseUrl: 'sqlite:first.db' });
    await importApp(process, stackOf(app));
    await publish(process);
    await publishFrom(process);
    await writeRows(world, environment);
    await importApp(process, stackOf(wider));
    await publish(process, PACKAGE, 'first');
  },
  async act(process) {
    await process.service.promote(scope, await versionId(process, '0.1.1').catch(() => newest(process)), {
      targetEnv: environment,
    });
  },
};

/** One package moves on and another one comes, in one run. */
const train: Scenario = {
  ...promoted,
  name: 'a train of two packages',
  async prepare(process, world) {
    await promoted.prepare(process, world);
    await importApp(process, billing);
    await publish(process, BILLING, 'first');
  },
  async act(process) {
    const versions = [await newest(process, BILLING), await newest(process)];
    await process.service.promote(scope, versions, { targetEnv: environment });
  },
};

const uninstalled: Scenario = {
  ...change('uninstall', app),
  kind: 'uninstall',
  // Nothing runs before the contract: the environment's database is left alone.
  marks: ['lease_taken', 'plan_fixed', 'pointer_moved', 'control_commit'],
  async act({ service }) {
    await service.uninstall(scope, PACKAGE, { targetEnv: environment });
  },
};

/** The other environment gets the version that the first one has. */
async function publishFrom(process: Process): Promise<void> {
  await process.service.promote(scope, await newest(process), { targetEnv: 'first' });
}

async function newest({ service }: Process, packageId = PACKAGE): Promise<string> {
  const [version] = await service.versions(scope, packageId);
  if (!version) throw new Error('nothing is sealed');
  return version.id;
}

/**
 * The same, of which two have to be asked: what is interrupted goes through the gate, and uses the approval up. No part of
 * the list: where a run was taken back its tables are others than were approved, and it rightly has to be asked anew.
 */
export const approvedPromote: Scenario = {
  ...promoted,
  name: 'promote, approved',
  environment: 'production',
  async prepare(process, world) {
    await promoted.prepare(process, world);
    const { service } = process;
    await service.setPolicy(scope, environment, { approvals: { needed: 1, selfApproval: false } });
    const refused = await promoted.act(process).then(
      () => null,
      (error: unknown) => error,
    );
    if (!isAuthoringError(refused) || refused.code !== 'APPROVAL_REQUIRED') throw refused;
    const another: Scope = { ...scope, principal: { kind: 'user', id: 'another' } };
    await service.approve(another, String(refused.details.request));
  },
};

const rolledBack: Scenario = {
  ...change('rollback', wider, { switches: ['mysql'] }),
  kind: 'rollback',
  marks: DDL,
  before: wider,
  async prepare(process, world) {
    await addEnvironment(process, 'staging', world);
    await importApp(process, stackOf(app));
    await publish(process);
    await writeRows(world, environment);
    await importApp(process, stackOf(wider));
    await publish(process);
    await process.service.finalize(scope, { targetEnv: environment });
  },
  async act(process) {
    await process.service.rollback(scope, {
      targetEnv: environment,
      toVersionId: await versionId(process, '0.1.0'),
    });
  },
};

const filled = {
  type: 'text',
  label: 'Kind',
  maxLength: 12,
  required: true,
  defaultValue: 'retail',
  storage: { notNull: true },
};

const choice = (values: readonly string[], multiple = false) => ({
  type: 'select',
  label: 'State',
  options: values.map((value) => ({ label: value, value })),
  ...(multiple ? { multiple } : {}),
});

const chosen = (values: readonly string[], multiple = false) =>
  edit(app, 'shop_order', { state: choice(values, multiple) });

const required = { required: true, storage: { notNull: true } };

const unique = (maxLength: number) =>
  edit(app, 'shop_customer', { code: { type: 'text', label: 'Code', maxLength, unique: 'global' } });

const split = edit(app, 'shop_customer', {
  phone: null,
  prefix: { type: 'text', label: 'Prefix', maxLength: 20 },
  line: { type: 'text', label: 'Line', maxLength: 20 },
});
const named = (column: string) => ({ op: 'column', name: column }) as const;
const halves: readonly Stated[] = [
  { field: 'prefix', up: { op: 'substring', value: named('phone'), start: 1, length: 3 } },
  { field: 'line', up: { op: 'substring', value: named('phone'), start: 5 } },
  { field: 'phone', down: { op: 'concat', values: [named('prefix'), ' ', named('line')] } },
];

export const scenarios: readonly Scenario[] = [
  change('create a table', {
    ...app,
    shop_note: {
      fields: {
        text: { type: 'textarea', label: 'Text' },
        about: { type: 'lookup', label: 'About', reference: 'shop_customer' },
      },
    },
  }),
  change('add a column', edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } })),
  change('add a required column with a default', edit(app, 'shop_customer', { kind: filled }), {
    // MySQL's texts have no default: a writer of the version before gives none either.
    switches: ['mysql'],
  }),
  change('widen', unique(60), { before: unique(20) }),
  change('narrow', unique(20), { before: unique(60), switches: EVERYWHERE }),
  change(
    'retype',
    edit(
      edit(app, 'shop_customer', { score: { type: 'text', label: 'Score', maxLength: 30 } }),
      'shop_order',
      {
        total: { type: 'text', label: 'Total', maxLength: 30 },
      },
    ),
    { switches: EVERYWHERE },
  ),
  change('single to multiple', chosen(['open', 'done'], true), {
    before: chosen(['open', 'done']),
    switches: EVERYWHERE,
  }),
  change('multiple to single', chosen(['open', 'done']), {
    before: chosen(['open', 'done'], true),
    states: (n) => (n % 2 === 0 ? '["open"]' : '["done"]'),
    switches: EVERYWHERE,
  }),
  change('an option retired', chosen(['open', 'done']), {
    before: chosen(['open', 'done', 'lost']),
    // What its rows hold is looked at; no table changes.
    marks: SEALING.filter((mark) => mark !== 'first_ddl'),
  }),
  change(
    'a column required',
    edit(app, 'shop_customer', { phone: { type: 'phone', label: 'Phone', ...required } }),
    { switches: EVERYWHERE },
  ),
  change(
    'a column required, empty rows filled',
    edit(app, 'shop_customer', {
      fax: { type: 'phone', label: 'Fax', ...required, defaultValue: 'none' },
    }),
    { switches: EVERYWHERE },
  ),
  change('rename a table and a column', renameThings, { switches: EVERYWHERE }),
  change('rename columns while both names are written', renameFields, {
    before: unique(20),
    renames: 'online',
  }),
  change(
    'options renamed',
    stating(chosen(['open', 'closed']), 'shop_order', [
      { field: 'state', map: [{ from: 'done', to: 'closed' }] },
    ]),
    { before: chosen(['open', 'done']), switches: EVERYWHERE },
  ),
  change('a column split in two', stating(split, 'shop_customer', halves)),
  change('drop, held', edit(app, 'shop_customer', { fax: null }), {
    // Nothing runs before the contract: the environment's database is left alone.
    marks: SEALING.filter(
      (mark) => !['first_ddl', 'chunk_intent', 'chunk_done', 'fence_written', 'target_commit'].includes(mark),
    ),
  }),
  change(
    'drop, purged in development',
    edit({ shop_customer: app.shop_customer as App[string] }, 'shop_customer', { fax: null }),
    { environment: 'development' },
  ),
  change('index', edit(app, 'shop_order', {}, { indexes })),
  change('index dropped', app, {
    before: edit(app, 'shop_order', {}, { indexes }),
    // Only as a key is that text one with a length: it becomes another one, and its index goes with it.
    switches: ['mysql'],
  }),
  change('unique', unique(20)),
  previewed,
  promoted,
  train,
  uninstalled,
  rolledBack,
  crm(1, 'staging'),
  crm(2, 'development'),
];

/** More than the first batches of an index of rows can be. */
const MANY_ROWS = 45_000;

const watching = change(
  'a column required and another one narrower, of many rows',
  edit(app, 'shop_customer', {
    phone: { type: 'phone', label: 'Phone', ...required },
    code: { type: 'text', label: 'Code', maxLength: 10 },
  }),
);

/** On SQLite its switch looks for rows in two indexes that grow in batches. No part of the list: it takes long. */
export const watchedRows: Scenario = {
  ...watching,
  before: {},
  async prepare(process, world) {
    await watching.prepare(process, world);
    await raw(world.urlOf(environment), async ({ query }) => {
      await query(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MANY_ROWS})
        INSERT INTO shop_customer (id, name, phone, code) SELECT 'm' || i, 'n', i, i FROM n`);
    });
  },
};

export function scenarioNamed(name: string): Scenario {
  const found = [...scenarios, approvedPromote, watchedRows].find((one) => one.name === name);
  if (!found) throw new Error(`there is no scenario ${name}`);
  return found;
}
