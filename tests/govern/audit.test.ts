/** I-48: the audit log is what was written, and says so; and a live value is traced back to who wrote it. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { object, SHOP, shopStack, text } from '../lifecycle/shop.ts';
import { portsOf } from '../support/ports-of.ts';
import { customerFields, type Office, openOffice } from './office.ts';

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});

afterEach(() => office.dispose());

/** As somebody would who can write the file: nothing of ours stands between. */
function tamper(...statements: readonly string[]): void {
  const db = new Database(join(office.folder, 'control.db'));
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
  }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
  for (const statement of statements) db.exec(statement);
  db.close();
}

const verify = (anchor?: { seq: number; hash: string }) =>
  office.service.verifyAudit(office.as('rita'), anchor === undefined ? {} : { anchor });

describe('I-48: the audit log', () => {
  beforeEach(() => office.publish(customerFields()));

  it('is whole after real work, and gapless', async () => {
    const verdict = await verify();
    const log = await office.service.log(office.as('rita'));
    expect(verdict).toMatchObject({ intact: true, broken: null, rows: log.length });
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, at) => at + 1));
    expect(await verify(verdict.head)).toMatchObject({ intact: true });
  });

  it.each([
    [
      'an event',
      `UPDATE _authoring_event SET payload = replace(payload, '"op"', '"oq"') WHERE seq = 4`,
      4,
      'its event is not what was recorded',
    ],
    [
      'who did it',
      `UPDATE _authoring_event SET actor = 'eve' WHERE seq = 4; UPDATE sys_metadata_audit SET actor = 'eve' WHERE seq = 4`,
      4,
      'its event is not what was recorded',
    ],
    [
      'who did it, in one place',
      `UPDATE sys_metadata_audit SET actor = 'eve' WHERE seq = 4`,
      4,
      'its two rows name different actors',
    ],
    [
      'what was done',
      `UPDATE sys_metadata_audit SET operation = 'read' WHERE seq = 4`,
      4,
      'its operation is not what its event says',
    ],
    [
      'whether it was forced',
      `UPDATE sys_metadata_audit SET outcome = 'forced' WHERE seq = 4`,
      4,
      'its outcome is not what its event says',
    ],
    [
      'of what',
      `UPDATE sys_metadata_audit SET name = 'x' WHERE seq = 4`,
      4,
      'its name is not what its event says',
    ],
    [
      'when',
      `UPDATE sys_metadata_audit SET occurred_at = '2020-01-01T00:00:00.000Z' WHERE seq = 4`,
      4,
      'its two rows name different times',
    ],
    [
      'a hash',
      `UPDATE sys_metadata_audit SET hash = '${'0'.repeat(64)}' WHERE seq = 4`,
      4,
      'its event is not what was recorded',
    ],
    [
      'the hash before',
      `UPDATE sys_metadata_audit SET prev_hash = '${'0'.repeat(64)}' WHERE seq = 4`,
      4,
      'it does not follow the row before it',
    ],
    [
      'a row',
      `DELETE FROM _authoring_event WHERE seq = 4; DELETE FROM sys_metadata_audit WHERE seq = 4`,
      4,
      'row 4 is missing',
    ],
    [
      'one of the two rows',
      `DELETE FROM _authoring_event WHERE seq = 4`,
      4,
      'its event is missing from the change log',
    ],
    ['the other one', `DELETE FROM sys_metadata_audit WHERE seq = 4`, 4, 'its audit row is missing'],
  ])('tells where %s was changed', async (_, statement, seq, because) => {
    const { rows } = await verify();
    tamper(statement);
    expect(await verify()).toMatchObject({ intact: false, rows: seq - 1, broken: { seq, because } });
    expect(rows).toBeGreaterThan(seq);
  });

  it('tells of a log that was cut at its end only to whoever kept its head', async () => {
    const { head } = await verify();
    tamper(
      `DELETE FROM _authoring_event WHERE seq = ${head.seq}; DELETE FROM sys_metadata_audit WHERE seq = ${head.seq}`,
    );
    expect(await verify()).toMatchObject({ intact: true, rows: head.seq - 1 });
    expect(await verify(head)).toMatchObject({
      intact: false,
      broken: { seq: head.seq, because: `the log ends before row ${head.seq}, whose hash was kept` },
    });
  });

  it('takes a row that is written while it reads for what it is', async () => {
    const racing = await openOffice({
      wrap: (plane) => ({
        ...portsOf(plane),
        transaction: (work) => plane.transaction(work),
        log: {
          record: (...values) => plane.log.record(...values),
          since: (...values) => plane.log.since(...values),
          head: (...values) => plane.log.head(...values),
          async audited(...values) {
            const page = await plane.log.audited(...values);
            if (seen) return page;
            seen = true;
            return page.map((row) => (row.seq === page.at(-1)?.seq ? { ...row, event: null } : row));
          },
        },
      }),
    });
    let seen = false;
    try {
      await racing.publish(customerFields());
      const rows = (await racing.service.log(racing.as('rita'))).length;
      expect(await racing.service.verifyAudit(racing.as('rita'))).toMatchObject({ intact: true, rows });
      expect(seen).toBe(true);
    } finally {
      await racing.dispose();
    }
  });

  it('is no business of a guest, nor of another organization', async () => {
    const closed = await openOffice({ members: { olga: 'owner', gus: 'guest', max: 'maker' } });
    try {
      expect((await closed.refused(closed.service.verifyAudit(closed.as('gus')))).code).toBe(
        'ROLE_FORBIDDEN',
      );
    } finally {
      await closed.dispose();
    }
  });
});

