/** Variables have a value an environment, are there before any table changes, and a secret is shown by nothing. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MetadataAuthoringService, openManifest, secretKeyOf } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { object, SHOP, shopStack } from '../lifecycle/shop.ts';
import { customerFields, type Office, openOffice } from './office.ts';

const SECRET = 'tr0ub4dor&3-horse';
const key = secretKeyOf(randomBytes(32).toString('base64'));

const declared = (more: object = {}, required: readonly string[] = ['SMTP_PASSWORD', 'SMTP_HOST']) => ({
  type: 'object',
  properties: {
    SMTP_PASSWORD: { type: 'string', writeOnly: true },
    SMTP_HOST: { type: 'string' },
    SMTP_PORT: { type: 'integer', default: 25 },
    ...more,
  },
  required,
});

let office: Office;
beforeEach(async () => {
  office = await openOffice({ secretKeys: { current: key, former: [] } });
  await office.publish(customerFields());
});
afterEach(() => office.dispose());

async function stage(schema: unknown = declared()) {
  const stack = shopStack([object('shop_customer', customerFields())]);
  const manifest = { ...stack.manifest, configurationSchema: schema };
  const imported = await office.service.importStack(office.as('max'), {
    stack: { ...stack, manifest, views: [] },
    prune: true,
  });
  expect(imported.problems).toEqual([]);
  return office.service.openDraft(office.as('max'), SHOP);
}
const place = (environment = 'dev') => ({ environment, packageId: SHOP });
const set = (name: string, text: string, environment = 'dev', who = 'max') =>
  office.service.setVariable(office.as(who), { ...place(environment), name, text });

describe('what a version needs', () => {
  it('can be given before going back to it, though nothing that is there now declares it', async () => {
    await office.service.publish(office.as('max'), await stage({}), { targetEnv: 'dev', version: '1.1.0' });
    const token = { TOKEN: { type: 'string', writeOnly: true } };
    const needing = await stage({ type: 'object', properties: token, required: ['TOKEN'] });
    await set('TOKEN', SECRET);
    const { packageVersionId: toVersionId } = await office.service.publish(office.as('max'), needing, {
      ...{ targetEnv: 'dev', version: '1.2.0' },
    });
    for (const version of ['1.3.0', '1.4.0'])
      await office.service.publish(office.as('max'), await stage({ title: version }), {
        ...{ targetEnv: 'dev', version },
      });
    await office.service.unsetVariable(office.as('max'), { ...place(), name: 'TOKEN' });
    const back = { targetEnv: 'dev', toVersionId };
    const { obstacles } = await office.service.rollbackPreview(office.as('adam'), back);
    expect(obstacles).toMatchObject([{ code: 'VARIABLE_MISSING' }]);
    expect(await set('TOKEN', SECRET)).toMatchObject({ name: 'TOKEN', secret: true });
    expect(await office.service.rollback(office.as('adam'), back)).toMatchObject({ semver: '1.2.0' });
    expect((await office.refused(set('TOKENS', SECRET))).code).toBe('VARIABLE_NOT_FOUND');
  });

  it('is named at once, before anything runs, and lets it pass when it is there', async () => {
    const draft = await stage();
    const attempt = () => office.service.publish(office.as('max'), draft, { targetEnv: 'dev' });
    const refused = await office.refused(attempt());
    expect(refused.code).toBe('VARIABLE_MISSING');
    const dryRun = { targetEnv: 'dev', dryRun: true } as const;
    expect(await office.refused(office.service.publish(office.as('max'), draft, dryRun))).toEqual(refused);
    const { obstacles } = await office.service.diff(office.as('max'), draft, { targetEnv: 'dev' });
    expect(obstacles).toMatchObject([{ code: 'VARIABLE_MISSING', details: refused.details }]);
    expect(refused.details.variables).toMatchObject([
      { packageId: SHOP, name: 'SMTP_HOST', secret: false },
      { packageId: SHOP, name: 'SMTP_PASSWORD', secret: true },
    ]);
    expect(await office.runs('dev')).toBe('1.0.0');
    await set('SMTP_PASSWORD', SECRET);
    expect((await office.refused(attempt())).details.variables).toMatchObject([{ name: 'SMTP_HOST' }]);
    await set('SMTP_HOST', 'mail.acme.org');
    const { packageVersionId } = await attempt();

    const promote = (dryRun = false) =>
      office.service.promote(office.as('adam'), packageVersionId, { targetEnv: 'staging', dryRun });
    expect((await office.refused(promote())).details).toMatchObject({ environment: 'staging' });
    expect((await office.refused(promote(true))).code).toBe('VARIABLE_MISSING');
    await set('SMTP_PASSWORD', 'another-1', 'staging', 'adam');
    await set('SMTP_HOST', 'mail.acme.org', 'staging', 'adam');
    await promote();
    expect(await office.service.readVariables(office.as('adam'), place('staging'))).toEqual({
      SMTP_PASSWORD: 'another-1',
      SMTP_HOST: 'mail.acme.org',
      SMTP_PORT: 25,
    });
  });

  it('is sealed beside the stack: what is declared, never a value', async () => {
    const draft = await stage();
    await set('SMTP_PASSWORD', SECRET);
    await set('SMTP_HOST', 'mail.acme.org');
    const { semver } = await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' });
    const { manifestJson } = await office.service.exportVersion(office.as('rita'), SHOP, semver);
    const { items, stack } = openManifest(manifestJson);
    expect(items.find((item) => item.key === 'stack/configurationSchema')?.body).toEqual(declared());
    expect(Object.keys(stack)).not.toContain('configurationSchema');
    // The same file brought in again is the same content.
    const parsed = JSON.parse(manifestJson);
    const again = await office.service.importStack(office.as('max'), {
      stack: { ...parsed.stack, configurationSchema: parsed.configurationSchema },
      prune: true,
    });
    expect(again).toMatchObject({ staged: 0, deleted: 0 });
  });

  it('is wrong where a later version asks for another type, or calls it a secret', async () => {
    await stage(declared({ LIMIT: { type: 'string' }, TOKEN_TEXT: { type: 'string' } }, []));
    await set('LIMIT', 'ten');
    await set('TOKEN_TEXT', 'in the clear');
    const schema = declared(
      { LIMIT: { type: 'integer' }, TOKEN_TEXT: { type: 'string', writeOnly: true } },
      [],
    );
    const draft = await stage(schema);
    const refused = await office.refused(
      office.service.publish(office.as('max'), draft, { targetEnv: 'dev' }),
    );
    expect(refused.details.variables).toMatchObject([
      { name: 'LIMIT', reason: 'its value is no integer' },
      { name: 'TOKEN_TEXT', reason: 'it is a secret now, and kept in the clear' },
    ]);
  });
});

describe('a value', () => {
  it('is checked, and refused without being repeated', async () => {
    await stage(declared({ LIMIT: { type: 'integer', maximum: 9 } }));
    for (const text of ['10', '1.5', 'ten', '"1"', '']) {
      const { code, message } = await office.refused(set('LIMIT', text));
      expect(code).toBe('VARIABLE_INVALID');
      if (text.length > 2) expect(message).not.toContain(text);
    }
    expect(await set('LIMIT', '9')).toMatchObject({ value: 9, set: true });
    expect(await office.refused(set('LIMITS', '9'))).toMatchObject({
      code: 'VARIABLE_NOT_FOUND',
      suggestion: "did you mean 'LIMIT'?",
    });
    await office.service.unsetVariable(office.as('max'), { ...place(), name: 'LIMIT' });
    const again = office.service.unsetVariable(office.as('max'), { ...place(), name: 'LIMIT' });
    expect((await office.refused(again)).code).toBe('VARIABLE_NOT_FOUND');
  });

  it('is set by whoever may, and a secret is read by no agent and no maker', async () => {
    await stage();
    for (const [who, where] of [
      ['rita', 'dev'],
      ['max', 'staging'],
      ['max', 'prod'],
    ] as const)
      expect((await office.refused(set('SMTP_HOST', 'x', where, who))).code, `${who} ${where}`).toBe(
        'ROLE_FORBIDDEN',
      );
    await set('SMTP_PASSWORD', SECRET);
    for (const scope of [office.as('robot', 'agent'), office.as('max'), office.as('rita')])
      expect((await office.refused(office.service.readVariables(scope, place()))).code).toBe(
        'ROLE_FORBIDDEN',
      );
    const robot = office.as('robot', 'agent');
    const attempt = office.service.setVariable(robot, { ...place(), name: 'SMTP_HOST', text: 'x' });
    expect((await office.refused(attempt)).code).toBe('ROLE_FORBIDDEN');
  });
});

describe('the key of secrets', () => {
  it('is needed, named when it is another one, and changed without setting anything again', async () => {
    await stage();
    await set('SMTP_PASSWORD', SECRET);
    const newer = secretKeyOf(randomBytes(32).toString('base64'));
    const under = (secretKeys?: { current: typeof key; former: (typeof key)[] }) =>
      new MetadataAuthoringService({ ...office.context, ...(secretKeys ? { secretKeys } : {}) });
    const read = (service: MetadataAuthoringService) => service.readVariables(office.as('olga'), place());
    const { secretKeys: _, ...without } = office.context;
    expect((await office.refused(read(new MetadataAuthoringService(without)))).code).toBe(
      'SECRET_KEY_REQUIRED',
    );
    expect(await office.refused(read(under({ current: newer, former: [] })))).toMatchObject({
      code: 'SECRET_KEY_REQUIRED',
      details: { keyId: key.id, known: [newer.id] },
    });
    const both = under({ current: newer, former: [key] });
    expect(await both.rekeyVariables(office.as('olga'), 'dev')).toEqual({ rekeyed: 1, keyId: newer.id });
    expect(await both.rekeyVariables(office.as('olga'), 'dev')).toMatchObject({ rekeyed: 0 });
    expect(await read(under({ current: newer, former: [] }))).toMatchObject({ SMTP_PASSWORD: SECRET });
  });

  it('opens no row that was copied to another environment', async () => {
    await stage();
    await set('SMTP_PASSWORD', SECRET);
    const [row] = await office.plane.variables.list(office.as('olga'), await idOf('dev'));
    if (!row) throw new Error('nothing was kept');
    await office.plane.variables.put(office.as('olga'), { ...row, environmentId: await idOf('staging') });
    const read = office.service.readVariables(office.as('olga'), place('staging'));
    expect((await office.refused(read)).code).toBe('SECRET_UNREADABLE');
  });
});

async function idOf(name: string): Promise<string> {
  return (await office.service.environment(office.as('rita'), name)).id;
}

describe('I-46: a secret', () => {
  it('is in no answer, log, audit row, export, bundle, artifact or file of the control plane', async () => {
    const draft = await stage();
    const shown: unknown[] = [await set('SMTP_PASSWORD', SECRET), await set('SMTP_HOST', 'mail.acme.org')];
    shown.push(await office.service.publish(office.as('max'), draft, { targetEnv: 'dev' }));
    const rita = office.as('rita');
    shown.push(
      await office.service.variables(rita, place()),
      await office.service.environment(rita, 'dev'),
      await office.service.environments(rita),
      await office.service.log(rita),
      await office.service.audit(rita),
      await office.service.artifact(rita, 'dev'),
      await office.service.exportVersion(rita, SHOP, undefined),
      await office.service.runs(rita),
      await office.service.policy(rita, 'dev'),
    );
    const { text } = await office.service.exportBundle(rita, SHOP, undefined, null);
    shown.push(Buffer.from(JSON.parse(text).payload, 'base64').toString('utf8'));
    expect(JSON.stringify(shown)).not.toContain(SECRET.slice(0, 8));
    expect(JSON.stringify(shown)).toContain('SMTP_PASSWORD');
    const files = readdirSync(office.folder).map((name) => readFileSync(join(office.folder, name)));
    for (const form of [SECRET, Buffer.from(SECRET).toString('base64'), Buffer.from(SECRET).toString('hex')])
      expect(files.some((file) => file.includes(form))).toBe(false);
    expect(files.some((file) => file.includes('SMTP_PASSWORD'))).toBe(true);
  });
});
