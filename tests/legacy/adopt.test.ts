/**
 * An app that a real runtime made without any version is taken over: the tables stay as they are, the real runtime and we
 * agree on them, and the next change is published onto its rows.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openJudged } from '../judge/database.ts';
import { judgeDrift } from '../judge/drift.ts';
import { type DatabaseServer, describeServers, freshDatabase } from '../support/servers.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { customer, customers, openTickets, PACKAGE, ticket, tickets } from './sample-app.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

describe('adopting on sqlite', () => adopting(null));
describeServers('adopting', adopting);

function adopting(server: DatabaseServer | null): void {
  const folder = mkdtempSync(join(tmpdir(), 'mda-legacy-'));
  let made = 0;
  let url = '';
  let dispose = async () => {};
  let runtime: Runtime;
  let bench: TestService;

  beforeEach(async () => {
    made += 1;
    const database = server && (await freshDatabase(server));
    url = database?.url ?? `sqlite:${join(folder, `${made}.db`)}`;
    bench = await testService();
    runtime = await startRuntime(url);
    dispose = async () => {
      await runtime.close();
      await bench.dispose();
      await database?.dispose();
    };
    await runtime.save('object', customer.name, customer, PACKAGE);
    await runtime.save('object', ticket.name, ticket, PACKAGE);
    await runtime.save('view', openTickets.name, openTickets, PACKAGE);
    for (const row of customers) await runtime.insert(customer.name, row);
    for (const row of tickets) await runtime.insert(ticket.name, row);
  });
  afterEach(() => dispose());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const adopt = (more: { readonly environment?: string } = {}) =>
    bench.service.adoptPackage(SCOPE, { packageId: PACKAGE, databaseUrl: url, ...more });
  const baseline = async () => {
    const result = await adopt();
    if (result.mode !== 'baseline') throw new Error('a first adoption staged changes');
    return result;
  };
  const changes = async () => {
    const result = await adopt();
    if (result.mode !== 'draft') throw new Error('a second adoption sealed a baseline');
    return result;
  };
  /** Every table with what it holds. */
  async function contentOf(): Promise<unknown> {
    const judged = await openJudged(url);
    try {
      const catalog = await judged.catalog();
      const names = Object.keys(catalog).sort();
      const rows = [];
      for (const name of names)
        rows.push([name, await judged.query(`SELECT * FROM ${judged.quoted(name)} ORDER BY 1`)]);
      return { catalog, rows };
    } finally {
      await judged.close();
    }
  }

  it('seals what the runtime has as a baseline, and writes nothing into its database', async () => {
    const before = await contentOf();
    const result = await baseline();
    expect(result).toMatchObject({
      environment: 'adopted',
      package: PACKAGE,
      version: '0.1.0',
      items: 3,
      left: [],
      drift: [],
    });
    expect(result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await contentOf()).toEqual(before);
    expect(await bench.service.drift(SCOPE, 'adopted')).toEqual([]);
    const judged = await judgeDrift(url, [customer, ticket]);
    expect(judged.driverErrors).toEqual([]);
    // The judge counts the runtime's own tables as too many.
    expect(judged.findings.filter((finding) => !/ sys_/.test(finding))).toEqual([]);
    const sealed = await bench.service.exportVersion(SCOPE, PACKAGE, '0.1.0');
    expect(sealed.checksum).toBe(result.checksum);
    const { stack } = JSON.parse(sealed.manifestJson);
    expect(stack.objects).toEqual([customer, ticket]);
    expect(stack.views).toEqual([
      { object: 'desk_ticket', listViews: { open: { ...openTickets.config, label: 'Open tickets' } } },
    ]);
    const [adopted] = (await bench.service.environments(SCOPE)).filter(({ name }) => name === 'adopted');
    expect(adopted).toMatchObject({
      type: 'production',
      installations: [{ package: PACKAGE, version: '0.1.0' }],
    });
    expect((await bench.service.verifyAudit(SCOPE)).rows).toBeGreaterThan(2);
  });

  it('publishes the next change onto the rows that are there', async () => {
    await baseline();
    const draft = await bench.service.openDraft(SCOPE, PACKAGE);
    const phone = { type: 'text', label: 'Phone', maxLength: 40 };
    const item = { ...customer, fields: { ...customer.fields, phone } };
    await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: customer.name, item, draft });
    const diff = await bench.service.diff(SCOPE, draft, { targetEnv: 'adopted' });
    expect(diff.plan.steps.map(({ step }) => `${step.kind} ${step.table}`)).toEqual([
      'add_column desk_customer',
    ]);
    const published = await bench.service.publish(SCOPE, draft, { targetEnv: 'adopted' });
    expect(published).toMatchObject({ semver: '0.2.0', state: 'finished' });
    expect(await bench.service.drift(SCOPE, 'adopted')).toEqual([]);
    const rows = await runtime.find(customer.name);
    expect(rows.map(({ id, name, code, credit }) => ({ id, name, code, credit }))).toEqual(
      customers.map(({ id, name, code, credit }) => ({ id, name, code, credit })),
    );
    expect(await runtime.find(ticket.name)).toHaveLength(tickets.length);
    expect(await runtime.query('SELECT phone FROM desk_customer')).toHaveLength(customers.length);
    const judged = await judgeDrift(url, [item, ticket]);
    expect(judged.findings.filter((finding) => !/ sys_/.test(finding))).toEqual([]);
  });

  it('tells what changes there afterwards, and takes it into the draft', async () => {
    await baseline();
    const place = { packageId: PACKAGE, environment: 'adopted' };
    expect((await bench.service.flatChanges(SCOPE, place)).changes).toEqual([]);
    expect(await bench.service.flatDrift(SCOPE, 'adopted')).toEqual([]);
    const invoice = { ...ticket, name: 'desk_invoice', label: 'Invoice', indexes: [] };
    await runtime.save('object', invoice.name, invoice, PACKAGE);
    await runtime.save('view', openTickets.name, { ...openTickets, label: 'Still open' }, PACKAGE);
    const told = [
      { ref: 'object/desk_invoice', change: 'added' },
      { ref: 'view/desk_ticket.open', change: 'changed' },
    ];
    expect((await bench.service.flatChanges(SCOPE, place)).changes).toEqual(told);
    expect(await bench.service.flatDrift(SCOPE, 'adopted')).toMatchObject([
      { environment: 'adopted', package: PACKAGE, changes: told },
    ]);
    expect(await changes()).toMatchObject({
      changes: told,
      staged: told.map(({ ref }) => ref),
      conflicts: [],
      left: [],
    });
    expect((await bench.service.flatChanges(SCOPE, place)).changes).toEqual([]);
    const draft = await bench.service.openDraft(SCOPE, PACKAGE);
    const { changes: staged } = await bench.service.status(SCOPE, draft);
    expect(staged.map(({ ref, op }) => `${op} ${ref}`)).toEqual([
      'put object/desk_invoice',
      'put view/desk_ticket.open',
    ]);
    // The runtime has made the table already: the publish finds it.
    const published = await bench.service.publish(SCOPE, draft, { targetEnv: 'adopted' });
    expect(published).toMatchObject({ state: 'finished', plan: { steps: [] } });
    expect(await bench.service.drift(SCOPE, 'adopted')).toEqual([]);
  });

  it('leaves what changed on both sides to a person, and stages what went', async () => {
    await baseline();
    const draft = await bench.service.openDraft(SCOPE, PACKAGE);
    const mine = { ...customer, label: 'Client' };
    await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: customer.name, item: mine, draft });
    await runtime.save('object', customer.name, { ...customer, label: 'Buyer' }, PACKAGE);
    await runtime.query(`DELETE FROM sys_metadata WHERE name = '${openTickets.name}'`);
    expect(await changes()).toMatchObject({
      conflicts: [{ ref: 'object/desk_customer', reason: 'changed in the runtime, and edited here' }],
      staged: ['view/desk_ticket.open'],
    });
    const read = { ref: { type: 'object', name: customer.name }, draft };
    expect((await bench.service.readItem(SCOPE, read)).body).toEqual(mine);
    const { changes: open } = await bench.service.flatChanges(SCOPE, {
      packageId: PACKAGE,
      databaseUrl: url,
    });
    expect(open).toEqual([{ ref: 'object/desk_customer', change: 'changed' }]);
    await bench.service.stage(SCOPE, {
      ...{ op: 'put', type: 'object', name: customer.name, draft },
      item: { ...customer, label: 'Buyer' },
    });
    expect(await changes()).toMatchObject({ conflicts: [], staged: [] });
  });

  it('names what it does not take', async () => {
    const put = (id: string, type: string, name: string, metadata: string | null, more = {}) => {
      const row = {
        id,
        type,
        name,
        metadata,
        package_id: PACKAGE,
        state: 'active',
        scope: 'platform',
        ...more,
      };
      const value = (cell: unknown) =>
        cell === null
          ? 'NULL'
          : `'${String(cell)
              .replaceAll("'", "''")
              .replaceAll('\\', server?.engine === 'mysql' ? '\\\\' : '\\')}'`;
      return runtime.query(
        `INSERT INTO sys_metadata (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).map(value).join(', ')})`,
      );
    };
    await runtime.saveDraft(
      'view',
      'desk_ticket.mine',
      { ...openTickets, name: 'desk_ticket.mine' },
      PACKAGE,
    );
    await put('x1', 'function', 'desk_notify', '{"name":"desk_notify","handler":"send"}');
    await put('x2', 'object', 'desk_broken', '{"name":"desk_broken","fields":{"a":{"type":"wish"}}}');
    await put('x3', 'object', 'Desk Loud', '{"name":"Desk Loud","label":"L","fields":{}}');
    await put('x4', 'object', 'desk_torn', '{"name":"desk_torn","fie');
    await put('x5', 'object', 'desk_empty', null);
    await put('x6', 'weather', 'desk_rain', '{}');
    await put('x7', 'page', 'desk_other', '{"name":"desk_another","label":"A"}');
    await put('x8', 'object', 'desk_proto', '{"name":"desk_proto","__proto__":{"polluted":true}}');
    await put('x9', 'report', 'desk_twice', '{}', { organization_id: 'org_a' });
    await put('y1', 'report', 'desk_twice', '{}', { organization_id: 'org_b' });
    const result = await baseline();
    expect(result.items).toBe(3);
    expect(result.drift).toEqual([]);
    const reasons = new Map(result.left.map(({ ref, reason }) => [ref, reason]));
    expect(Object.fromEntries([...reasons].sort())).toEqual({
      'function/desk_notify': expect.stringMatching(/^refused: a sealed version holds data only/),
      'object/Desk Loud': 'ITEM_INVALID: see problems',
      'object/desk_broken': 'ITEM_INVALID: see problems',
      'object/desk_empty': expect.stringMatching(/no body/),
      'object/desk_proto': expect.stringMatching(/^its body cannot be read: /),
      'object/desk_torn': expect.stringMatching(/^its body cannot be read: /),
      'page/desk_other': expect.stringMatching(/its body 'desk_another'/),
      'report/desk_twice': expect.stringMatching(/^2 active rows/),
      'view/desk_ticket.mine': expect.stringMatching(/draft in the runtime/),
      'weather/desk_rain': "a package has no items of type 'weather'",
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    // What was left is no change until somebody changes it.
    expect(
      (await bench.service.flatChanges(SCOPE, { packageId: PACKAGE, databaseUrl: url })).changes,
    ).toEqual([]);
    await runtime.query(`UPDATE sys_metadata SET metadata = '{"name":"desk_torn"}' WHERE id = 'x4'`);
    expect(await changes()).toMatchObject({
      changes: [{ ref: 'object/desk_torn', change: 'changed' }],
      staged: [],
    });
  });

  it('refuses a database without metadata, a package without rows, and a name that is taken', async () => {
    const other = server && (await freshDatabase(server));
    const empty = other?.url ?? `sqlite:${join(folder, `${made}-empty.db`)}`;
    const judged = await openJudged(empty);
    await judged.query('CREATE TABLE desk_note (id varchar(9))');
    const from = { packageId: PACKAGE, databaseUrl: empty };
    await expect(bench.service.adoptPackage(SCOPE, from)).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    await judged.query('CREATE TABLE sys_metadata (id varchar(9), name varchar(9), metadata text)');
    await expect(bench.service.adoptPackage(SCOPE, from)).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      details: { missing: ['type', 'package_id', 'state', 'organization_id'] },
    });
    await judged.close();
    await other?.dispose();
    const nobody = { packageId: 'com.acme.nobody', databaseUrl: url };
    await expect(bench.service.adoptPackage(SCOPE, nobody)).rejects.toMatchObject({
      code: 'PACKAGE_NOT_FOUND',
      details: { packages: [{ packageId: PACKAGE, rows: 3 }] },
    });
    await expect(bench.service.flatChanges(SCOPE, nobody)).rejects.toMatchObject({
      code: 'PACKAGE_NOT_FOUND',
    });
    await bench.environment('dev');
    await expect(adopt({ environment: 'dev' })).rejects.toMatchObject({ code: 'ENVIRONMENT_EXISTS' });
    const elsewhere = await testService();
    await elsewhere.service.addEnvironment(SCOPE, { name: 'live', type: 'production', databaseUrl: url });
    const taken = { packageId: PACKAGE, databaseUrl: url };
    await elsewhere.service.adoptPackage(SCOPE, taken);
    const theirs = await elsewhere.service.openDraft(SCOPE, PACKAGE);
    const item = { ...ticket, label: 'Case' };
    await elsewhere.service.stage(SCOPE, {
      op: 'put',
      type: 'object',
      name: ticket.name,
      item,
      draft: theirs,
    });
    await elsewhere.service.publish(SCOPE, theirs, { targetEnv: 'live' });
    await elsewhere.dispose();
    await expect(adopt()).rejects.toMatchObject({ code: 'ENVIRONMENT_EXISTS' });
    await bench.service.openDraft(SCOPE, PACKAGE);
    await expect(adopt()).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect((await bench.service.environments(SCOPE)).map(({ name }) => name)).toEqual(['dev']);
    const gone = { packageId: PACKAGE, databaseUrl: `sqlite:${join(folder, 'nowhere', 'app.db')}` };
    await bench.dispose();
    bench = await testService();
    await expect(bench.service.adoptPackage(SCOPE, gone)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  it('is done once by two at once, and under another name: who comes second is told where it is', async () => {
    const outcomes = await Promise.allSettled([adopt({ environment: 'one' }), adopt({ environment: 'two' })]);
    const [live, ...others] = await bench.service.environments(SCOPE);
    expect(others).toEqual([]);
    const told = {
      code: 'NAME_TAKEN',
      details: { package: PACKAGE, environment: live?.name },
      suggestion: `stage what changed in it since with: mda adopt --env ${live?.name} --package ${PACKAGE}`,
    };
    expect(outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toMatchObject([told]);
    await expect(adopt({ environment: 'three' })).rejects.toMatchObject(told);
  });

  it('takes two packages of one database, and refuses an object that both have', async () => {
    const note = { ...customer, name: 'note_page', label: 'Note' };
    await runtime.save('object', note.name, note, 'com.acme.note');
    await baseline();
    const second = await bench.service.adoptPackage(SCOPE, { packageId: 'com.acme.note', databaseUrl: url });
    expect(second).toMatchObject({ mode: 'baseline', environment: 'adopted', items: 1, drift: [] });
    await runtime.query(`UPDATE sys_metadata SET package_id = 'com.acme.thief' WHERE name = 'desk_customer'`);
    await expect(
      bench.service.adoptPackage(SCOPE, { packageId: 'com.acme.thief', databaseUrl: url }),
    ).rejects.toMatchObject({ code: 'NAME_TAKEN', details: { refs: ['object/desk_customer'] } });
  });
}
