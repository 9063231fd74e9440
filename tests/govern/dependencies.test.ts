/** Packages of one environment fit each other, or the one that would not is refused before any table changes. */
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { object, text } from '../lifecycle/shop.ts';
import { type Office, openOffice } from './office.ts';

const BASE = 'com.example.base';
const CRM = 'com.example.crm';
const WEB = 'com.example.web';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.dispose());

const manifest = (id: string, more: object = {}) => ({
  id,
  namespace: id.split('.').at(-1),
  type: 'app',
  version: '1.0.0',
  name: id,
  ...more,
});

interface Made {
  readonly objects?: readonly unknown[];
  readonly version?: string;
  readonly env?: string;
  readonly more?: object;
}

const party = (fields: Record<string, Record<string, unknown>> = {}) =>
  object('base_party', { name: text('Name'), code: text('Code'), ...fields });
const deal = object('crm_deal', {
  name: text('Name'),
  party: { type: 'lookup', label: 'Party', reference: 'base_party' },
});
/** A list of another package's object by its fields. */
const parties = {
  list: {
    label: 'Parties',
    type: 'grid',
    data: { provider: 'object', object: 'base_party' },
    columns: [{ field: 'name' }, { field: 'code' }],
  },
};

async function stage(
  id: string,
  { objects = [], more = {}, ...rest }: Made & { readonly views?: unknown[] },
) {
  const scope = office.as('adam');
  const stack = { manifest: manifest(id, more), objects, views: 'views' in rest ? rest.views : [] };
  await office.service.importStack(scope, { stack, prune: true });
  return office.service.openDraft(scope, id);
}

async function publish(id: string, made: Made & { readonly views?: unknown[] }): Promise<string> {
  const draft = await stage(id, made);
  const { version, env = 'dev' } = made;
  const done = await office.service.publish(office.as('adam'), draft, {
    targetEnv: env,
    ...(version === undefined ? {} : { version }),
  });
  return done.packageVersionId;
}

const promote = (versionId: string, targetEnv = 'staging', dryRun = false) =>
  office.service.promote(office.as('adam'), versionId, { targetEnv, dryRun });
const tablesOf = (environment: string) => {
  const db = new Database(office.databaseOf(environment));
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  db.close();
  return JSON.stringify(names);
};

