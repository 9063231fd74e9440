/** Owns what ControlPlane.transaction promises: all or nothing, one after the other, unseen until committed. */
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import {
  aChange,
  aDraft,
  anEnvironment,
  anEvent,
  aPackage,
  aVersion,
  checksumOf,
  type Given,
  newId,
  newScope,
  sealedAs,
} from './given.ts';

export function transactionsContract(given: () => Given): void {
  it('gives back what the work gives back', async () => {
    expect(await given().plane.transaction(async () => 42)).toBe(42);
  });

  it('leaves nothing of work that fails, and throws what it threw', async () => {
    const { plane } = given();
    const scope = newScope();
    const draft = aDraft(newId());
    const version = aVersion(draft.packageId);
    const reason = new Error('changed my mind');
    const failing = plane.transaction(async (tx) => {
      await tx.packages.insert(scope, aPackage('com.acme.crm'));
      await tx.environments.insert(scope, anEnvironment('dev', 0));
      await tx.versions.insertDraft(scope, version);
      await tx.versions.seal(scope, version.id, sealedAs('1.0.0'));
      await tx.drafts.open(scope, draft);
      await tx.drafts.putChanges(scope, draft.id, [aChange('object/a')]);
      await tx.bodies.putAll(scope, [{ checksum: checksumOf('a'), canonical: '1' }]);
      await tx.leases.acquire(scope, 'e', 'r', 'o', 60_000);
      await tx.log.record(scope, anEvent('draft.opened'));
      throw reason;
    });
    await expect(failing).rejects.toBe(reason);
    expect(await plane.packages.list(scope)).toEqual([]);
    expect(await plane.environments.list(scope)).toEqual([]);
    expect(await plane.versions.get(scope, version.id)).toBeNull();
    expect(await plane.drafts.active(scope, draft.packageId)).toBeNull();
    expect(await plane.drafts.changes(scope, draft.id)).toEqual([]);
    expect((await plane.bodies.getAll(scope, [checksumOf('a')])).size).toBe(0);
    expect(await plane.leases.current(scope, 'e')).toBeNull();
    expect(await plane.log.head(scope)).toBe(0);
  });

  it('sees its own writes; others see them after the commit', async () => {
    const { plane, other } = given();
    const scope = newScope();
    await plane.transaction(async (tx) => {
      await tx.packages.insert(scope, aPackage('com.acme.crm'));
      expect(await tx.packages.list(scope)).toHaveLength(1);
      expect(await plane.packages.list(scope)).toHaveLength(0);
      expect(await other.packages.list(scope)).toHaveLength(0);
    });
    expect(await plane.packages.list(scope)).toHaveLength(1);
    expect(await other.packages.list(scope)).toHaveLength(1);
  });

  it('joins the transaction that is open', async () => {
    const { plane } = given();
    const scope = newScope();
    const failing = plane.transaction(async (tx) => {
      await tx.transaction((inner) => inner.packages.insert(scope, aPackage('com.acme.crm')));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await plane.packages.list(scope)).toEqual([]);
  });

  it('goes on after a refusal that the work understands', async () => {
    const { plane } = given();
    const scope = newScope();
    await plane.packages.insert(scope, aPackage('com.acme.crm'));
    await plane.transaction(async (tx) => {
      await expectCode(tx.packages.insert(scope, aPackage('com.acme.crm')), 'NAME_TAKEN');
      await tx.packages.insert(scope, aPackage('com.acme.erp'));
    });
    expect(await plane.packages.list(scope)).toHaveLength(2);
  });

  it('refuses the bag of a transaction that is over', async () => {
    const { plane } = given();
    const scope = newScope();
    const leaked = await plane.transaction(async (tx) => ({ tx }));
    await expectCode(leaked.tx.packages.insert(scope, aPackage('com.acme.crm')), 'ASSERTION_FAILED');
    expect(await plane.packages.list(scope)).toEqual([]);
  });

  it('loses no update: read, then write, from two handles at once (I-03)', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const draft = aDraft(newId());
    await plane.drafts.open(scope, draft);
    const write = (n: number) =>
      (n % 2 === 0 ? plane : other).transaction(async (tx) => {
        const before = await tx.drafts.change(scope, draft.id, 'object/counter');
        const count = Number(before?.updatedBy ?? '0') + 1;
        await tx.drafts.bump(scope, draft.id);
        await tx.drafts.putChanges(scope, draft.id, [
          aChange('object/counter', { updatedBy: String(count) }),
        ]);
      });
    await Promise.all(Array.from({ length: 30 }, (_, n) => write(n)));
    expect((await plane.drafts.change(scope, draft.id, 'object/counter'))?.updatedBy).toBe('30');
    expect((await other.drafts.get(scope, draft.id))?.revision).toBe(30);
  });

  it('opens one draft among many attempts (I-06)', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const packageId = newId();
    const attempts = Array.from({ length: 20 }, (_, n) =>
      (n % 2 === 0 ? plane : other).drafts.open(scope, aDraft(packageId)),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'NAME_TAKEN' });
    }
  });

  it('seals one version number once among many attempts (I-11)', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const packageId = newId();
    const drafts = Array.from({ length: 8 }, () => aVersion(packageId));
    for (const draft of drafts) await plane.versions.insertDraft(scope, draft);
    const outcomes = await Promise.allSettled(
      drafts.map((draft, n) =>
        (n % 2 === 0 ? plane : other).versions.seal(scope, draft.id, sealedAs('1.0.0')),
      ),
    );
    expect(outcomes.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
    expect(await other.versions.listSealed(scope, packageId)).toHaveLength(1);
  });
}
