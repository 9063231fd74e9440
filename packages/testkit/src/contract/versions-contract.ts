/** Owns what PackageVersionPort promises. */
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { atSecond, aVersion, checksumOf, type Given, newId, newScope, sealedAs } from './given.ts';

export function versionsContract(given: () => Given): void {
  const published = { status: 'published', checksum: 'c'.repeat(64) } as const;

  it('keeps a draft row as given, without content', async () => {
    const { versions } = given().plane;
    const scope = newScope();
    const row = aVersion(newId(), { baseVersionId: newId(), releaseNotes: 'né\n"quoted"' });
    await versions.insertDraft(scope, row);
    expect(await versions.get(scope, row.id)).toEqual(row);
    expect(await versions.findByVersion(scope, row.packageId, row.version)).toEqual(row);
    expect(await versions.sealedBytes(scope, row.id)).toBeNull();
    expect(await versions.index(scope, row.id)).toBeNull();
    expect(await versions.listSealed(scope, row.packageId)).toEqual([]);
  });

  it('seals a draft: bytes come back exactly, index and facts too', async () => {
    const { versions } = given().plane;
    const scope = newScope();
    const draft = aVersion(newId());
    await versions.insertDraft(scope, draft);
    const content = sealedAs('1.0.0', {
      // Key order, duplicates, an escaped NUL and text beyond the BMP: all of it would die in jsonb.
      bytes: Buffer.from('{"b":1,"a":"\\u0000","a":2,"text":"😀 né\u2028"}'),
      index: new Map([
        ['object/b', checksumOf('b')],
        ['object/a', checksumOf('a')],
      ]),
      facts: [
        { id: 'f'.repeat(64), ref: 'object/a', path: 'fields', from: 'x', to: 'y' },
        { id: 'e'.repeat(64), ref: 'object/a', field: 'y', up: { op: 'column', name: 'y' } },
      ],
      publishedAt: atSecond(5),
      releaseNotes: 'first',
    });
    await versions.seal(scope, draft.id, content);
    expect(await versions.get(scope, draft.id)).toEqual({
      ...draft,
      ...published,
      version: '1.0.0',
      checksum: content.checksum,
      publishedAt: atSecond(5),
      releaseNotes: 'first',
    });
    expect(textOf(await versions.sealedBytes(scope, draft.id))).toBe(textOf(content.bytes));
    const index = await versions.index(scope, draft.id);
    expect([...(index?.index ?? [])]).toEqual([...content.index]);
    expect(index?.facts).toEqual(content.facts);
  });

  it('stamps a version: the same until somebody writes it, also from inside the transaction that wrote it', async () => {
    const { plane } = given();
    const scope = newScope();
    const packageId = newId();
    const [one, two] = [aVersion(packageId), aVersion(packageId)];
    expect(await plane.versions.stamp(scope, one.id)).toBeNull();
    await plane.versions.insertDraft(scope, one);
    const draft = await plane.versions.stamp(scope, one.id);
    const sealed = await plane.transaction(async (tx) => {
      await tx.versions.seal(scope, one.id, sealedAs('1.0.0'));
      return tx.versions.stamp(scope, one.id);
    });
    expect(draft).not.toBeNull();
    expect(sealed).not.toBeNull();
    // What this plane writes elsewhere is nobody else's.
    await plane.versions.insertDraft(scope, two);
    await plane.versions.seal(scope, two.id, sealedAs('1.1.0'));
    expect(await plane.versions.stamp(scope, one.id)).toBe(sealed);
    expect(await plane.versions.stamp(newScope(), one.id), 'of another organization').toBeNull();
  });

  it('seals once: the second seal is refused and changes nothing', async () => {
    const { versions } = given().plane;
    const scope = newScope();
    const draft = aVersion(newId());
    await versions.insertDraft(scope, draft);
    await versions.seal(scope, draft.id, sealedAs('1.0.0'));
    const before = await versions.get(scope, draft.id);
    await expectCode(
      versions.seal(scope, draft.id, sealedAs('1.0.1', { bytes: Buffer.from('{}') })),
      'DRAFT_SEALED',
    );
    expect(await versions.get(scope, draft.id)).toEqual(before);
    expect(textOf(await versions.sealedBytes(scope, draft.id))).toBe(textOf(sealedAs('1.0.0').bytes));
  });

  it('never gives a version number twice, and goes on inside the transaction that was refused', async () => {
    const { plane } = given();
    const scope = newScope();
    const packageId = newId();
    const [one, two] = [aVersion(packageId), aVersion(packageId)];
    await plane.versions.insertDraft(scope, one);
    await plane.versions.insertDraft(scope, two);
    await plane.versions.seal(scope, one.id, sealedAs('1.0.0'));
    await plane.transaction(async (tx) => {
      await expectCode(tx.versions.seal(scope, two.id, sealedAs('1.0.0')), 'VERSION_EXISTS');
      const row = aVersion(packageId, { ...published, version: '1.0.0', publishedAt: atSecond(1) });
      await expectCode(tx.versions.insertSealed(scope, row, sealedAs('1.0.0')), 'VERSION_EXISTS');
      await tx.versions.seal(scope, two.id, sealedAs('1.0.1'));
    });
    expect((await plane.versions.get(scope, two.id))?.version).toBe('1.0.1');
  });

  it('knows no version that is not there', async () => {
    const { versions } = given().plane;
    const scope = newScope();
    await expectCode(versions.seal(scope, newId(), sealedAs('1.0.0')), 'VERSION_NOT_FOUND');
    await expectCode(versions.deprecate(scope, newId()), 'VERSION_NOT_FOUND');
    expect(await versions.get(scope, newId())).toBeNull();
  });

  it('lists sealed versions newest first, previews only when asked', async () => {
    const { versions } = given().plane;
    const scope = newScope();
    const packageId = newId();
    await versions.insertDraft(scope, aVersion(packageId));
    const insert = async (version: string, second: number, isPreview = false) => {
      const row = aVersion(packageId, { ...published, version, isPreview, publishedAt: atSecond(second) });
      await versions.insertSealed(scope, row, sealedAs(version, { publishedAt: atSecond(second) }));
    };
    await insert('1.0.0', 1);
    await insert('1.2.0', 3);
    await insert('1.1.0', 2);
    await insert('0.0.0-preview.1', 4, true);
    const numbers = async (previews: boolean) =>
      (await versions.listSealed(scope, packageId, { previews })).map((row) => row.version);
    expect(await numbers(false)).toEqual(['1.2.0', '1.1.0', '1.0.0']);
    expect(await numbers(true)).toEqual(['0.0.0-preview.1', '1.2.0', '1.1.0', '1.0.0']);
    expect(await versions.listSealed(scope, packageId)).toHaveLength(3);
  });

  it('deprecates: the bytes stay, and it cannot be undone by sealing', async () => {
    const { versions } = given().plane;
    const scope = newScope();
    const draft = aVersion(newId());
    await versions.insertDraft(scope, draft);
    await expectCode(versions.deprecate(scope, draft.id), 'VERSION_NOT_FOUND');
    await versions.seal(scope, draft.id, sealedAs('1.0.0'));
    await versions.deprecate(scope, draft.id);
    await versions.deprecate(scope, draft.id);
    expect((await versions.get(scope, draft.id))?.status).toBe('deprecated');
    expect(textOf(await versions.sealedBytes(scope, draft.id))).toBe(textOf(sealedAs('1.0.0').bytes));
    await expectCode(versions.seal(scope, draft.id, sealedAs('1.0.1')), 'DRAFT_SEALED');
  });
}

function textOf(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString('utf8');
}