describe('a package that needs others', () => {
  it('comes where they are, in their ranges; everything that is missing is told at once', async () => {
    const base = await publish(BASE, { objects: [party()], version: '1.4.0' });
    const needs = { dependencies: { [BASE]: '^1.2.0', [WEB]: '^1.0.0' } };
    const draft = await stage(CRM, { objects: [deal], more: needs });
    const refused = await office.refused(
      office.service.publish(office.as('adam'), draft, { targetEnv: 'dev' }),
    );
    expect(refused).toMatchObject({
      code: 'DEPENDENCY_CONFLICT',
      details: {
        dependencies: [{ dependent: CRM, packageId: WEB, status: 'needs_install', installedVersion: null }],
      },
    });
    await publish(WEB, { objects: [object('web_page', { name: text('Name') })] });
    const crm = await publish(CRM, { objects: [deal], more: needs });

    // Staging has nothing yet: both are told, the object that it refers to as well, and no table came.
    const there = await office.refused(promote(crm));
    expect(there.code).toBe('DEPENDENCY_CONFLICT');
    expect(await office.refused(promote(crm, 'staging', true))).toMatchObject(there);
    expect(there.details).toMatchObject({
      environment: 'staging',
      dependencies: [{ packageId: BASE }, { packageId: WEB }],
      references: [{ packageId: CRM, ref: 'object/crm_deal', path: 'fields.party.reference' }],
    });
    await promote(base);
    expect(tablesOf('staging')).not.toContain('crm_deal');
    expect((await office.refused(promote(crm))).details.dependencies).toMatchObject([{ packageId: WEB }]);
  });

  it('binds what it needs: no later version of that leaves its range, up or back', async () => {
    const first = await publish(BASE, { objects: [party()], version: '1.0.0' });
    await publish(BASE, { objects: [party({ vat: text('VAT') })], version: '1.1.0' });
    await publish(CRM, { objects: [deal], more: { dependencies: { [BASE]: '~1.1.0' } } });
    const draft = await stage(BASE, { objects: [party({ vat: text('VAT'), web: text('Web') })] });
    const up = office.service.publish(office.as('adam'), draft, { targetEnv: 'dev', version: '2.0.0' });
    expect(await office.refused(up)).toMatchObject({
      code: 'DEPENDENCY_CONFLICT',
      details: {
        dependencies: [{ dependent: CRM, packageId: BASE, status: 'conflict', installedVersion: '2.0.0' }],
      },
    });
    const back = office.service.rollback(office.as('adam'), {
      targetEnv: 'dev',
      packageId: BASE,
      toVersionId: first,
    });
    expect(await office.refused(back)).toMatchObject({
      code: 'DEPENDENCY_CONFLICT',
      details: { dependencies: [{ status: 'needs_upgrade', installedVersion: '1.0.0' }] },
    });
    expect(tablesOf('dev')).toContain('crm_deal');
  });

  it('is told by a diff with everything else in the way, and a dry run is refused as the publish is', async () => {
    await publish(BASE, { objects: [party()], version: '1.0.0' });
    const more = { dependencies: { [BASE]: '^2.0.0' }, engines: { platform: '>=99.0.0' } };
    const draft = await stage(CRM, { objects: [deal], more });
    const told = await office.service.diff(office.as('max'), draft, { targetEnv: 'dev' });
    expect(told.obstacles).toMatchObject([
      { code: 'PLATFORM_INCOMPATIBLE', details: { packages: [{ packageId: CRM }] } },
      { code: 'DEPENDENCY_CONFLICT', details: { dependencies: [{ packageId: BASE }], references: [] } },
    ]);
    // The plan is there all the same, to be read.
    expect(told.plan.steps.map(({ step }) => step.table)).toContain('crm_deal');

    const attempt = (dryRun: boolean) =>
      office.refused(office.service.publish(office.as('adam'), draft, { targetEnv: 'dev', dryRun }));
    const refused = await attempt(false);
    expect(refused).toMatchObject({
      code: 'PLATFORM_INCOMPATIBLE',
      details: { also: [{ code: 'DEPENDENCY_CONFLICT' }] },
    });
    expect(await attempt(true)).toEqual(refused);
    expect(tablesOf('dev')).not.toContain('crm_deal');
    const fitting = await stage(CRM, { objects: [deal], more: { dependencies: { [BASE]: '^1.0.0' } } });
    expect((await office.service.diff(office.as('max'), fitting, { targetEnv: 'dev' })).obstacles).toEqual(
      [],
    );
  });

  it('is told by the preview of a rollback with everything else in the way, and the rollback is refused with that', async () => {
    const variable = { environment: 'dev', packageId: BASE, name: 'SMTP_HOST' };
    const declares = { type: 'object', properties: { SMTP_HOST: { type: 'string' } } };
    const needs = { ...declares, required: ['SMTP_HOST'] };
    const more = { engines: { platform: '<17.4.0 || >17.4.0' }, configurationSchema: needs };
    await office.service.setPolicy(office.as('olga'), 'dev', { platform: '17.3.0' });
    // Its draft declares the variable before there is a value of it.
    const draft = await stage(BASE, { objects: [party()], more });
    await office.service.setVariable(office.as('adam'), { ...variable, text: 'mail.acme.org' });
    const first = await office.service.publish(office.as('adam'), draft, {
      ...{ targetEnv: 'dev', version: '1.0.0' },
    });
    await publish(BASE, {
      ...{ objects: [party({ vat: text('VAT') })], version: '1.1.0' },
      more: { configurationSchema: declares },
    });
    await publish(CRM, { objects: [deal], more: { dependencies: { [BASE]: '~1.1.0' } } });
    const back = { targetEnv: 'dev', packageId: BASE, toVersionId: first.packageVersionId };
    const preview = () => office.service.rollbackPreview(office.as('adam'), back);
    expect(await preview()).toMatchObject({ obstacles: [{ code: 'DEPENDENCY_CONFLICT' }] });
    await office.service.setPolicy(office.as('olga'), 'dev', { platform: null });
    await office.service.unsetVariable(office.as('adam'), variable);
    const told = await preview();
    const refused = await office.refused(office.service.rollback(office.as('adam'), back));
    const { also, ...details } = refused.details;
    const [leading, ...others] = told.obstacles;
    expect(told.obstacles.map(({ code }) => code)).toEqual([
      'PLATFORM_INCOMPATIBLE',
      'DEPENDENCY_CONFLICT',
      'VARIABLE_MISSING',
    ]);
    expect(leading).toMatchObject({ code: refused.code, details, suggestion: refused.suggestion });
    expect(others).toEqual(also);
    // What becomes of values is there all the same.
    expect(told.kept.map(({ name }) => name)).toEqual(['base_party.vat']);
    await office.service.setPolicy(office.as('olga'), 'dev', { platform: '17.3.0' });
    await office.service.setVariable(office.as('adam'), { ...variable, text: 'mail.acme.org' });
    await office.service.uninstall(office.as('adam'), CRM, { targetEnv: 'dev' });
    expect((await preview()).obstacles).toEqual([]);
    expect(await office.service.rollback(office.as('adam'), back)).toMatchObject({ semver: '1.0.0' });
  });

  it('is in the way of one package that goes back, and not where those that need it go back with it', async () => {
    const first = await publish(BASE, { objects: [party()], version: '1.0.0' });
    await promote(first);
    const next = await publish(BASE, { objects: [party({ vat: text('VAT') })], version: '1.1.0' });
    const crm = await publish(CRM, { objects: [deal], more: { dependencies: { [BASE]: '~1.1.0' } } });
    const scope = office.as('adam');
    const train = await office.service.promote(scope, [next, crm], { targetEnv: 'staging' });
    if (!('run' in train)) throw new Error('it only looked');
    const alone = await office.service.rollbackPreview(scope, { targetEnv: 'staging', packageId: BASE });
    expect(alone).toMatchObject({ to: '1.0.0', obstacles: [{ code: 'DEPENDENCY_CONFLICT' }] });
    const shown = await office.service.rollbackRun(scope, { runId: train.run, dryRun: true });
    expect(shown).toMatchObject({
      packages: [
        { package: BASE, preview: { ...alone, obstacles: [] } },
        { package: CRM, preview: null },
      ],
    });
    await office.service.rollbackRun(scope, { runId: train.run });
    expect((await office.service.environment(scope, 'staging')).installations).toMatchObject([
      { package: BASE, version: '1.0.0' },
    ]);
  });

  it('is asked for the version that the publish would seal', async () => {
    await publish(BASE, { objects: [party()], version: '1.0.0' });
    await publish(CRM, { objects: [deal], more: { dependencies: { [BASE]: '^1.0.0' } } });
    const draft = await stage(BASE, { objects: [party({ web: text('Web') })] });
    const dryRun = (version: string) =>
      office.service.publish(office.as('adam'), draft, { targetEnv: 'dev', dryRun: true, version });
    expect((await office.refused(dryRun('2.0.0'))).code).toBe('DEPENDENCY_CONFLICT');
    expect(await dryRun('1.9.0')).toMatchObject({ obstacles: [] });
  });
});

