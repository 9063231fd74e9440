/**
 * Proves what follows an activation: checks that fail are told and, where the policy says so, bring the version before
 * back, once, with the rows written since; whoever dies in between leaves them to the next one.
 */
import type { HealthProbes, ProbeOutcome } from '@objectstack/metadata-authoring';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { object, text } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const ADDON = 'com.example.addon';
const FAX = { fax: { type: 'text', label: 'Fax' } };
const SECRET_URL = 'https://ops:pw-s3cret@app.example.com/health?token=t0k-s3cret&deep=1';
const HTTP = { kind: 'http', name: 'app answers', url: SECRET_URL };

let office: Office;
afterEach(() => office.dispose());

interface Scripted extends HealthProbes {
  readonly asked: string[];
  pauses: number;
}

/** @param look what the n-th look from outside finds */
function scripted(look: (n: number) => ProbeOutcome | Promise<ProbeOutcome>): Scripted {
  const probes: Scripted = {
    asked: [],
    pauses: 0,
    http: async ({ url }) => {
      probes.asked.push(url);
      return look(probes.asked.length);
    },
    command: async ({ command }) => {
      probes.asked.push(command.join(' '));
      return look(probes.asked.length);
    },
    pause: async () => {
      probes.pauses += 1;
    },
  };
  return probes;
}

const passes = (): ProbeOutcome => ({ passed: true, detail: 'answers 200' });
const fails = (): ProbeOutcome => ({ passed: false, detail: `answers 503 at ${SECRET_URL}` });

async function opened(probes: HealthProbes, health: object): Promise<void> {
  office = await openOffice({ probes });
  await office.publish(customerFields());
  await office.service.setPolicy(office.as('olga'), 'dev', { health });
}

const observed = async () => (await office.service.environment(office.as('rita'), 'dev')).health[0];
const events = async (op: string) =>
  (await office.service.log(office.as('rita'))).filter((event) => event.op === op);
const customers = () => {
  const db = new Database(office.databaseOf('dev'), { readonly: true });
  try {
    return db.prepare('SELECT count(*) FROM shop_customer').pluck().get();
  } finally {
    db.close();
  }
};

