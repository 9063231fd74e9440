/** Owns one object of the shop, from its draft to its rows in the environment: what a test does to it again and again. */
import type { RollbackPreview } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import { SCOPE } from '../support/service.ts';
import type { Altered } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

export const targetEnv = 'dev';

export interface PublishOptions {
  /** What the version before left is put aside, too. Default: yes. */
  readonly finalizes?: boolean;
  readonly [option: string]: unknown;
}

/** @param shop of the test that runs */
export function itemOf(shop: () => Altered) {
  const service = () => shop().service;
  const draft = () => service().openDraft(SCOPE, SHOP);
  const finalize = () => service().finalize(SCOPE, { targetEnv });
  const expectNoDrift = async () => expect(await shop().drift()).toEqual([]);
  return {
    draft,
    finalize,
    purge: () => service().purge(SCOPE, { targetEnv, force: true }),
    /** @param fields beside its name */
    item: (fields: object = {}, rest: Record<string, unknown> = {}) =>
      shop().stage(object('shop_item', { name: text('Name'), ...fields }, rest)),
    remove: async (name = 'shop_item') =>
      service().stage(SCOPE, { op: 'delete', type: 'object', name, draft: await draft() }),
    /** Its field. */
    rename: async (from: string, to: string) =>
      service().renameField(SCOPE, await draft(), 'shop_item', from, to),
    rows: (columns: string) => shop().database.query(`SELECT id, ${columns} FROM shop_item ORDER BY id`),
    /** The names of what is put aside. */
    held: async () => (await service().environment(SCOPE, targetEnv)).held.map(({ name }) => name).sort(),
    /** @returns the version */
    async publish({ finalizes = true, ...options }: PublishOptions = {}): Promise<string> {
      const { packageVersionId } = await service().publish(SCOPE, await draft(), {
        targetEnv,
        force: true,
        ...options,
      });
      if (finalizes) await finalize();
      await expectNoDrift();
      return packageVersionId;
    },
    /** Goes back as the preview said, and puts aside what that leaves. @returns what was said */
    async rollback(toVersionId: string, packageId = SHOP): Promise<RollbackPreview> {
      const request = { targetEnv, toVersionId, packageId };
      const said = await service().rollbackPreview(SCOPE, request);
      await service().rollback(SCOPE, { ...request, force: true, expectPlanHash: said.planHash });
      await expectNoDrift();
      await finalize();
      await expectNoDrift();
      return said;
    },
    /** An environment where versions are sealed that this one never runs, or skips. @returns how to seal one there */
    async elsewhere(name: string): Promise<() => Promise<string>> {
      const databaseUrl = `sqlite:${shop().databaseOf(name)}`;
      await service().addEnvironment(SCOPE, { name, type: 'test', databaseUrl });
      return async () =>
        (await service().publish(SCOPE, await draft(), { targetEnv: name, force: true })).packageVersionId;
    },
  };
}