it('a version that would be refused leaves also what an earlier one left for later', async () => {
  const first = await publish(BASE, { objects: [party()] });
  await promote(first);
  const withoutCode = object('base_party', { name: text('Name') });
  await promote(await publish(BASE, { objects: [withoutCode] }));
  const held = async () => (await office.service.environment(office.as('rita'), 'staging')).held;
  const runs = async () => (await office.service.runs(office.as('rita'), { environment: 'staging' })).length;
  const before = await runs();
  expect(tablesOf('staging')).toContain('base_party');
  await office.service.setPolicy(office.as('olga'), 'staging', { platform: '16.9.0' });
  const more = { engines: { platform: '>=17.0.0' } };
  const next = await publish(BASE, { objects: [withoutCode], more });
  expect((await office.refused(promote(next))).code).toBe('PLATFORM_INCOMPATIBLE');
  // Nothing was finalized, and no run of it is there: the column has its name.
  expect(await held()).toEqual([]);
  expect(await runs()).toBe(before);
  await office.service.setPolicy(office.as('olga'), 'staging', { platform: null });
  await promote(next);
  expect((await held()).map(({ name }) => name)).toEqual(['base_party.code']);
});

it('a train does not go back to what any of its packages requires and nothing is left of', async () => {
  const scope = office.as('adam');
  const withCode = object('crm_deal', { name: text('Name'), code: text('Code', { required: true }) });
  const both = async (version: string, deals: unknown) => [
    await publish(BASE, { objects: [party(version === '1.0.0' ? {} : { vat: text('VAT') })], version }),
    await publish(CRM, { objects: [deals], version }),
  ];
  const train = (versions: readonly string[]) =>
    office.service.promote(scope, versions, { targetEnv: 'staging', force: true });
  await train(await both('1.0.0', withCode));
  const db = new Database(office.databaseOf('staging'));
  db.exec(`INSERT INTO crm_deal (id, name, code) VALUES ('d1', 'One', 'a')`);
  db.close();
  const moved = await train(await both('1.1.0', object('crm_deal', { name: text('Name') })));
  if (!('run' in moved)) throw new Error('it only looked');
  await office.service.finalize(scope, { targetEnv: 'staging' });
  await office.service.purge(scope, { targetEnv: 'staging', force: true });
  const refused = await office.refused(office.service.rollbackRun(scope, { runId: moved.run, force: true }));
  expect(refused).toMatchObject({
    code: 'IRREVERSIBLE',
    message: expect.stringMatching(/^'com\.example\.crm' 1\.0\.0 requires 'crm_deal\.code', of which/),
    details: { version: '1.0.0', gone: [{ table: 'crm_deal', column: 'code', rows: 1 }] },
  });
});

