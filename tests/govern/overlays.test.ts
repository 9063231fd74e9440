/** Overlays: what one environment says instead of a package, at once; and what a new version makes of them. */
import { EnvironmentArtifactSchema } from '@objectstack/spec/cloud';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SHOP, shopStack } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const ref = { type: 'view', name: 'shop_customer.default' };
const KEY = 'view/shop_customer.default';

type View = { list: Record<string, unknown> & { columns: { field: string }[] } };
const packaged = () => (shopStack().views as unknown as View[])[0] as View;
const view = (list: object): View => ({ list: { ...packaged().list, ...list } });

let bench: TestService;

beforeEach(async () => {
  bench = await testService();
  await bench.environment('dev');
  await bench.environment('prod', 'staging');
  await bench.service.importStack(SCOPE, { stack: shopStack() });
  await publish('1.0.0');
  await promote('1.0.0');
});
afterEach(() => bench.dispose());

const draft = () => bench.service.openDraft(SCOPE, SHOP);

async function publish(version: string) {
  return bench.service.publish(SCOPE, await draft(), { targetEnv: 'dev', version });
}

async function versionId(version: string): Promise<string> {
  const versions = await bench.service.versions(SCOPE, SHOP);
  return versions.find((one) => one.version === version)?.id ?? '';
}

async function promote(version: string, dryRun = false) {
  return bench.service.promote(SCOPE, await versionId(version), { targetEnv: 'prod', dryRun });
}

/** A version whose view says this. */
async function ship(version: string, item: unknown) {
  await bench.service.stage(SCOPE, { op: 'put', ...ref, item, draft: await draft() });
  await publish(version);
}

const put = (item: unknown, more: { readonly parentVersion?: string | null } = {}) =>
  bench.service.putOverlay(SCOPE, { environment: 'prod', ref, item, ...more });

async function liveView(environment = 'prod'): Promise<unknown> {
  const { metadata } = await bench.service.artifact(SCOPE, environment);
  return (metadata as { views: unknown[] }).views[0];
}

