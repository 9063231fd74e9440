// C2 and C3: writers of one draft. Of those who saw the same item one wins; nothing that was accepted is lost.
import { describe, expect, it } from 'vitest';
import { app, stackOf } from '../faults/support/app.ts';
import { PACKAGE, scope } from '../faults/support/world.ts';
import { closeAll, expectOrderly, processes, publishedWorld, refusals } from './support.ts';

const WRITERS = 32;
const OPERATIONS = 6;
const ref = { type: 'object', name: 'shop_customer' };

type Body = { readonly description?: string };
const [customer] = stackOf(app).objects as [Body];

describe('stagers', () => {
  it(`${WRITERS} on one item: accepted edits = revisions = history, each saw the one before (I-03)`, async () => {
    const world = await publishedWorld(['a']);
    const all = await processes(world, 4);
    const { service } = all[0] as (typeof all)[0];
    const opened = await service.openDraft(scope, PACKAGE);
    const accepted: { readonly parent: string; readonly checksum: string }[] = [];
    let conflicts = 0;
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, writer) => {
        const own = (all[writer % all.length] as (typeof all)[0]).service;
        for (let n = 0; n < OPERATIONS; n += 1) {
          const draft = await own.openDraft(scope, PACKAGE);
          const { checksum: parentVersion } = await own.readItem(scope, { draft, ref });
          const item = { ...customer, description: `writer ${writer}, edit ${n}` };
          const [outcome] = await Promise.allSettled([
            own.stage(scope, { op: 'put', ...ref, item, draft, parentVersion }),
          ]);
          if (outcome?.status === 'fulfilled')
            accepted.push({ parent: parentVersion, checksum: String(outcome.value.checksum) });
          else {
            expect(refusals([outcome as PromiseRejectedResult]).map(({ code }) => code)).toEqual([
              'ITEM_CONFLICT',
            ]);
            conflicts += 1;
          }
        }
      }),
    );
    expect(accepted.length + conflicts).toBe(WRITERS * OPERATIONS);
    const draft = await service.openDraft(scope, PACKAGE);
    expect(draft.revision - opened.revision).toBe(accepted.length);
    expect(new Set(accepted.map(({ parent }) => parent)).size, 'no two built on the same state').toBe(
      accepted.length,
    );
    const history = await service.history(scope, PACKAGE, ref, 1_000);
    const edits = history
      .filter(({ op }) => op === 'put')
      .slice(0, accepted.length)
      .reverse();
    for (const [at, { checksumBefore }] of edits.entries())
      if (at > 0) expect(checksumBefore).toBe(edits[at - 1]?.checksumAfter);
    expect((await service.readItem(scope, { draft, ref })).checksum).toBe(edits.at(-1)?.checksumAfter);
    await closeAll(all);
    expectOrderly(world);
    world.dispose();
  });

  it('of different items never conflict (I-04)', async () => {
    const world = await publishedWorld(['a']);
    const all = await processes(world, 4);
    const { service } = all[0] as (typeof all)[0];
    const draft = await service.openDraft(scope, PACKAGE);
    const outcomes = await Promise.allSettled(
      Array.from({ length: WRITERS }, (_, n) => {
        const name = `shop_item${n}`;
        const item = { ...customer, name, label: name, pluralLabel: name };
        const own = (all[n % all.length] as (typeof all)[0]).service;
        return own.stage(scope, { op: 'put', type: 'object', name, item, draft, parentVersion: null });
      }),
    );
    expect(refusals(outcomes)).toEqual([]);
    const status = await service.status(scope, await service.openDraft(scope, PACKAGE));
    expect(status.changes).toHaveLength(WRITERS);
    expect(status.draft.revision - draft.revision).toBe(WRITERS);
    await closeAll(all);
    expectOrderly(world);
    world.dispose();
  });

  it('50 open the draft of a new package at once: one package, one draft (I-06)', async () => {
    const world = await publishedWorld(['a']);
    const all = await processes(world, 5);
    const drafts = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (all[n % all.length] as (typeof all)[0]).service.openDraft(scope, 'com.acme.fresh'),
      ),
    );
    expect(new Set(drafts.map(({ draftId }) => draftId)).size).toBe(1);
    const packages = await (all[0] as (typeof all)[0]).service.packages(scope);
    expect(packages.filter(({ manifestId }) => manifestId === 'com.acme.fresh')).toHaveLength(1);
    await closeAll(all);
    expectOrderly(world);
    world.dispose();
  });
}, 120_000);