describe('a removal', () => {
  it('of a field or an object that another package refers to is refused with the full list', async () => {
    await publish(BASE, { objects: [party(), object('base_note', { name: text('Name') })] });
    await publish(CRM, { objects: [deal], views: [parties] });
    const withoutCode = object('base_party', { name: text('Name') });
    const field = await stage(BASE, { objects: [withoutCode, object('base_note', { name: text('Name') })] });
    const lost = await office.refused(
      office.service.publish(office.as('adam'), field, { targetEnv: 'dev', force: true }),
    );
    expect(lost.code).toBe('DEPENDENCY_CONFLICT');
    expect(lost.details.references).toMatchObject([{ packageId: CRM, path: 'list.columns.1.field' }]);

    const object_ = await stage(BASE, { objects: [object('base_note', { name: text('Name') })] });
    const all = await office.refused(
      office.service.publish(office.as('adam'), object_, { targetEnv: 'dev', force: true }),
    );
    expect(
      (all.details.references as { ref: string; path: string }[]).map(({ ref, path }) => `${ref} ${path}`),
    ).toEqual(expect.arrayContaining(['object/crm_deal fields.party.reference']));
    // What nobody refers to may go.
    await publish(BASE, { objects: [party()] });
  });
});

describe('the platform', () => {
  it('that serves an environment is the one of the spec, unless its policy says which', async () => {
    const more = { engines: { platform: '>=17.0.0' } };
    const version = await publish(BASE, { objects: [party()], more });
    await office.service.setPolicy(office.as('olga'), 'staging', { platform: '16.9.0' });
    expect(await office.refused(promote(version))).toMatchObject({
      code: 'PLATFORM_INCOMPATIBLE',
      details: {
        platform: '16.9.0',
        packages: [{ packageId: BASE, source: 'engines.platform', range: '>=17.0.0' }],
      },
    });
    expect(tablesOf('staging')).not.toContain('base_party');
    await office.service.setPolicy(office.as('olga'), 'staging', { platform: null });
    await promote(version);
  });

  it.each([
    [{ engines: { protocol: '^18' } }, 'engines.protocol'],
    [{ engines: { protocol: 'soon' } }, 'engines.protocol'],
    [{ engines: { platform: '>=17.99.0' } }, 'engines.platform'],
    [{ engine: { objectstack: '>=18.0.0' } }, 'engine.objectstack'],
  ])('that is too old takes no package: %j', async (more, source) => {
    const draft = await stage(BASE, { objects: [party()], more });
    const refused = await office.refused(
      office.service.publish(office.as('adam'), draft, { targetEnv: 'dev' }),
    );
    expect(refused).toMatchObject({ code: 'PLATFORM_INCOMPATIBLE', details: { packages: [{ source }] } });
  });
});

it('a range that is none stands among the problems of the set', async () => {
  const draft = await stage(CRM, { more: { dependencies: { [BASE]: 'tomorrow', [CRM]: '*' } } });
  const { valid, problems } = await office.service.validateSet(office.as('rita'), draft);
  expect(valid).toBe(false);
  expect(problems.filter(({ code }) => code === 'VERSION_INVALID').map(({ path }) => path)).toEqual([
    `dependencies.${BASE}`,
    `dependencies.${CRM}`,
  ]);
});
