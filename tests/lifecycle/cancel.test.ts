import type { ControlPlane, RunState } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portsOf } from '../support/ports-of.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { customerFields, SHOP, shopStack, text } from './shop.ts';

let bench: TestService;
/** The run is cancelled right after the transaction that saved it so. */
let cancelAt: { readonly state: RunState; readonly nextChunk: number } | undefined;

/** The real control plane; somebody else cancels the run between two of its transactions. */
function watched(plane: ControlPlane): ControlPlane {
  return {
    ...portsOf(plane),
    transaction: async (work) => {
      const result = await plane.transaction(work);
      if (cancelAt === undefined) return result;
      const [run] = await plane.runs.list(SCOPE, { limit: 1 });
      if (run?.state !== cancelAt.state || run.nextChunk !== cancelAt.nextChunk) return result;
      cancelAt = undefined;
      await bench.service.cancelRun(SCOPE, run.id);
      return result;
    },
  };
}

function tables(): unknown {
  const db = new Database(bench.databaseOf('dev'), { readonly: true });
  try {
    return [
      db.prepare("SELECT name, sql FROM sqlite_schema WHERE name LIKE 'shop%' ORDER BY name").all(),
      db.prepare('SELECT * FROM shop_customer').all(),
    ];
  } finally {
    db.close();
  }
}

/** Two chunks: a column is added, then another is renamed. */
async function change() {
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  await bench.service.renameField(SCOPE, draft, 'shop_customer', 'phone', 'mobile');
  const { phone, ...others } = customerFields();
  await bench.service.stage(SCOPE, {
    op: 'put',
    type: 'object',
    name: 'shop_customer',
    item: {
      name: 'shop_customer',
      label: 'shop_customer',
      sharingModel: 'public_read_write',
      fields: { ...others, mobile: phone, fax: text('Fax') },
    },
    draft,
  });
  return draft;
}

beforeEach(async () => {
  cancelAt = undefined;
  bench = await testService({ wrap: watched });
  await bench.environment('dev');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
  const db = new Database(bench.databaseOf('dev'));
  db.prepare("INSERT INTO shop_customer (id, name, phone) VALUES ('c1', 'Ada', '555')").run();
  db.close();
});
afterEach(() => bench.dispose());

describe('cancelling a run', () => {
  it.each([
    ['before its first statement', { state: 'planned', nextChunk: 0 }],
    ['between two chunks', { state: 'applying', nextChunk: 1 }],
    ['before its swap', { state: 'applied', nextChunk: 2 }],
  ] as const)(
    '%s takes back what it did; the version before it serves, and the publish can be repeated',
    async (_, at) => {
      const before = tables();
      const draft = await change();
      cancelAt = at;
      const error = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' }).catch((cause) => cause);
      expect(error).toMatchObject({ code: 'RUN_CANCELLED' });
      const { run } = await bench.service.run(SCOPE, error.details.run);
      expect(run.state).toBe('abandoned');
      const [schema, rows] = tables() as [{ name: string; sql: string }[], unknown];
      const held = /, (?:`|")_hold_\w+(?:`|") text/;
      expect([
        schema.map(({ name, sql }) => ({ name, sql: sql.replace(held, '').replaceAll('"', '`') })),
        noHolds(rows),
      ]).toEqual(before);
      expect((await bench.service.versions(SCOPE, SHOP)).map(({ version }) => version)).toEqual(['1.0.0']);
      expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
      const published = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
      expect(published.state).toBe('finished');
      expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
    },
  );

  it('gives up a run that nobody drives at once, and refuses one that is live', async () => {
    const { id } = (await bench.service.environments(SCOPE))[0] as { id: string };
    const draft = await change();
    const waiting = await bench.service.requestRun(SCOPE, {
      kind: 'publish',
      environmentId: id,
      targets: [{ packageId: draft.packageId, from: null, to: draft.draftId }],
      force: false,
    });
    expect((await bench.service.cancelRun(SCOPE, waiting.id)).state).toBe('abandoned');
    expect((await bench.service.cancelRun(SCOPE, waiting.id)).state).toBe('abandoned');
    const { run } = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
    await expect(bench.service.cancelRun(SCOPE, run)).rejects.toMatchObject({ code: 'RUN_STATE' });
  });

  it('waits for no swap once it is being given up, although who began with that is gone', async () => {
    const draft = await change();
    const { run } = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev', hold: true });
    const { run: held } = await bench.service.run(SCOPE, run);
    await bench.plane.runs.save(SCOPE, { ...held, reversing: true });
    expect(await bench.service.halfDoneRuns(SCOPE)).toMatchObject([{ run, stopped: 'taking_back' }]);
    await expect(bench.service.activate(SCOPE, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'RUN_STATE',
    });
    await expect(bench.service.publish(SCOPE, draft, { targetEnv: 'dev' })).rejects.toMatchObject({
      code: 'SCHEMA_AHEAD',
      suggestion: expect.stringContaining(`mda run resume ${run}`),
    });
    expect((await bench.service.driveRun(SCOPE, run)).state).toBe('abandoned');
    expect((await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' })).state).toBe('finished');
  });

  it('is forgotten when somebody takes the run up again', async () => {
    const draft = await change();
    const held = await bench.service.publish(SCOPE, draft, { targetEnv: 'dev', hold: true });
    await bench.plane.runs.setCancel(SCOPE, held.run, true);
    const active = await bench.service.activate(SCOPE, { targetEnv: 'dev' });
    expect(active.state).toBe('finished');
  });
});

function noHolds(rows: unknown): unknown {
  return (rows as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_hold_'))),
  );
}
