// What an error shows of what is none of its reader's business: every code that the service can be brought to answer with.
import { mkdirSync, writeFileSync } from 'node:fs';
import { AuthoringError, type ErrorCode, type Scope } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { FaultPlan } from '../../packages/testkit/src/faults/fault-plan.ts';
import { app, edit, stackOf } from '../faults/support/app.ts';
import { pick } from '../faults/support/sample.ts';
import { importApp } from '../faults/support/scenarios.ts';
import { copyOf, newWorld, type Process, startProcess, type World } from '../faults/support/world.ts';
import { tally } from '../support/tally.ts';
import { type Desk, environment, expectDiscreet, openDesk, PACKAGE, scope } from './support.ts';

const stranger: Scope = { orgId: 'org_hidden', principal: { kind: 'user', id: 'hidden_maker' } };
const HIDDEN = {
  package: 'com.hidden.vault',
  environment: 'hiddenplace',
  object: 'vault_gold',
  field: 'hidden_weight',
};
const NAMES = [stranger.orgId, stranger.principal.id, ...Object.values(HIDDEN)];
const wider = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });

let desk: Desk;
/** Ids of the other tenant's draft, version and run. */
let theirs: { readonly draft: string; readonly version: string; readonly run: string };

beforeAll(async () => {
  desk = await openDesk();
  const { service } = desk;
  await service.addEnvironment(stranger, {
    name: HIDDEN.environment,
    type: 'staging',
    databaseUrl: 'sqlite:hidden.db',
  });
  await service.importStack(stranger, {
    stack: {
      manifest: { id: HIDDEN.package, namespace: 'vault', version: '1.0.0', type: 'app', name: 'Vault' },
      objects: [
        { name: HIDDEN.object, label: 'Gold', fields: { [HIDDEN.field]: { type: 'text', label: 'W' } } },
      ],
    },
  });
  const draft = await service.openDraft(stranger, HIDDEN.package);
  const { packageVersionId, run } = await service.publish(stranger, draft, { targetEnv: HIDDEN.environment });
  const next = await service.openDraft(stranger, HIDDEN.package);
  theirs = { draft: next.draftId, version: packageVersionId, run };
});
afterAll(() => desk.close());

async function errorOf(attempt: () => Promise<unknown>): Promise<AuthoringError> {
  const outcome = await attempt().catch((error: unknown) => error);
  if (outcome instanceof AuthoringError) return outcome;
  throw outcome instanceof Error ? outcome : new Error(`accepted: ${JSON.stringify(outcome)}`);
}

const put = async (name: string, item: unknown, more: { readonly parentVersion?: string } = {}) =>
  desk.service.stage(scope, { op: 'put', type: 'object', name, item, draft: await desk.draft(), ...more });
const object = (name: string, fields: object = { a: { type: 'text', label: 'A' } }) => ({
  name,
  label: 'One',
  fields,
});
const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let n = 0; n < depth; n += 1) value = { a: value };
  return value;
};
const publish = async (options: object = {}) =>
  desk.service.publish(scope, await desk.draft(), { targetEnv: environment, ...options });
const environmentAt = async (name: string, databaseUrl: string) => {
  await desk.service.addEnvironment(scope, { name, type: 'test', databaseUrl });
  return desk.service.drift(scope, name);
};
const versionId = async () => (await desk.service.versions(scope, PACKAGE))[0]?.id as string;

