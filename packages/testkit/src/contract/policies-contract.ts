/** Owns what PolicyPort promises. */
import { defaultPolicy } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { at, atSecond, type Given, newId, newScope } from './given.ts';

export function policiesContract(given: () => Given): void {
  it('knows what was set last for an environment, and nothing of others', async () => {
    const { policies } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    expect(await policies.get(scope, environmentId)).toBeNull();
    const policy = defaultPolicy('production');
    await policies.put(scope, environmentId, policy, at);
    const frozen = { ...policy, freeze: { reason: 'Inventur ✓', until: null } };
    await policies.put(scope, environmentId, frozen, atSecond(1));
    expect(await policies.get(scope, environmentId)).toEqual(frozen);
    expect(await policies.get(scope, newId())).toBeNull();
  });
}