describe('a version that fails its checks', () => {
  it('is rolled back where the policy says so, and the rows written since stay', async () => {
    // Somebody works with the new version while it is looked at.
    const probes = scripted(() => {
      if (probes.asked.length === 1) office.insertCustomers('dev', 3);
      return probes.asked.length === 1 ? fails() : passes();
    });
    await opened(probes, { checks: [{ kind: 'schema' }, HTTP], onFailure: 'rollback' });
    const refused = await office.refused(office.publish({ ...customerFields(), ...FAX }));
    expect(refused).toMatchObject({
      code: 'HEALTH_FAILED',
      details: { rolledBack: true, live: '1.0.0', failing: [{ name: 'app answers', state: 'failing' }] },
    });
    expect(refused.message).toContain(`'app answers'`);
    expect(await office.runs('dev')).toBe('1.0.0');
    expect(customers()).toBe(3);
    // A run of its own, that the policy asked for; who published may not roll back at all.
    const [back] = await office.service.runs(office.as('rita'), { environment: 'dev', limit: 1 });
    expect(back).toMatchObject({
      id: refused.details.rollback,
      requestedBy: 'policy:health',
      request: { kind: 'rollback' },
    });
    expect(await observed()).toMatchObject({ version: '1.0.0', observed: 'healthy', failing: [] });
    const told = await events('environment.checked');
    expect(told.map(({ actor, data }) => [actor, data?.state])).toEqual([
      ['max', 'failing'],
      ['policy:health', 'healthy'],
    ]);
    const audit = await office.service.audit(office.as('olga'));
    expect(audit.filter((row) => row.audit?.operation === 'environment.checked')).toHaveLength(2);
    expect((await office.service.verifyAudit(office.as('olga'))).intact).toBe(true);
  });

  it.each([
    ['both ran before', true],
    ['one of them came with it', false],
  ])('goes back as a whole train: %s', async (_, ranBefore) => {
    let sick = false;
    await opened(
      scripted(() => (sick ? fails() : passes())),
      { checks: [] },
    );
    const adam = office.as('adam');
    const addon = async (fields: object) => {
      const manifest = { id: ADDON, namespace: 'addon', version: '1.0.0', type: 'app', name: 'Addon' };
      const objects = [object('addon_note', { name: text('Name'), ...fields })];
      await office.service.importStack(adam, { stack: { manifest, objects }, prune: true });
      const draft = await office.service.openDraft(adam, ADDON);
      return (await office.service.publish(adam, draft, { targetEnv: 'dev' })).packageVersionId;
    };
    const promote = (...ids: string[]) => office.service.promote(adam, ids, { targetEnv: 'staging' });
    const shop = await office.publish({ ...customerFields(), web: text('Web') });
    await promote(...(ranBefore ? [shop, await addon({})] : [shop]));
    const policy = { health: { checks: [HTTP], onFailure: 'rollback' } };
    await office.service.setPolicy(office.as('olga'), 'staging', policy);
    const next = [
      await addon({ more: text('More') }),
      await office.publish({ ...customerFields(), web: text('Web'), ...FAX }),
    ];
    const running = async () =>
      (await office.service.environment(office.as('rita'), 'staging')).installations
        .map((one) => `${one.package} ${one.version}`)
        .sort();
    const before = await running();
    sick = true;
    const refused = await office.refused(promote(...next));
    expect(refused).toMatchObject({ code: 'HEALTH_FAILED', details: { rolledBack: true } });
    expect(refused.message).toContain('were rolled back');
    expect(await running()).toEqual(before);
    expect(before).toHaveLength(ranBefore ? 2 : 1);
    const [back] = await office.service.runs(office.as('rita'), { environment: 'staging', limit: 1 });
    expect(back?.request.targets).toHaveLength(2);
    expect(await office.service.drift(office.as('rita'), 'staging')).toEqual([]);
    // Once it is well, it comes as a whole again.
    sick = false;
    await promote(...next);
    expect(await running()).toHaveLength(2);
  });

  it('stays live where it is only reported, and is seen failing since then', async () => {
    const probes = scripted(fails);
    await opened(probes, { checks: [HTTP], onFailure: 'report' });
    await office.publish({ ...customerFields(), ...FAX });
    const live = await office.runs('dev');
    expect(live).not.toBe('1.0.0');
    const since = (await observed())?.since;
    expect(await observed()).toMatchObject({ observed: 'failing', failing: [{ name: 'app answers' }] });
    office.clock.advance(60_000);
    const report = await office.service.health(office.as('adam'), 'dev');
    expect(report).toMatchObject({ state: 'failing', installations: [{ version: live, since }] });
    expect(report.installations[0]?.checkedAt).toBe(report.checkedAt);
    expect(report.checkedAt > (since ?? '')).toBe(true);
    // Nothing new is no news.
    expect(await events('environment.checked')).toHaveLength(1);
  });

  it('is given the time that the policy gives it', async () => {
    const probes = scripted((n) => (n < 3 ? fails() : passes()));
    await opened(probes, { checks: [HTTP], onFailure: 'rollback', withinSeconds: 5 });
    await office.publish({ ...customerFields(), ...FAX });
    expect([probes.asked.length, probes.pauses]).toEqual([3, 2]);
    expect(await observed()).toMatchObject({ observed: 'healthy' });
    const late = scripted(fails);
    await office.dispose();
    await opened(late, { checks: [HTTP], onFailure: 'report', withinSeconds: 2 });
    await office.publish({ ...customerFields(), ...FAX });
    expect(late.pauses).toBe(2);
  });

  it('is rolled back once: the version before is not sent away in its turn', async () => {
    await opened(scripted(fails), { checks: [HTTP], onFailure: 'rollback' });
    expect((await office.refused(office.publish({ ...customerFields(), ...FAX }))).details.rolledBack).toBe(
      true,
    );
    expect(await office.runs('dev')).toBe('1.0.0');
    expect(await observed()).toMatchObject({ version: '1.0.0', observed: 'failing' });
    const kinds = (await office.service.runs(office.as('rita'), { environment: 'dev' })).map(
      ({ request }) => request.kind,
    );
    expect(kinds.filter((kind) => kind === 'rollback')).toHaveLength(1);
  });

  it('stays where there was none before it', async () => {
    office = await openOffice({ probes: scripted(fails) });
    const health = { checks: [HTTP], onFailure: 'rollback' };
    await office.service.setPolicy(office.as('olga'), 'dev', { health });
    const first = await office.refused(office.publish(customerFields()));
    expect(first).toMatchObject({ code: 'HEALTH_FAILED', details: { rolledBack: false } });
    expect(await office.runs('dev')).toBe('1.0.0');
    expect(await observed()).toMatchObject({ version: '1.0.0', observed: 'failing' });
  });

  it('stays where going back would lose values: people decide about those', async () => {
    let dead = true;
    const probes = scripted(() => {
      if (dead) throw new Error('killed');
      return fails();
    });
    await opened(probes, { checks: [HTTP], onFailure: 'rollback' });
    const credit = { credit: { type: 'text', label: 'Credit' } };
    await expect(office.publish({ ...customerFields(), ...credit })).rejects.toThrow('killed');
    const live = await office.runs('dev');
    const adam = office.as('adam');
    // From here on the earlier column is not written along any more.
    await office.service.finalize(adam, { targetEnv: 'dev' });
    const db = new Database(office.databaseOf('dev'));
    db.exec(`INSERT INTO shop_customer (id, name, credit) VALUES ('a', 'A', '008')`);
    db.close();
    dead = false;
    const refused = await office.refused(office.service.health(adam, 'dev'));
    expect(refused).toMatchObject({ code: 'HEALTH_FAILED', details: { rolledBack: false } });
    expect(refused.message).toContain('shop_customer.credit');
    expect(refused.suggestion).toContain('mda rollback --env dev --preview');
    expect(await office.runs('dev')).toBe(live);
    expect((await office.service.rollbackPreview(adam, { targetEnv: 'dev' })).lost).toEqual([
      { name: 'shop_customer.credit', table: 'shop_customer', column: 'credit', rows: 1, why: 'converted' },
    ]);
  });
});

