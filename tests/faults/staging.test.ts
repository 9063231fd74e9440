// An edit that was cut off happened whole or not at all, at whatever statement it was.
import type { MetadataAuthoringService } from '@objectstack/metadata-authoring';
import type { FaultPlan } from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../bad-input/support.ts';
import { tally } from '../support/tally.ts';
import { app, edit, stackOf } from './support/app.ts';
import { importApp, publish } from './support/scenarios.ts';
import { copyOf, environment, newWorld, PACKAGE, scope, startProcess, type World } from './support/world.ts';

type Work = (service: MetadataAuthoringService) => Promise<unknown>;

const note = (name: string) => ({
  op: 'put' as const,
  type: 'object',
  name,
  item: { name, label: name, fields: { text: { type: 'text', label: 'Text' } } },
});
const draftOf = (service: MetadataAuthoringService) => service.openDraft(scope, PACKAGE);
const customer = { type: 'object', name: 'shop_customer' };

/** Each of several rows. */
const EDITS: Readonly<Record<string, Work>> = {
  'many items staged at once': async (service) =>
    service.stageMany(scope, await draftOf(service), [
      note('shop_a'),
      note('shop_b'),
      { op: 'delete', type: 'object', name: 'shop_order' },
    ]),
  'an object renamed with all that names it': async (service) =>
    service.rename(scope, await draftOf(service), customer, 'shop_client'),
  'a field renamed': async (service) =>
    service.renameField(scope, await draftOf(service), 'shop_customer', 'phone', 'telephone'),
  'everything discarded': async (service) => service.discard(scope, await draftOf(service)),
  'the last edit undone': async (service) => service.undo(scope, await draftOf(service)),
  'a stack imported': (service) =>
    service.importStack(scope, {
      stack: stackOf({ ...app, shop_note: { fields: { text: { type: 'text', label: 'Text' } } } }),
    }),
};

let template: World;
beforeAll(async () => {
  template = newWorld();
  const process = await startProcess(template, { owner: 'builder' });
  const databaseUrl = 'sqlite:env.db';
  await process.service.addEnvironment(scope, { name: environment, type: 'staging', databaseUrl });
  await importApp(process, stackOf(app));
  await publish(process);
  await importApp(process, stackOf(edit(app, 'shop_order', { note: { type: 'textarea', label: 'Note' } })));
  await process.close();
});
afterAll(() => template.dispose());

/** What an edit leaves, but for the ids and times of it. */
async function left(world: World): Promise<unknown> {
  const { service, plane, close } = await startProcess(world, { owner: 'reader' });
  try {
    const draft = await draftOf(service);
    const { changes } = await service.status(scope, draft);
    const events = await service.log(scope);
    const rows = [...changes].sort((a, b) => (a.ref < b.ref ? -1 : 1));
    const histories = await Promise.all(
      ['shop_a', 'shop_customer', 'shop_client', 'shop_order'].map((name) =>
        service.history(scope, PACKAGE, { type: 'object', name }),
      ),
    );
    return {
      rows,
      revision: draft.revision,
      facts: (await plane.drafts.facts(scope, draft.draftId)).length,
      events: events.map(({ op, ref }) => [op, ref]),
      history: histories.map((entries) => entries.map(({ op, checksumAfter }) => [op, checksumAfter])),
    };
  } finally {
    await close();
  }
}

async function cutOff(work: Work, plan: FaultPlan | null) {
  const world = await copyOf(template);
  const process = await startProcess(world, { owner: 'maker', ...(plan ? { plan } : {}) });
  const done = await work(process.service).then(
    () => true,
    () => false,
  );
  await process.close().catch(() => undefined);
  return { world, done, statements: process.statements.seen.length };
}

describe('an edit that is cut off', () => {
  it.each(Object.entries(EDITS))('I-02: is there whole or not at all: %s', async (_name, work) => {
    const untouched = digestOf(template, { runs: 'count' });
    const before = await left(template);
    const clean = await cutOff(work, null);
    expect(clean.done).toBe(true);
    const after = await left(clean.world);
    clean.world.dispose();
    expect(after).not.toEqual(before);
    const ends = { none: 0, whole: 0 };
    for (let at = 1; at <= clean.statements; at += 1)
      for (const mode of ['before', 'unknown', 'after'] as const) {
        const { world, done } = await cutOff(work, { at, mode });
        const found = await left(world);
        const isWhole = JSON.stringify(found) === JSON.stringify(after);
        if (!isWhole) {
          expect(digestOf(world, { runs: 'count' }), `${mode} ${at}`).toEqual(untouched);
          expect(done, `acknowledged ${mode} ${at}`).toBe(false);
        }
        ends[isWhole ? 'whole' : 'none'] += 1;
        world.dispose();
      }
    tally('edits cut off', ends);
  });
}, 300_000);