describe('an overlay', () => {
  it('is live at once in its environment alone, in what a runtime loads, and leaves the database as it is', async () => {
    const before = await bench.service.artifact(SCOPE, 'prod');
    const steps = (await bench.service.runs(SCOPE)).length;
    const mine = view({ label: 'Clients' });
    const result = await put(mine);
    expect(result).toMatchObject({ ref: KEY, unchanged: false, warnings: [] });
    expect(await liveView()).toEqual(mine);
    expect(await liveView('dev')).toEqual(packaged());
    const after = await bench.service.artifact(SCOPE, 'prod');
    expect(after.checksum).not.toBe(before.checksum);
    expect(EnvironmentArtifactSchema.safeParse(after).success).toBe(true);
    expect(await bench.service.readItem(SCOPE, { ref, environment: 'prod' })).toEqual({
      checksum: result.checksum,
      body: mine,
    });
    expect((await bench.service.runs(SCOPE)).length).toBe(steps);
    expect(await bench.service.drift(SCOPE, 'prod')).toEqual([]);
    const [event] = (await bench.service.log(SCOPE)).filter(({ op }) => op === 'overlay.put');
    expect(event).toMatchObject({ ref: KEY, checksumAfter: result.checksum, seq: result.changeLogSeq });
    const [row] = await bench.service.audit(SCOPE, (result.changeLogSeq ?? 0) - 1, 1);
    expect(row?.audit).toMatchObject({ operation: 'override', type: 'view', name: ref.name });
    expect(await put(mine)).toMatchObject({ unchanged: true, changeLogSeq: null });
  });

  it('leaves out of what a runtime loads just what a version without it leaves out', async () => {
    const item = { properties: { HOST: { type: 'string' } } };
    const configuration = { type: 'stack', name: 'configurationSchema' };
    await bench.service.stage(SCOPE, { op: 'put', ...configuration, item, draft: await draft() });
    await publish('1.1.0');
    await promote('1.1.0');
    const before = (await bench.service.artifact(SCOPE, 'prod')).metadata;
    await put(view({ label: 'Clients' }));
    expect((await bench.service.artifact(SCOPE, 'prod')).metadata).toEqual({
      ...(before as object),
      views: [view({ label: 'Clients' })],
    });
  });

  it('goes back to what the package ships, by a reset or by saying the same', async () => {
    await put(view({ label: 'Clients' }));
    const reset = await bench.service.resetOverlay(SCOPE, { environment: 'prod', ref });
    expect(await liveView()).toEqual(packaged());
    expect((await bench.service.readItem(SCOPE, { ref, environment: 'prod' })).checksum).toBe(reset.checksum);
    await put(view({ label: 'Clients' }));
    await put(packaged());
    expect((await bench.service.overlays(SCOPE, 'prod')).overlays).toEqual([]);
    await expect(bench.service.resetOverlay(SCOPE, { environment: 'prod', ref })).rejects.toMatchObject({
      code: 'ITEM_NOT_FOUND',
    });
    const history = await bench.plane.overlays.history(
      SCOPE,
      (await bench.service.environment(SCOPE, 'prod')).id,
      KEY,
      10,
    );
    expect(history.map(({ op }) => op)).toEqual(['reset', 'put', 'reset', 'put']);
  });

  it('refuses what changed meanwhile, tables, locks, a freeze, and hostile input', async () => {
    const { checksum } = await bench.service.readItem(SCOPE, { ref, environment: 'prod' });
    const first = await put(view({ label: 'One' }), { parentVersion: checksum });
    await expect(put(view({ label: 'Two' }), { parentVersion: checksum })).rejects.toMatchObject({
      code: 'ITEM_CONFLICT',
      details: { expected: checksum, actual: first.checksum },
    });
    const object = { type: 'object', name: 'shop_customer' };
    const { body } = await bench.service.readItem(SCOPE, { ref: object, environment: 'prod' });
    const overriding = (at: { type: string; name: string }, item: unknown) =>
      bench.service.putOverlay(SCOPE, { environment: 'prod', ref: at, item });
    await expect(overriding(object, { ...(body as object), label: 'Client' })).rejects.toMatchObject({
      code: 'ITEM_PROTECTED',
      details: { layer: 'L1' },
    });
    const fresh = { ...object, name: 'shop_extra' };
    await expect(overriding(fresh, { ...(body as object), name: fresh.name })).rejects.toMatchObject({
      code: 'ITEM_PROTECTED',
      details: { layer: 'L1' },
    });
    await expect(put({ list: { columns: 'none' } })).rejects.toMatchObject({ code: 'ITEM_INVALID' });
    await expect(put(JSON.parse('{"__proto__":{"a":1}}'))).rejects.toMatchObject({
      code: 'INPUT_UNPARSABLE',
    });
    await expect(put({ list: { label: 'x'.repeat(9 * 1024 * 1024) } })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await ship('1.1.0', { ...packaged(), _lock: 'no-overlay', _lockReason: 'Finance reads it' });
    await promote('1.1.0');
    await expect(put(view({ label: 'Three' }))).rejects.toMatchObject({
      code: 'ITEM_PROTECTED',
      details: { layer: 'L3', lock: 'no-overlay' },
    });
    await bench.service.setPolicy(SCOPE, 'prod', { freeze: { reason: 'Year end' } });
    await expect(put(view({ label: 'Four' }))).rejects.toMatchObject({ code: 'CHANGE_FROZEN' });
    expect(await liveView()).toEqual(view({ label: 'One' }));
  });

  it('names only what is there, in its packages or made by another overlay', async () => {
    const nowhere = view({ columns: [{ field: 'name' }, { field: 'nowhere' }] });
    await expect(put(nowhere)).rejects.toMatchObject({
      code: 'ITEM_INVALID',
      details: { problems: [{ code: 'REFERENCE_DANGLING', ref: KEY, path: 'list.columns.1.field' }] },
    });
    expect(await liveView()).toEqual(packaged());
    const another = (name: string, shows: string) => ({
      environment: 'prod',
      ref: { type: 'view', name },
      item: view({ label: name, data: { provider: 'object', object: shows }, columns: [{ field: 'name' }] }),
    });
    await expect(
      bench.service.putOverlay(SCOPE, another('shop_nowhere.mine', 'shop_nowhere')),
    ).rejects.toMatchObject({
      code: 'ITEM_INVALID',
      details: { problems: [{ code: 'REFERENCE_DANGLING' }] },
    });
    await bench.service.putOverlay(SCOPE, another('shop_customer.mine', 'shop_customer'));
    // A package that another environment runs is none of this one's.
    await ship('1.1.0', view({ columns: [{ field: 'name' }] }));
    await put(view({ columns: [{ field: 'phone' }] }));
    expect(await liveView()).toEqual(view({ columns: [{ field: 'phone' }] }));
  });

  it('is why a value is live, with who made it so; what it leaves alone is still the package', async () => {
    await put(view({ label: 'Clients' }));
    await put({ list: { ...view({ label: 'Clients' }).list, type: 'kanban' } });
    const why = (path: string) => bench.service.why(SCOPE, `${KEY}.${path}`, 'prod');
    expect(await why('list.label')).toMatchObject({
      value: 'Clients',
      overlay: { edit: { by: 'maker', op: 'put' }, packaged: 'Customers' },
      since: { version: '1.0.0' },
    });
    expect(await why('list.data.object')).toMatchObject({ overlay: null, value: 'shop_customer' });
    await put({ list: { ...packaged().list, description: 'Ours alone' } });
    expect(await why('list.description')).toEqual({
      environment: 'prod',
      ref: KEY,
      path: ['list', 'description'],
      value: 'Ours alone',
      overlay: { edit: expect.objectContaining({ by: 'maker' }) },
    });
    await expect(why('list.nothing')).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
  });
});

describe('a new version', () => {
  it('keeps an overlay whose item it leaves alone', async () => {
    const mine = view({ label: 'Clients' });
    await put(mine);
    const draftNow = await draft();
    const object = shopStack().objects[0] as { name: string };
    const item = { ...object, label: 'Client' };
    await bench.service.stage(SCOPE, { op: 'put', type: 'object', name: object.name, item, draft: draftNow });
    await publish('1.1.0');
    const report = await bench.service.overlayReport(SCOPE, await versionId('1.1.0'), 'prod');
    expect(report).toMatchObject({
      version: '1.1.0',
      overlays: [{ ref: KEY, outcome: 'kept', package: SHOP }],
    });
    await promote('1.1.0');
    expect(await liveView()).toEqual(mine);
  });

  it('is merged with an overlay where they changed apart from each other, and apart again by a rollback', async () => {
    await put(view({ label: 'Clients' }));
    const columns = [...packaged().list.columns, { field: 'credit' }];
    await ship('1.1.0', view({ columns }));
    const { overlays } = await bench.service.overlayReport(SCOPE, await versionId('1.1.0'), 'prod');
    expect(overlays).toMatchObject([{ ref: KEY, outcome: 'merged', conflicts: [] }]);
    expect(await liveView()).toEqual(view({ label: 'Clients' }));
    expect(await promote('1.1.0', true)).toMatchObject({ overlays });
    await promote('1.1.0');
    expect(await liveView()).toEqual(view({ label: 'Clients', columns }));
    expect((await bench.service.overlays(SCOPE, 'prod')).overlays).toMatchObject([{ outcome: 'kept' }]);
    expect((await bench.service.why(SCOPE, `${KEY}.list.label`, 'prod')).overlay?.edit).toMatchObject({
      op: 'put',
    });
    await bench.service.rollback(SCOPE, { targetEnv: 'prod', toVersionId: await versionId('1.0.0') });
    expect(await liveView()).toEqual(view({ label: 'Clients' }));
  });

  it('leaves a conflict to a person: told, kept, or refused, as the policy says', async () => {
    const mine = view({ label: 'Clients' });
    await put(mine);
    await ship('1.1.0', view({ label: 'Buyers' }));
    const conflict = {
      ref: KEY,
      outcome: 'needs_you',
      reason: "both changed 'list.label'",
      conflicts: [{ path: 'list.label', base: 'Customers', theirs: 'Clients', ours: 'Buyers' }],
    };
    expect(await promote('1.1.0', true)).toMatchObject({ overlays: [conflict] });
    await bench.service.setPolicy(SCOPE, 'prod', { overlays: 'allow' });
    expect(await promote('1.1.0', true)).not.toHaveProperty('overlays');
    await bench.service.setPolicy(SCOPE, 'prod', { overlays: 'block' });
    const events = (await bench.service.log(SCOPE)).length;
    await expect(promote('1.1.0')).rejects.toMatchObject({
      code: 'OVERLAY_CONFLICT',
      details: { overlays: [conflict] },
    });
    const { installations } = await bench.service.environment(SCOPE, 'prod');
    expect(installations).toMatchObject([{ version: '1.0.0' }]);
    expect((await bench.service.log(SCOPE)).slice(events).map(({ op }) => op)).not.toContain(
      'environment.activated',
    );
    await bench.service.setPolicy(SCOPE, 'prod', { overlays: 'warn' });
    await promote('1.1.0');
    expect(await liveView()).toEqual(mine);
    const shown = await bench.service.overlay(SCOPE, ref, 'prod');
    expect(shown.differences).toEqual([{ path: 'list.label', packaged: 'Buyers', overlay: 'Clients' }]);
    // Whoever puts it again has decided.
    await put(view({ label: 'Clients and buyers' }));
    expect((await bench.service.overlays(SCOPE, 'prod')).overlays).toMatchObject([{ outcome: 'kept' }]);
  });

  it('asks about an overlay whose item it ships no more, and still serves it', async () => {
    const mine = view({ label: 'Clients' });
    await put(mine);
    await bench.service.stage(SCOPE, { op: 'delete', ...ref, draft: await draft() });
    await publish('2.0.0');
    await promote('2.0.0');
    expect((await bench.service.overlays(SCOPE, 'prod')).overlays).toMatchObject([
      { outcome: 'needs_you', package: null, reason: 'no package ships the item any more' },
    ]);
    expect(await liveView()).toEqual(mine);
    await bench.service.resetOverlay(SCOPE, { environment: 'prod', ref });
    const { metadata } = await bench.service.artifact(SCOPE, 'prod');
    expect(metadata).not.toHaveProperty('views');
  });
});
