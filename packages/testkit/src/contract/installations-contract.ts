/** Owns what InstallationPort promises. */
import type { InstallationRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { at, atSecond, type Given, newId, newScope } from './given.ts';

function anInstallation(fields: Partial<InstallationRow> = {}): InstallationRow {
  return {
    id: newId(),
    environmentId: newId(),
    packageId: newId(),
    versionId: newId(),
    status: 'installed',
    enabled: true,
    withSampleData: false,
    settings: { currency: 'EUR', nested: { on: true } },
    installedAt: at,
    updatedAt: at,
    installedBy: 'ada',
    ...fields,
  };
}

export function installationsContract(given: () => Given): void {
  it('points an environment at a version', async () => {
    const { installations } = given().plane;
    const scope = newScope();
    const row = anInstallation();
    expect(await installations.current(scope, row.environmentId, row.packageId)).toBeNull();
    await installations.activate(scope, row);
    expect(await installations.current(scope, row.environmentId, row.packageId)).toEqual(row);
    expect(await installations.list(scope, row.environmentId)).toEqual([row]);
    expect(await installations.running(scope, row.versionId)).toEqual([row]);
  });

  it('swings the pointer of the row that is there, which keeps its id', async () => {
    const { installations } = given().plane;
    const scope = newScope();
    const row = anInstallation();
    await installations.activate(scope, row);
    const { environmentId, packageId } = row;
    const next = anInstallation({
      environmentId,
      packageId,
      status: 'disabled',
      enabled: false,
      withSampleData: true,
      settings: {},
      installedAt: atSecond(9),
      installedBy: 'bob',
      updatedAt: atSecond(9),
    });
    await installations.activate(scope, next);
    const expected = { ...next, id: row.id };
    expect(await installations.list(scope, environmentId)).toEqual([expected]);
    expect(await installations.running(scope, row.versionId)).toEqual([]);
    expect(await installations.running(scope, next.versionId)).toEqual([expected]);
  });

  it('lists an environment by package id and a version by all that run it', async () => {
    const { installations } = given().plane;
    const scope = newScope();
    const [environmentId, versionId] = [newId(), newId()];
    for (const packageId of ['p-b', 'p-a', 'p-c']) {
      await installations.activate(scope, anInstallation({ environmentId, packageId }));
    }
    const packages = (await installations.list(scope, environmentId)).map((row) => row.packageId);
    expect(packages).toEqual(['p-a', 'p-b', 'p-c']);
    await installations.activate(scope, anInstallation({ versionId }));
    await installations.activate(scope, anInstallation({ versionId }));
    expect(await installations.running(scope, versionId)).toHaveLength(2);
  });

  it('removes one package of one environment', async () => {
    const { installations } = given().plane;
    const scope = newScope();
    const [one, two] = [anInstallation(), anInstallation()];
    await installations.activate(scope, one);
    await installations.activate(scope, two);
    await installations.remove(scope, one.environmentId, one.packageId);
    await installations.remove(scope, one.environmentId, one.packageId);
    expect(await installations.current(scope, one.environmentId, one.packageId)).toBeNull();
    expect(await installations.current(scope, two.environmentId, two.packageId)).toEqual(two);
  });
}
