/** Owns what BodyPort promises. */
import { expect, it } from 'vitest';
import { checksumOf, type Given, newScope } from './given.ts';

export function bodiesContract(given: () => Given): void {
  it('gives back the exact text of a checksum', async () => {
    const { bodies } = given().plane;
    const scope = newScope();
    const canonical = '{"name":"né 😀","nul":"\\u0000","sep":"\u2028"}';
    await bodies.putAll(scope, [{ checksum: checksumOf('a'), canonical }]);
    expect([...(await bodies.getAll(scope, [checksumOf('a')]))]).toEqual([[checksumOf('a'), canonical]]);
  });

  it('leaves an existing checksum alone', async () => {
    const { bodies } = given().plane;
    const scope = newScope();
    await bodies.putAll(scope, [{ checksum: checksumOf('a'), canonical: '1' }]);
    await bodies.putAll(scope, [
      { checksum: checksumOf('a'), canonical: '2' },
      { checksum: checksumOf('b'), canonical: '3' },
      { checksum: checksumOf('b'), canonical: '3' },
    ]);
    const found = await bodies.getAll(scope, [checksumOf('a'), checksumOf('b')]);
    expect(Object.fromEntries(found)).toEqual({ [checksumOf('a')]: '1', [checksumOf('b')]: '3' });
  });

  it('leaves out what is not there', async () => {
    const { bodies } = given().plane;
    const scope = newScope();
    await bodies.putAll(scope, []);
    expect((await bodies.getAll(scope, [])).size).toBe(0);
    expect((await bodies.getAll(scope, [checksumOf('a')])).size).toBe(0);
    await bodies.putAll(scope, [{ checksum: checksumOf('a'), canonical: '1' }]);
    expect([...(await bodies.getAll(scope, new Set([checksumOf('b'), checksumOf('a')]))).keys()]).toEqual([
      checksumOf('a'),
    ]);
  });

  it('takes and gives thousands at once', async () => {
    const { bodies } = given().plane;
    const scope = newScope();
    const rows = Array.from({ length: 5_003 }, (_, n) => ({
      checksum: checksumOf(`${n}`),
      canonical: `${n}`,
    }));
    await bodies.putAll(scope, rows);
    const found = await bodies.getAll(
      scope,
      [...rows, ...rows].map((row) => row.checksum),
    );
    expect(found.size).toBe(5_003);
    expect(found.get(checksumOf('5002'))).toBe('5002');
  });

  it('keeps a body of eight megabytes', async () => {
    const { bodies } = given().plane;
    const scope = newScope();
    const canonical = JSON.stringify({ text: 'x'.repeat(8 * 1024 * 1024 - 20) });
    await bodies.putAll(scope, [{ checksum: checksumOf('big'), canonical }]);
    expect((await bodies.getAll(scope, [checksumOf('big')])).get(checksumOf('big')) === canonical).toBe(true);
  });
}