describe('why a value is live', () => {
  const why = (what: string, environment = 'prod') =>
    office.service.why(office.as('rita'), what, environment);

  async function toProd(version: string, force = false): Promise<void> {
    const promote = () => office.service.promote(office.as('adam'), version, { targetEnv: 'prod', force });
    const request = (await office.refused(promote())).details.request;
    if (typeof request === 'string') await office.service.approve(office.as('anna'), request, 'fine');
    await promote();
  }

  it('names version, edit, author, run and approvers, past versions that did not touch it', async () => {
    await toProd(await office.publish(customerFields()));
    const fields = customerFields();
    await office.service.stage(office.as('max'), {
      op: 'put',
      type: 'object',
      name: 'shop_customer',
      item: object('shop_customer', { ...fields, phone: { ...fields.phone, maxLength: 60 } }),
      draft: await office.service.openDraft(office.as('max'), SHOP),
    });
    const draft = await office.service.openDraft(office.as('max'), SHOP);
    const second = await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' });
    office.clock.advance(60_000);
    const third = await office.publish({
      ...fields,
      phone: { ...fields.phone, maxLength: 60 },
      fax: text('Fax'),
    });
    await toProd(third);
    const found = await why('object/shop_customer.fields.phone.maxLength');
    expect(found).toMatchObject({
      value: 60,
      since: { version: second.semver, sealedBy: 'max' },
      edit: { by: 'max', op: 'put' },
      live: { by: 'adam', approval: { submitter: 'adam', answers: [{ actor: 'anna', comment: 'fine' }] } },
    });
    expect(found.runs).not.toBe(second.semver);
    expect(found.live?.version).toBe(found.runs);
    expect(await why('object/shop_customer.fields.name.required')).toMatchObject({
      value: true,
      since: { version: '1.0.0' },
      live: { version: '1.0.0' },
    });
    expect(await why('object/shop_customer.fields.fax')).toMatchObject({ since: { version: found.runs } });
  });

  it('follows renames of items and fields', async () => {
    await office.publish(customerFields());
    const draft = () => office.service.openDraft(office.as('max'), SHOP);
    await office.service.renameField(office.as('max'), await draft(), 'shop_customer', 'phone', 'mobile');
    await office.service.rename(
      office.as('max'),
      await draft(),
      { type: 'object', name: 'shop_customer' },
      'shop_client',
    );
    await office.service.publish(office.as('max'), await draft(), { targetEnv: 'dev' });
    expect(await why('object/shop_client.fields.mobile.maxLength', 'dev')).toMatchObject({
      value: 40,
      since: { version: '1.0.0', ref: 'object/shop_customer', path: ['fields', 'phone', 'maxLength'] },
      live: { version: '1.0.0' },
    });
  });

  it('counts from when it came back, after it was away', async () => {
    const first = await office.publish(customerFields());
    await office.service.promote(office.as('adam'), first, { targetEnv: 'staging' });
    const second = await office.publish({ ...customerFields(), phone: text('Telephone', { maxLength: 40 }) });
    office.clock.advance(1_000);
    await office.service.promote(office.as('adam'), second, { targetEnv: 'staging' });
    office.clock.advance(1_000);
    await office.service.rollback(office.as('olga'), { targetEnv: 'staging' });
    expect(await why('object/shop_customer.fields.phone.label', 'staging')).toMatchObject({
      value: 'Phone',
      since: { version: '1.0.0' },
      live: { by: 'olga', at: '2026-06-01T10:00:02.000Z' },
    });
  });

  it('says so where there is nothing of that name', async () => {
    await office.publish(customerFields());
    for (const what of [
      'object/shop_customer.fields.telex',
      'object/shop_nobody',
      'object/shop_customer.fields.__proto__',
    ])
      expect((await office.refused(why(what, 'dev'))).code).toBe('ITEM_NOT_FOUND');
    expect((await office.refused(why('shop_customer', 'dev'))).code).toBe('USAGE_INVALID');
    expect((await office.refused(why('object/shop_customer', 'mars'))).code).toBe('ENVIRONMENT_NOT_FOUND');
  });

  it('takes an item whose name holds dots', async () => {
    await office.service.importStack(office.as('max'), { stack: shopStack() });
    const draft = await office.service.openDraft(office.as('max'), SHOP);
    const { changes } = await office.service.status(office.as('max'), draft);
    const view = changes.find(({ ref }) => ref.startsWith('view/'))?.ref ?? '';
    await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' });
    expect(view).toContain('.');
    expect(await why(`${view}.list.type`, 'dev')).toMatchObject({
      ref: view,
      path: ['list', 'type'],
      value: 'grid',
    });
  });
});