/** In this order: later ones build on what earlier ones left. */
const ATTEMPTS: readonly (readonly [ErrorCode, () => Promise<unknown>])[] = [
  ['NOTHING_TO_PUBLISH', () => publish()],
  ['INPUT_UNPARSABLE', () => put('shop_x', { ...object('shop_x'), run: () => 1 })],
  ['ITEM_INVALID', () => put('shop_x', { name: 'shop_x', fields: { a: { type: 'none' } } })],
  [
    'TYPE_UNKNOWN',
    async () =>
      desk.service.stage(scope, { op: 'put', type: 'none', name: 'x', item: {}, draft: await desk.draft() }),
  ],
  [
    'PAYLOAD_TOO_LARGE',
    () => put('shop_x', { ...object('shop_x'), description: 'x'.repeat(9 * 1024 * 1024) }),
  ],
  ['DEPTH_EXCEEDED', () => put('shop_x', { ...object('shop_x'), deep: nested(1_000) })],
  ['IDENTIFIER_INVALID', () => desk.service.openDraft(scope, '../../etc/passwd')],
  [
    'NAME_TAKEN',
    async () =>
      desk.service.rename(scope, await desk.draft(), { type: 'object', name: 'shop_order' }, 'shop_customer'),
  ],
  [
    'ITEM_NOT_FOUND',
    async () =>
      desk.service.stage(scope, {
        op: 'delete',
        type: 'object',
        name: 'shop_none',
        draft: await desk.draft(),
      }),
  ],
  ['ITEM_CONFLICT', () => put('shop_customer', object('shop_customer'), { parentVersion: 'sha256:none' })],
  ['PACKAGE_NOT_FOUND', () => desk.service.versions(scope, 'com.acme.none')],
  [
    'DRAFT_NOT_FOUND',
    async () => desk.service.status(scope, { ...(await desk.draft()), draftId: theirs.draft }),
  ],
  ['VERSION_NOT_FOUND', () => desk.service.promote(scope, theirs.version, { targetEnv: environment })],
  [
    'VERSION_NOT_FOUND',
    () => desk.service.rollback(scope, { targetEnv: environment, toVersionId: theirs.version }),
  ],
  ['VERSION_NOT_FOUND', () => desk.service.deprecate(scope, theirs.version)],
  ['VERSION_NOT_FOUND', () => desk.service.exportVersion(scope, PACKAGE, theirs.version)],
  ['RUN_NOT_FOUND', () => desk.service.driveRun(scope, theirs.run)],
  ['RUN_NOT_FOUND', () => desk.service.run(scope, theirs.run)],
  ['ENVIRONMENT_NOT_FOUND', () => publish({ targetEnv: 'nowhere' })],
  [
    'QUESTION_NOT_FOUND',
    async () => desk.service.answer(scope, await desk.draft(), 'none', { replace: true }),
  ],
  ['ENVIRONMENT_EXISTS', () => environmentAt(environment, 'sqlite:other.db')],
  ['USAGE_INVALID', () => environmentAt('odd', 'oracle://user:secret@host/db')],
  ['RUN_STATE', () => desk.service.activate(scope, { targetEnv: environment })],
  [
    'EXPRESSION_INVALID',
    async () =>
      desk.service.stageConversion(scope, await desk.draft(), {
        object: 'shop_customer',
        field: 'phone',
        up: { op: 'none' },
      }),
  ],
  [
    'SET_INVALID',
    async () => {
      await put('shop_x', object('shop_x', { a: { type: 'lookup', label: 'A', reference: 'shop_none' } }));
      return publish();
    },
  ],
  [
    'ENGINE_LIMIT',
    async () => {
      const many = Array.from({ length: 2_001 }, (_, n) => [`f${n}`, { type: 'text', label: `F${n}` }]);
      await put('shop_x', object('shop_x', Object.fromEntries(many)));
      return publish();
    },
  ],
  [
    'RENAME_UNRESOLVED',
    async () => {
      await desk.service.discard(scope, await desk.draft());
      const renamed = edit(app, 'shop_customer', {
        phone: null,
        telephone: { type: 'phone', label: 'Phone' },
      });
      await desk.service.importStack(scope, { stack: stackOf(renamed), prune: true });
      return publish();
    },
  ],
  [
    'PREFLIGHT_FAILED',
    async () => {
      const unique = { code: { type: 'text', label: 'Code', maxLength: 20, unique: 'global' } };
      await desk.service.discard(scope, await desk.draft());
      await importApp(desk.process, stackOf(edit(app, 'shop_customer', unique)));
      const db = new Database(desk.world.database(environment));
      db.exec("UPDATE shop_customer SET code = 'same'");
      db.close();
      return publish();
    },
  ],
  ['PLAN_STALE', () => publish({ expectPlanHash: 'none' })],
  ['VERSION_INVALID', () => publish({ version: 'one' })],
  [
    'VERSION_EXISTS',
    async () => {
      await importApp(desk.process, stackOf(wider));
      return publish({ version: '0.1.0' });
    },
  ],
  [
    'ENVIRONMENT_LOCKED',
    async () => {
      const holder = new Database(desk.world.database(environment));
      holder.exec('BEGIN EXCLUSIVE');
      try {
        return await publish();
      } finally {
        holder.exec('ROLLBACK');
        holder.close();
      }
    },
  ],
  [
    'DRAFT_SEALED',
    async () => {
      const draft = await desk.draft();
      await publish();
      return desk.service.discard(scope, draft);
    },
  ],
  [
    'DATABASE_UNAVAILABLE',
    async () => {
      mkdirSync(desk.world.database('folder'));
      await desk.service.addEnvironment(scope, { name: 'folder', type: 'test', databaseUrl: 'sqlite:x' });
      return desk.service.promote(scope, await versionId(), { targetEnv: 'folder' });
    },
  ],
  [
    'DATABASE_UNAVAILABLE',
    async () => {
      writeFileSync(desk.world.database('text'), 'this is no database at all, but a text '.repeat(30));
      await desk.service.addEnvironment(scope, { name: 'text', type: 'test', databaseUrl: 'sqlite:x' });
      return desk.service.promote(scope, await versionId(), { targetEnv: 'text' });
    },
  ],
  [
    'ENVIRONMENT_TYPE_FORBIDDEN',
    async () => {
      await importApp(desk.process, stackOf(app));
      return desk.service.preview(scope, await desk.draft(), { targetEnv: environment });
    },
  ],
  [
    'DESTRUCTIVE_BLOCKED',
    async () => {
      await desk.service.addEnvironment(scope, { name: 'prod', type: 'production', databaseUrl: 'sqlite:x' });
      await desk.service.promote(scope, await versionId(), { targetEnv: 'prod' });
      return publish({ targetEnv: 'prod' });
    },
  ],
  [
    'HOLD_RETAINED',
    async () => {
      await publish({ targetEnv: 'prod', force: true });
      await desk.service.finalize(scope, { targetEnv: 'prod' });
      return desk.service.purge(scope, { targetEnv: 'prod' });
    },
  ],
  [
    'VERSION_DEPRECATED',
    async () => {
      await desk.service.deprecate(scope, await versionId());
      return desk.service.promote(scope, await versionId(), { targetEnv: environment });
    },
  ],
  [
    'SCHEMA_DRIFT',
    async () => {
      const db = new Database(desk.world.database(environment));
      db.exec('ALTER TABLE shop_customer DROP COLUMN phone');
      db.close();
      await importApp(
        desk.process,
        stackOf(edit(app, 'shop_customer', { web: { type: 'url', label: 'Web' } })),
      );
      return publish();
    },
  ],
];

