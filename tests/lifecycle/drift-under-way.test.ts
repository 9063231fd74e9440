/**
 * Proves on every engine that a run which stopped anywhere is no drift, whether it goes forward or is taken back: what
 * somebody else did beside it is, and that alone.
 */
import { AuthoringError, type Chunk } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookedTargets, type Instant } from '../faults/support/hooked-targets.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop, fields } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

const targetEnv = 'dev';
const BY_HAND = 'extra column shop_item.by_hand';

describe('drift under way · sqlite', () => suite(null));
describeServers('drift under way', suite);

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  /** Called around each chunk. */
  let around: (instant: Instant, chunk: Chunk) => void;
  beforeEach(async () => {
    around = () => {};
    shop = await alteredShop(server, {
      type: 'staging',
      wrapTargets: (targets) =>
        hookedTargets(targets, async (instant, chunk) => {
          if (chunk) around(instant, chunk);
        }),
    });
    await shop.stage(object('shop_item', { name: text('Name'), fax: text('Fax') }));
    await shop.stage(object('shop_memo', { name: text('Name') }));
    await shop.publish();
  });
  afterEach(() => shop.dispose());

  const draft = () => shop.service.openDraft(SCOPE, SHOP);
  /** At the unit that is so many behind the first that was ever seen. */
  const cutter = () => {
    let first: number | undefined;
    return (at: Instant, behind: number) => {
      around = (instant, { no }) => {
        first ??= no;
        if (instant === at && no === first + behind)
          throw new AuthoringError('DATABASE_UNAVAILABLE', 'the database is gone', {});
      };
    };
  };
  const open = async () => (await shop.service.environment(SCOPE, targetEnv)).schemaAhead[0];

  /** A field and an object go, a table and a column get other names, a type and a key change. */
  async function changeAll(): Promise<void> {
    await shop.stage(
      object('shop_item', {
        name: text('Name'),
        size: { type: 'number', label: 'Size', required: true, defaultValue: 1 },
      }),
    );
    const ref = (name: string) => ({ type: 'object', name });
    await shop.service.stage(SCOPE, { op: 'delete', ...ref('shop_memo'), draft: await draft() });
    await shop.service.rename(SCOPE, await draft(), ref('shop_customer'), 'shop_client');
    await shop.service.renameField(SCOPE, await draft(), 'shop_client', 'code', 'number');
    const { stage, credit: _credit, code: number, ...rest } = fields();
    const changed = { number, stage: { ...stage, unique: 'global' }, credit: text('Credit') };
    await shop.stage(object('shop_client', { ...rest, ...changed } as ReturnType<typeof fields>));
  }

  /** Stops it at every unit in turn, once before it runs and once right behind, and looks each time. */
  async function stoppedEverywhere(
    start: () => Promise<unknown>,
    goOn: (run: string) => Promise<unknown>,
  ): Promise<number> {
    let stops = 0;
    const cut = cutter();
    let run: string | undefined;
    for (let behind = 0; ; behind += 1)
      for (const instant of ['before execute', 'after execute'] as const) {
        cut(instant, behind);
        const failed = await (run === undefined ? start() : goOn(run)).then(
          () => null,
          (error: unknown) => error,
        );
        around = () => {};
        if (failed === null) return stops;
        expect(failed).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
        stops += 1;
        run = (await open()) ?? run;
        expect([stops, instant, await shop.drift()]).toEqual([stops, instant, []]);
        await shop.alter('ALTER TABLE "shop_item" ADD COLUMN "by_hand" varchar(9)');
        expect([stops, instant, await shop.drift()]).toEqual([stops, instant, [BY_HAND]]);
        await shop.alter('ALTER TABLE "shop_item" DROP COLUMN "by_hand"');
      }
  }

  const publish = async () => shop.service.publish(SCOPE, await draft(), { targetEnv, renames: 'online' });
  const resume = (run: string) => shop.service.driveRun(SCOPE, run);

  it('a finalize', async () => {
    await changeAll();
    await publish();
    expect(
      await stoppedEverywhere(() => shop.service.finalize(SCOPE, { targetEnv }), resume),
    ).toBeGreaterThan(0);
    expect(await shop.drift()).toEqual([]);
    expect(await open()).toBeUndefined();
  }, 240_000);

  it('a publish', async () => {
    await changeAll();
    expect(await stoppedEverywhere(publish, resume)).toBeGreaterThan(0);
    expect(await shop.drift()).toEqual([]);
  }, 240_000);

  it('a publish that is given up', async () => {
    await changeAll();
    await shop.service.publish(SCOPE, await draft(), { targetEnv, renames: 'online', hold: true });
    const run = (await open()) as string;
    const abandon = () => shop.service.abandonRun(SCOPE, run);
    expect(await stoppedEverywhere(abandon, abandon)).toBeGreaterThan(0);
    expect(await shop.drift()).toEqual([]);
    expect(await open()).toBeUndefined();
  }, 240_000);
}
