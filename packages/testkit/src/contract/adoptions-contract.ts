/** Owns what AdoptionPort promises. */
import type { AdoptedItem } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { at, atSecond, checksumOf, type Given, newId, newScope } from './given.ts';

export function adoptionsContract(given: () => Given): void {
  it('knows what was taken last for a package in an environment, and nothing of others', async () => {
    const { adoptions } = given().plane;
    const scope = newScope();
    const [environmentId, packageId] = [newId(), newId()];
    expect(await adoptions.get(scope, environmentId, packageId)).toBeNull();
    const taken = { row: 'a'.repeat(64), body: checksumOf('a') };
    await adoptions.put(scope, { environmentId, packageId, items: new Map([['object/crm_a', taken]]), at });
    const later = {
      environmentId,
      packageId,
      items: new Map<string, AdoptedItem>([
        ['view/crm_b.größe', { row: 'b'.repeat(64), body: null }],
        ['object/crm_a', taken],
      ]),
      at: atSecond(1),
    };
    await adoptions.put(scope, later);
    expect(await adoptions.get(scope, environmentId, packageId)).toEqual(later);
    expect(await adoptions.get(scope, environmentId, newId())).toBeNull();
    expect(await adoptions.get(scope, newId(), packageId)).toBeNull();
  });
}
