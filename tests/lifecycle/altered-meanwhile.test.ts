/**
 * Proves that a table which another tool alters after a plan was made is noticed before anything is executed, on every
 * engine: between the plan that was shown and the run, and between the plan of the run and its first statement. What
 * differs is named, and the old version serves.
 */
import type { ControlPlane } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portsOf } from '../support/ports-of.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields, INDEXES } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

const targetEnv = 'dev';

/** What another tool does, how it is told of, and how it is undone. */
const CASES = [
  {
    name: 'a column goes',
    alter: 'ALTER TABLE "shop_customer" DROP COLUMN "born"',
    told: "'shop_customer.born' is missing",
    undo: 'ALTER TABLE "shop_customer" ADD COLUMN "born" date',
  },
  {
    name: 'the column that the plan adds comes with another type',
    alter: 'ALTER TABLE "shop_customer" ADD COLUMN "fax" int',
    told: "'shop_customer.fax' is extra",
    undo: 'ALTER TABLE "shop_customer" DROP COLUMN "fax"',
  },
  {
    name: 'the table gets another name',
    alter: 'ALTER TABLE "shop_customer" RENAME TO "shop_elsewhere"',
    told: "table 'shop_customer' is missing",
    undo: 'ALTER TABLE "shop_elsewhere" RENAME TO "shop_customer"',
  },
] as const;

const UNWANTED = {
  name: 'a column comes that nobody asked for',
  alter: 'ALTER TABLE "shop_customer" ADD COLUMN "spare" int',
  told: "'shop_customer.spare' is extra",
  undo: 'ALTER TABLE "shop_customer" DROP COLUMN "spare"',
} as const;

describe('altered meanwhile · sqlite', () => suite(null));
describeServers('altered meanwhile', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  let onceFixed: (() => Promise<void>) | undefined;

  /** The real control plane; somebody works on the database between the plan of a run and its first statement. */
  function watched(plane: ControlPlane): ControlPlane {
    return {
      ...portsOf(plane),
      transaction: async (work) => {
        const result = await plane.transaction(work);
        if (onceFixed === undefined) return result;
        const [run] = await plane.runs.list(SCOPE, { limit: 1 });
        if (run?.state !== 'planned') return result;
        const meanwhile = onceFixed;
        onceFixed = undefined;
        await meanwhile();
        return result;
      },
    };
  }

  beforeEach(async () => {
    onceFixed = undefined;
    shop = await alteredShop(server, { type: 'staging', wrap: watched });
    await shop.stage(object('shop_customer', { ...fields(), fax: text('Fax') }, { indexes: INDEXES }));
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  const versions = async () => (await shop.service.versions(SCOPE, SHOP)).map(({ version }) => version);

  async function executesNothing(publishing: () => Promise<unknown>, after: () => Promise<unknown>) {
    const error = await publishing().catch((cause: unknown) => cause);
    const [run] = await shop.service.runs(SCOPE);
    expect(['refused', 'failed_clean']).toContain(run?.state);
    expect(await shop.database.catalog()).toEqual(await after());
    expect(await versions()).toEqual(['1.0.0']);
    return error;
  }

  it.each(CASES)(
    'I-34: between the plan that was shown and the run, $name',
    async ({ alter, told, undo }) => {
      const shown = (await shop.service.diff(SCOPE, await draft(), { targetEnv })).plan.planHash;
      await shop.alter(alter);
      const altered = await shop.database.catalog();
      const publish = async () =>
        shop.service.publish(SCOPE, await draft(), { targetEnv, expectPlanHash: shown });
      expect(await executesNothing(publish, async () => altered)).toMatchObject({
        code: 'SCHEMA_DRIFT',
        message: expect.stringContaining(told),
        suggestion: expect.stringContaining('mda drift'),
      });
      await shop.alter(undo);
      expect((await publish()).semver).toBe('1.1.0');
      expect(await shop.drift()).toEqual([]);
    },
  );

  it.each([...CASES, UNWANTED])(
    'I-34: between the plan of a run and its first statement, $name',
    async ({ alter, told, undo }) => {
      let altered: unknown;
      onceFixed = async () => {
        await shop.alter(alter);
        altered = await shop.database.catalog();
      };
      const publish = async () => shop.service.publish(SCOPE, await draft(), { targetEnv });
      expect(await executesNothing(publish, async () => altered)).toMatchObject({
        code: 'PLAN_STALE',
        message: expect.stringContaining(told),
        suggestion: expect.stringContaining('mda diff'),
      });
      await shop.alter(undo);
      expect((await publish()).semver).toBe('1.1.0');
      expect(await shop.drift()).toEqual([]);
    },
  );
}