describe('checks that nobody made', () => {
  it('are no good news, and move nothing for whoever may only look', async () => {
    let dead = true;
    const probes = scripted(() => {
      if (dead) throw new Error('killed');
      return fails();
    });
    await opened(probes, { checks: [HTTP], onFailure: 'rollback' });
    await expect(office.publish({ ...customerFields(), ...FAX })).rejects.toThrow('killed');
    const live = await office.runs('dev');
    expect(live).not.toBe('1.0.0');
    expect(await observed()).toMatchObject({ version: live, observed: 'unknown', since: null });
    dead = false;
    // Whoever may only read looks, and moves nothing.
    expect((await office.service.health(office.as('rita'), 'dev')).state).toBe('failing');
    expect(await office.runs('dev')).toBe(live);
    expect(await observed()).toMatchObject({ observed: 'unknown', since: null });
  });

  it.each(['health', 'resume'] as const)('roll back as they would have: %s', async (by) => {
    let dead = true;
    const probes = scripted(() => {
      if (dead) throw new Error('killed');
      return probes.asked.length === 2 ? fails() : passes();
    });
    await opened(probes, { checks: [HTTP], onFailure: 'rollback' });
    await expect(office.publish({ ...customerFields(), ...FAX })).rejects.toThrow('killed');
    dead = false;
    const adam = office.as('adam');
    const [run] = await office.service.runs(adam, { environment: 'dev', limit: 1 });
    const next =
      by === 'health' ? office.service.health(adam, 'dev') : office.service.driveRun(adam, run?.id ?? '');
    expect(await office.refused(next)).toMatchObject({
      code: 'HEALTH_FAILED',
      details: { rolledBack: true },
    });
    expect(await office.runs('dev')).toBe('1.0.0');
    // Nothing is due any more.
    expect((await office.service.health(adam, 'dev')).state).toBe('healthy');
  });
});

