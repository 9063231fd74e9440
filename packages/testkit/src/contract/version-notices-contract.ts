/** Owns what VersionNoticePort promises. */
import { expect, it } from 'vitest';
import { at, atSecond, type Given, newId, newScope } from './given.ts';

export function versionNoticesContract(given: () => Given): void {
  it('knows what was said last of a version, and nothing of others', async () => {
    const { notices } = given().plane;
    const scope = newScope();
    const versionId = newId();
    expect(await notices.get(scope, versionId)).toBeNull();
    await notices.put(scope, { versionId, yanked: false, reason: null, at, by: 'ada' });
    const notice = { versionId, yanked: true, reason: 'löscht Zeilen ✗', at: atSecond(1), by: 'bea' };
    await notices.put(scope, notice);
    expect(await notices.get(scope, versionId)).toEqual(notice);
    expect(await notices.get(scope, newId())).toBeNull();
    expect(await notices.get(newScope(), versionId)).toBeNull();
  });
}
