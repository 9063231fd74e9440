/** Owns what VariablePort promises. */
import type { VariableRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { at, atSecond, type Given, newId, newScope } from './given.ts';

export function variablesContract(given: () => Given): void {
  const row = (environmentId: string, packageId: string, name: string): VariableRow => ({
    ...{ environmentId, packageId, name, kind: 'plain', content: '"né ✓"', updatedAt: at, updatedBy: 'ada' },
  });

  it('keeps one value a name, package and environment, in order, and forgets what is removed', async () => {
    const { variables } = given().plane;
    const scope = newScope();
    const [environmentId, packageId] = [newId(), newId()];
    expect(await variables.list(scope, environmentId)).toEqual([]);
    const [a, b] = [row(environmentId, packageId, 'A'), row(environmentId, packageId, 'B')];
    await variables.put(scope, b);
    await variables.put(scope, a);
    await variables.put(scope, row(newId(), packageId, 'A'));
    const secret = {
      ...b,
      kind: 'secret',
      content: 'v1.x.y',
      updatedAt: atSecond(1),
      updatedBy: 'bea',
    } as const;
    await variables.put(scope, secret);
    expect(await variables.list(scope, environmentId)).toEqual([a, secret]);
    expect(await variables.list(newScope(), environmentId)).toEqual([]);
    expect(await variables.remove(scope, environmentId, packageId, 'A')).toBe(true);
    expect(await variables.remove(scope, environmentId, packageId, 'A')).toBe(false);
    expect(await variables.list(scope, environmentId)).toEqual([secret]);
  });
}
