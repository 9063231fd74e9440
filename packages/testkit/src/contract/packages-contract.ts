/** Owns what PackagePort promises. */
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { aPackage, type Given, newId, newScope } from './given.ts';

export function packagesContract(given: () => Given): void {
  it('finds a package by manifest id and by id', async () => {
    const { packages } = given().plane;
    const scope = newScope();
    const row = aPackage('com.acme.crm');
    await packages.insert(scope, row);
    expect(await packages.find(scope, 'com.acme.crm')).toEqual(row);
    expect(await packages.get(scope, row.id)).toEqual(row);
    expect(await packages.find(scope, 'com.acme.other')).toBeNull();
    expect(await packages.get(scope, newId())).toBeNull();
  });

  it('lists packages by manifest id in code point order', async () => {
    const { packages } = given().plane;
    const scope = newScope();
    const names = ['com.b', 'com.a_z', 'com.a-b', 'com.a.b', 'com.ab', 'com.a1'];
    for (const name of names) await packages.insert(scope, aPackage(name));
    expect((await packages.list(scope)).map((row) => row.manifestId)).toEqual([...names].sort());
  });

  it('refuses a second package of the same manifest id and keeps the first', async () => {
    const { packages } = given().plane;
    const scope = newScope();
    const row = aPackage('com.acme.crm');
    await packages.insert(scope, row);
    await expectCode(packages.insert(scope, aPackage('com.acme.crm')), 'NAME_TAKEN');
    expect(await packages.list(scope)).toEqual([row]);
  });

  it('lets two organizations use one manifest id', async () => {
    const { packages } = given().plane;
    const [one, two] = [newScope(), newScope()];
    await packages.insert(one, aPackage('com.acme.crm'));
    await packages.insert(two, aPackage('com.acme.crm'));
    expect(await packages.list(one)).toHaveLength(1);
    expect(await packages.list(two)).toHaveLength(1);
  });
}
