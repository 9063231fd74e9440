/** I-42 where it matters most: a token that is revoked, or expires, while a run is on its way with it. */
import {
  authorizeBy,
  type ControlPlane,
  type RunState,
  redeemToken,
  type Scope,
} from '@objectstack/metadata-authoring';
import { fixedClock } from '@objectstack/metadata-authoring-testkit';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerFields, object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import { portsOf } from '../support/ports-of.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

const HOUR_MS = 60 * 60 * 1_000;

let bench: TestService;
let clock: ReturnType<typeof fixedClock>;
let token: Scope;
/** It ends once the run stands so; `in the swap`: after the last look at it outside the transaction of the swap. */
let endsAt: { readonly state: RunState; readonly nextChunk: number } | 'in the swap' | undefined;
let end: () => Promise<unknown>;

async function ended(plane: ControlPlane, state: RunState, nextChunk?: number): Promise<void> {
  const [run] = await plane.runs.list(SCOPE, { limit: 1 });
  if (run?.state !== state || (nextChunk !== undefined && run.nextChunk !== nextChunk)) return;
  endsAt = undefined;
  await end();
}

function watched(plane: ControlPlane): ControlPlane {
  return {
    ...portsOf(plane),
    tokens: {
      insert: (...values) => plane.tokens.insert(...values),
      list: (...values) => plane.tokens.list(...values),
      used: (...values) => plane.tokens.used(...values),
      revoke: (...values) => plane.tokens.revoke(...values),
      async get(...values) {
        const row = await plane.tokens.get(...values);
        if (endsAt === 'in the swap') await ended(plane, 'applied');
        return row;
      },
    },
    transaction: async (work) => {
      const result = await plane.transaction(work);
      if (endsAt !== undefined && endsAt !== 'in the swap')
        await ended(plane, endsAt.state, endsAt.nextChunk);
      return result;
    },
  };
}

function tables(): unknown {
  const db = new Database(bench.databaseOf('dev'), { readonly: true });
  const read = [
    db.prepare("SELECT name, sql FROM sqlite_schema WHERE name LIKE 'shop%' ORDER BY name").all(),
    db.prepare('SELECT id, name, phone FROM shop_customer').all(),
  ] as [{ name: string; sql: string }[], unknown];
  db.close();
  const held = /, (?:`|")_hold_\w+(?:`|") text/;
  return [
    read[0].map(({ name, sql }) => ({ name, sql: sql.replace(held, '').replaceAll('"', '`') })),
    read[1],
  ];
}

/** Two chunks: a column is added, then another is renamed. */
async function change() {
  const draft = await bench.service.openDraft(SCOPE, SHOP);
  await bench.service.renameField(SCOPE, draft, 'shop_customer', 'phone', 'mobile');
  const { phone, ...others } = customerFields();
  const fields = { ...others, mobile: phone, fax: text('Fax') };
  await bench.service.stage(SCOPE, {
    ...{ op: 'put', type: 'object', name: 'shop_customer', draft },
    item: { name: 'shop_customer', label: 'shop_customer', sharingModel: 'public_read_write', fields },
  });
  return draft;
}

beforeEach(async () => {
  endsAt = undefined;
  clock = fixedClock('2026-06-01T10:00:00.000Z');
  bench = await testService({ wrap: watched, clock, authorize: authorizeBy(() => 'owner') });
  await bench.environment('dev');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' });
  const db = new Database(bench.databaseOf('dev'));
  db.prepare("INSERT INTO shop_customer (id, name, phone) VALUES ('c1', 'Ada', '555')").run();
  db.close();
  const created = await bench.service.createToken(SCOPE, { name: 'ci', role: 'admin', lifetimeMs: HOUR_MS });
  token = await redeemToken({ plane: bench.plane, clock }, SCOPE.orgId, created.token);
  end = () => bench.service.revokeToken(SCOPE, created.id);
});

afterEach(() => bench.dispose());

const PLACES = [
  ['before its first statement', { state: 'planned', nextChunk: 0 }],
  ['between two chunks', { state: 'applying', nextChunk: 1 }],
  ['before its swap', { state: 'applied', nextChunk: 2 }],
  ['in the very moment of its swap', 'in the swap'],
] as const;

describe('I-42: a publish whose token is revoked', () => {
  it.each(PLACES)('%s is taken back, loses nothing, and goes through by another hand', async (_, at) => {
    const before = tables();
    const draft = await change();
    endsAt = at;
    const error = await bench.service.publish(token, draft, { targetEnv: 'dev' }).catch((cause) => cause);
    expect(error).toMatchObject({ code: 'TOKEN_REVOKED', message: "token 'ci' was revoked" });
    const { run } = await bench.service.run(SCOPE, error.details.run);
    expect(run).toMatchObject({ state: 'abandoned', failure: { code: 'TOKEN_REVOKED' } });
    expect(tables()).toEqual(before);
    expect((await bench.service.versions(SCOPE, SHOP)).map(({ version }) => version)).toEqual(['1.0.0']);
    expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
    const log = await bench.service.log(SCOPE);
    expect(
      log.slice(-2).map(({ op, actor }) => `${op} ${actor === token.principal.id ? 'by the token' : actor}`),
    ).toEqual(['token.revoked maker', 'run.abandoned by the token']);
    expect((await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' })).state).toBe('finished');
    expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
  });

  it('that expires instead is as good as revoked', async () => {
    const before = tables();
    const draft = await change();
    endsAt = { state: 'applying', nextChunk: 1 };
    end = async () => clock.advance(HOUR_MS);
    const error = await bench.service.publish(token, draft, { targetEnv: 'dev' }).catch((cause) => cause);
    expect(error).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect((await bench.service.run(SCOPE, error.details.run)).run.state).toBe('abandoned');
    expect(tables()).toEqual(before);
  });
});

describe('I-42: what only goes forward', () => {
  it('stops, and somebody else resumes it', async () => {
    const { phone: _, ...fewer } = customerFields();
    const stack = { ...shopStack([object('shop_customer', fewer)]), views: [] };
    await bench.service.importStack(SCOPE, { stack, prune: true });
    const draft = await bench.service.openDraft(SCOPE, SHOP);
    await bench.service.publish(SCOPE, draft, { targetEnv: 'dev', keep: true });
    endsAt = { state: 'contracting', nextChunk: 0 };
    const error = await bench.service.finalize(token, { targetEnv: 'dev' }).catch((cause) => cause);
    expect(error).toMatchObject({
      code: 'TOKEN_REVOKED',
      suggestion: expect.stringContaining('mda run resume'),
    });
    const { run } = await bench.service.run(SCOPE, error.details.run);
    expect(run).toMatchObject({ state: 'schema_ahead', failure: { code: 'TOKEN_REVOKED' } });
    expect((await bench.service.driveRun(SCOPE, run.id)).state).toBe('finished');
    expect(await bench.service.drift(SCOPE, 'dev')).toEqual([]);
  });
});
