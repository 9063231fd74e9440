// What a process remembers must not outlive what it failed to commit, and one version is sealed from one moment.
import { ContentCache } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { app, edit, stackOf } from './support/app.ts';
import { importApp, publish } from './support/scenarios.ts';
import { copyOf, environment, newWorld, PACKAGE, scope, startProcess, type World } from './support/world.ts';

async function published(): Promise<World> {
  const world = newWorld();
  const process = await startProcess(world, { owner: 'builder' });
  await process.service.addEnvironment(scope, {
    name: environment,
    type: 'staging',
    databaseUrl: 'sqlite:env.db',
  });
  await importApp(process, stackOf(app));
  await publish(process);
  await importApp(process, stackOf(edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } })));
  await process.close();
  return world;
}

describe('the cache of sealed content (I-13)', () => {
  it('holds nothing of a seal that was not committed', async () => {
    const world = await published();
    const copy = await copyOf(world);
    const counter = await startProcess(copy);
    await publish(counter);
    await counter.close();
    copy.dispose();
    const sealed = counter.statements.seen.find(({ marks }) => marks.includes('sealed'))?.n ?? 0;
    const commit = counter.statements.seen.find(
      ({ marks, n }) => marks.includes('control_commit') && n > sealed,
    );
    const cache = new ContentCache();
    const first = await startProcess(world, {
      cache,
      owner: 'first',
      plan: { at: commit?.n ?? 0, mode: { code: 'SQLITE_FULL' } },
    });
    await expect(publish(first)).rejects.toMatchObject({ code: 'DISK_FULL' });
    const [run] = await first.service.runs(scope);
    expect(run?.state).toBe('schema_ahead');
    await first.service.abandonRun(scope, run?.id as string);
    // Somebody else changes the draft and seals it under the same id.
    const second = await startProcess(world, { owner: 'second' });
    await importApp(
      second,
      stackOf(edit(app, 'shop_customer', { website: { type: 'url', label: 'Website' } })),
    );
    await publish(second);
    await second.close();
    const artifact = await first.service.artifact(scope, environment);
    expect(JSON.stringify(artifact.metadata)).toContain('"website"');
    const read = await first.service.readItem(scope, {
      environment,
      ref: { type: 'object', name: 'shop_customer' },
    });
    expect(Object.keys((read.body as { fields: object }).fields)).toContain('website');
    expect((await first.service.drift(scope, environment)).filter(({ kind }) => kind !== 'extra')).toEqual(
      [],
    );
    await first.close();
    world.dispose();
  });
});

describe('a freeze (I-08, I-13)', () => {
  it('sees rows and rename facts of one moment, whatever is staged between two reads', async () => {
    const world = await published();
    const author = await startProcess(world, { owner: 'author' });
    const publisher = await startProcess(world, { owner: 'publisher' });
    const draft = await publisher.service.openDraft(scope, PACKAGE);
    // Races the freeze at every step of it; each rename moves the object on.
    let names = ['shop_order'];
    const rename = async () => {
      const from = names.at(-1) as string;
      const to = `shop_order${names.length}`;
      await author.service.rename(
        scope,
        await author.service.openDraft(scope, PACKAGE),
        { type: 'object', name: from },
        to,
      );
      names = [...names, to];
    };
    await Promise.all([
      publisher.service.publish(scope, draft, { targetEnv: environment }),
      rename().then(rename),
    ]);
    const sealed = JSON.parse((await author.service.exportVersion(scope, PACKAGE)).manifestJson) as {
      renames: { from: string; to: string }[];
      stack: { objects: { name: string }[] };
    };
    const [object] = sealed.stack.objects
      .map(({ name }) => name)
      .filter((name) => name.startsWith('shop_order'));
    expect(names).toContain(object);
    expect(sealed.renames.at(-1)?.to ?? 'shop_order').toBe(object);
    await publish(author).catch((error: { code: string }) => expect(error.code).toBe('NOTHING_TO_PUBLISH'));
    expect((await author.service.drift(scope, environment)).filter(({ kind }) => kind !== 'extra')).toEqual(
      [],
    );
    await author.close();
    await publisher.close();
    world.dispose();
  });
}, 60_000);
