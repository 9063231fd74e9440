/** Owns what OverlayPort promises. */
import type { OverlayRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { at, atSecond, checksumOf, type Given, newId, newScope } from './given.ts';

export function overlaysContract(given: () => Given): void {
  const overlay = (environmentId: string, fields: Partial<OverlayRow> = {}): OverlayRow => ({
    environmentId,
    ref: 'view/crm_lead.größe',
    bodyChecksum: checksumOf('a'),
    baseChecksum: checksumOf('base'),
    updatedAt: at,
    updatedBy: 'ada',
    ...fields,
  });

  it('keeps one overlay for an item and environment, and what was there before in its history', async () => {
    const { overlays } = given().plane;
    const scope = newScope();
    const [environmentId, other] = [newId(), newId()];
    const row = overlay(environmentId);
    expect(await overlays.get(scope, environmentId, row.ref)).toBeNull();
    await overlays.put(scope, row, 'put');
    const later = overlay(environmentId, {
      bodyChecksum: checksumOf('b'),
      baseChecksum: null,
      updatedAt: atSecond(1),
      updatedBy: 'bea',
    });
    await overlays.put(scope, later, 'merge');
    await overlays.put(scope, overlay(other), 'put');
    expect(await overlays.get(scope, environmentId, row.ref)).toEqual(later);
    expect(await overlays.get(scope, environmentId, 'view/crm_lead')).toBeNull();
    await overlays.remove(scope, environmentId, row.ref, atSecond(2));
    await overlays.remove(scope, environmentId, row.ref, atSecond(3));
    expect(await overlays.get(scope, environmentId, row.ref)).toBeNull();
    expect(await overlays.history(scope, environmentId, row.ref, 10)).toEqual([
      { op: 'reset', checksumBefore: checksumOf('b'), checksumAfter: null, at: atSecond(2), by: 'ada' },
      {
        op: 'merge',
        checksumBefore: checksumOf('a'),
        checksumAfter: checksumOf('b'),
        at: atSecond(1),
        by: 'bea',
      },
      { op: 'put', checksumBefore: null, checksumAfter: checksumOf('a'), at, by: 'ada' },
    ]);
    expect(await overlays.history(scope, environmentId, row.ref, 1)).toHaveLength(1);
    expect(await overlays.list(scope, other)).toEqual([overlay(other)]);
  });

  it('lists them by item', async () => {
    const { overlays } = given().plane;
    const scope = newScope();
    const environmentId = newId();
    for (const ref of ['view/b', 'dashboard/z', 'view/a'])
      await overlays.put(scope, overlay(environmentId, { ref }), 'put');
    const refs = (await overlays.list(scope, environmentId)).map(({ ref }) => ref);
    expect(refs).toEqual(['dashboard/z', 'view/a', 'view/b']);
  });
}