describe('what is checked', () => {
  it('finds what is missing in the tables, and counts rows and values', async () => {
    const checks = [
      { kind: 'schema' },
      { kind: 'rows', name: 'customers', object: 'shop_customer', atLeast: 2 },
      { kind: 'rows', name: 'phones', object: 'shop_customer', field: 'phone', emptyAtMost: 0 },
      { kind: 'rows', name: 'nothing', object: 'shop_nothing', atLeast: 0 },
    ];
    await opened(scripted(passes), { checks });
    const found = async () =>
      (await office.service.health(office.as('rita'), 'dev')).results.map(
        ({ name, state }) => `${name} ${state}`,
      );
    expect(await found()).toEqual([
      'schema healthy',
      'customers failing',
      'phones healthy',
      'nothing failing',
    ]);
    office.insertCustomers('dev', 2);
    expect(await found()).toEqual([
      'schema healthy',
      'customers healthy',
      'phones healthy',
      'nothing failing',
    ]);
    const db = new Database(office.databaseOf('dev'));
    db.exec('UPDATE shop_customer SET phone = NULL; ALTER TABLE shop_customer DROP COLUMN credit');
    db.close();
    const { results } = await office.service.health(office.as('rita'), 'dev');
    expect(results.map(({ detail }) => detail)).toEqual([
      'shop_customer.credit is missing',
      '2 rows, at least 2',
      '2 rows without a value, at most 0',
      `there is no 'shop_nothing'`,
    ]);
  });

  it('is unknown where nobody can look, and never rolls back for that', async () => {
    office = await openOffice();
    await office.publish(customerFields());
    await office.service.setPolicy(office.as('olga'), 'dev', {
      health: { checks: [HTTP], onFailure: 'rollback' },
    });
    await office.publish({ ...customerFields(), ...FAX });
    expect(await observed()).toMatchObject({ observed: 'unknown' });
    expect(await office.runs('dev')).not.toBe('1.0.0');
  });

  it('shows no secret of a URL anywhere, whatever the app repeats, and cuts what it says', async () => {
    const loud = `${'x'.repeat(5_000)}\u0000\u001b[2J\n${SECRET_URL}`;
    await opened(
      scripted(() => ({ passed: false, detail: `${SECRET_URL} pw-s3cret ${loud}` })),
      {
        checks: [HTTP],
        onFailure: 'report',
      },
    );
    const reader = office.as('rita');
    const seen = JSON.stringify([
      await office.publish({ ...customerFields(), ...FAX }),
      await office.service.policy(reader, 'dev'),
      await office.service.health(reader, 'dev'),
      await office.service.environment(reader, 'dev'),
      await office.service.log(reader),
      await office.service.audit(reader),
    ]);
    expect(seen).not.toMatch(/s3cret/);
    expect(seen).toContain('https://***@app.example.com/health?token=***&deep=***');
    const [result] = (await office.service.health(reader, 'dev')).results;
    expect(result?.detail.length).toBeLessThanOrEqual(300);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(result?.detail).not.toMatch(/[\u0000-\u001f]/);
    // What was shown cannot be set: it would ask for the mask.
    const { policy } = await office.service.policy(reader, 'dev');
    await expect(
      office.service.setPolicy(office.as('olga'), 'dev', { health: policy.health }),
    ).rejects.toMatchObject({ code: 'USAGE_INVALID', message: expect.stringContaining('***') });
  });

  it.each([
    [{ checks: [{ kind: 'sql', statement: 'SELECT 1' }] }, 'health.checks[0].kind'],
    [{ checks: [{ kind: 'rows', object: 'a' }] }, 'atLeast'],
    [{ checks: [{ kind: 'rows', object: 'a', emptyAtMost: 0 }] }, 'field'],
    [{ checks: [{ kind: 'rows', object: 'a', where: '1=1', atLeast: 1 }] }, `has no 'where'`],
    [{ checks: [{ kind: 'http', url: 'file:///etc/passwd' }] }, 'http'],
    [{ checks: [{ kind: 'http', url: 'nowhere' }] }, 'is no URL'],
    [{ checks: [{ kind: 'command', command: 'rm -rf /' }] }, 'arguments'],
    [{ checks: [{ kind: 'command', command: ['a\0b'] }] }, 'arguments'],
    [{ checks: [{ kind: 'command', command: ['a'], timeoutSeconds: 0 }] }, 'timeoutSeconds'],
    [{ checks: [{ kind: 'schema' }, { kind: 'schema' }] }, `has 'schema' twice`],
    [{ checks: Array.from({ length: 21 }, (_, at) => ({ kind: 'schema', name: `s${at}` })) }, 'at most 20'],
    [{ onFailure: 'panic' }, 'onFailure'],
    [{ withinSeconds: 1e9 }, 'withinSeconds'],
  ])('is refused by where it is wrong: %j', async (health, where) => {
    office = await openOffice();
    await expect(office.service.setPolicy(office.as('olga'), 'dev', { health })).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      message: expect.stringContaining(where),
    });
  });
});