describe('I-46: an error shows no SQL, no path, no stack and no name of another tenant', () => {
  it('whatever is refused', async () => {
    for (const [code, attempt] of ATTEMPTS) {
      const error = await errorOf(attempt);
      expect({ code: error.code, message: error.message }).toMatchObject({ code });
      expectDiscreet(error, NAMES);
    }
  }, 120_000);

  it('whatever a database answers to whichever statement of a publish: not its own words either', async () => {
    const template = await publishable();
    const counted = await faulty(template, null);
    const points = pick(counted.seen, inject('deep') ? counted.seen.length : 30, inject('seed'));
    let shown = 0;
    for (const [at, { n }] of points.entries()) {
      const { error, failure } = await faulty(template, {
        at: n,
        mode: { code: CODES[at % CODES.length] as string },
      });
      if (error) expectDiscreet(error, ['fault:']);
      if (failure) expect(JSON.stringify(failure)).not.toContain('fault:');
      shown += error ? 1 : 0;
    }
    template.dispose();
    tally('errors shown', { shown });
  }, 600_000);
});

const CODES = [
  'SQLITE_ERROR',
  'SQLITE_FULL',
  'SQLITE_BUSY',
  'SQLITE_CORRUPT',
  'SQLITE_CONSTRAINT',
  'SQLITE_READONLY',
];

/** A world in which a published app has changes in its draft. */
async function publishable(): Promise<World> {
  const world = newWorld();
  const process = await startProcess(world, { owner: 'builder' });
  await process.service.addEnvironment(scope, {
    name: environment,
    type: 'staging',
    databaseUrl: 'sqlite:env.db',
  });
  await importApp(process, stackOf(app));
  await publishIn(process);
  await importApp(process, stackOf(wider));
  await process.close();
  return world;
}

async function publishIn({ service }: Process): Promise<void> {
  await service.publish(scope, await service.openDraft(scope, PACKAGE), { targetEnv: environment });
}

/** A publish in a copy of the world, one statement of which is refused. */
async function faulty(template: World, plan: FaultPlan | null) {
  const world = await copyOf(template);
  const process = await startProcess(world, { owner: 'maker', ...(plan ? { plan } : {}) });
  const error = await publishIn(process).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error !== null && !(error instanceof AuthoringError)) throw error;
  // What is asked afterwards is no part of the publish.
  const seen = [...process.statements.seen];
  const [run] = await process.service.runs(scope);
  await process.close();
  world.dispose();
  return { error, failure: run?.failure ?? null, seen };
}
