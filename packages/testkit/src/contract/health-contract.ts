/** Owns what HealthPort promises. */
import type { HealthRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { at, atSecond, type Given, newId, newScope } from './given.ts';

export function aHealthRow(environmentId: string, packageId: string): HealthRow {
  return {
    environmentId,
    packageId,
    versionId: newId(),
    runId: newId(),
    state: 'failing',
    since: at,
    checkedAt: atSecond(1),
    results: [{ name: 'orders', state: 'failing', detail: '0 rows, at least 1 “erwartet”' }],
  };
}

export function healthContract(given: () => Given): void {
  it('knows how each installation was found last, and nothing of others', async () => {
    const { health } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    expect(await health.list(scope, environmentId)).toEqual([]);
    const [first, second] = [newId(), newId()].sort() as [string, string];
    const [a, b] = [aHealthRow(environmentId, first), aHealthRow(environmentId, second)];
    await health.put(scope, b);
    await health.put(scope, a);
    expect(await given().other.health.list(scope, environmentId)).toEqual([a, b]);
    const healthy: HealthRow = {
      ...a,
      versionId: newId(),
      state: 'healthy',
      since: atSecond(2),
      results: [],
    };
    await health.put(scope, healthy);
    expect(await health.list(scope, environmentId)).toEqual([healthy, b]);
    expect(await health.list(scope, newId())).toEqual([]);
    expect(await health.list(newScope(), environmentId)).toEqual([]);
  });
}
