/** Owns what EnvironmentPort promises. */
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { anEnvironment, type Given, newId, newScope } from './given.ts';

export function environmentsContract(given: () => Given): void {
  it('finds an environment by name and by id', async () => {
    const { environments } = given().plane;
    const scope = newScope();
    const row = {
      ...anEnvironment('prod', 0),
      type: 'production',
      engine: 'postgres',
      schemaMode: 'validate-only',
    } as const;
    await environments.insert(scope, row);
    expect(await environments.find(scope, 'prod')).toEqual(row);
    expect(await environments.find(scope, row.id)).toEqual(row);
    expect(await environments.find(scope, newId())).toBeNull();
  });

  it('finds by id before it finds by name', async () => {
    const { environments } = given().plane;
    const scope = newScope();
    const dev = anEnvironment('dev', 0);
    await environments.insert(scope, anEnvironment(dev.id, 0));
    await environments.insert(scope, dev);
    expect((await environments.find(scope, dev.id))?.name).toBe('dev');
  });

  it('inserts at a place and moves later ones back', async () => {
    const { environments } = given().plane;
    const scope = newScope();
    await environments.insert(scope, anEnvironment('dev', 0));
    await environments.insert(scope, anEnvironment('prod', 1));
    await environments.insert(scope, anEnvironment('staging', 1));
    await environments.insert(scope, anEnvironment('sandbox', 0));
    const pipeline = (await environments.list(scope)).map((row) => [row.position, row.name]);
    expect(pipeline).toEqual([
      [0, 'sandbox'],
      [1, 'dev'],
      [2, 'staging'],
      [3, 'prod'],
    ]);
  });

  it('refuses a name that is taken, and moves nothing', async () => {
    const { environments } = given().plane;
    const scope = newScope();
    await environments.insert(scope, anEnvironment('dev', 0));
    const before = await environments.list(scope);
    await expectCode(environments.insert(scope, anEnvironment('dev', 0)), 'ENVIRONMENT_EXISTS');
    expect(await environments.list(scope)).toEqual(before);
    await environments.insert(newScope(), anEnvironment('dev', 0));
  });

  it('keeps until when an environment lasts, and how far it is', async () => {
    const { environments } = given().plane;
    const scope = newScope();
    const ephemeral = {
      state: 'making',
      expiresAt: '2026-01-01T02:00:00.000Z',
      sourceId: newId(),
      createdBy: scope.principal.id,
    } as const;
    const row = { ...anEnvironment('preview-1', 0), type: 'preview', ephemeral } as const;
    await environments.insert(scope, row);
    expect(await environments.find(scope, row.id)).toEqual(row);
    expect(await environments.setState(newScope(), row.id, 'ready')).toBe(false);
    expect(await environments.setState(scope, row.id, 'ready')).toBe(true);
    expect(await environments.list(scope)).toEqual([{ ...row, ephemeral: { ...ephemeral, state: 'ready' } }]);
    const lasting = anEnvironment('dev', 0);
    await environments.insert(scope, lasting);
    expect(await environments.setState(scope, lasting.id, 'ending')).toBe(false);
  });

  it('removes one, once, and gives its name free', async () => {
    const { environments } = given().plane;
    const scope = newScope();
    const row = anEnvironment('dev', 0);
    await environments.insert(scope, row);
    expect(await environments.remove(newScope(), row.id)).toBe(false);
    expect(await environments.remove(scope, row.id)).toBe(true);
    expect(await environments.remove(scope, row.id)).toBe(false);
    expect(await environments.find(scope, 'dev')).toBeNull();
    await environments.insert(scope, anEnvironment('dev', 0));
  });
}
