/** Owns what ChangeLogPort promises. */
import { auditHash, CHAIN_START } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { anEvent, atSecond, type Given, newScope } from './given.ts';

export function changeLogContract(given: () => Given): void {
  it('numbers events from 1 and gives them back as recorded, with the actor', async () => {
    const { plane } = given();
    const scope = newScope('grace');
    const full = anEvent('item.staged', {
      packageId: 'p',
      environmentId: 'e',
      versionId: 'v',
      ref: 'object/a',
      runId: 'r',
      checksumBefore: null,
      checksumAfter: 'sha256:1',
      data: { forced: true, note: 'né' },
      at: atSecond(1),
    });
    const bare = anEvent('draft.opened');
    const numbers = await plane.transaction(async (tx) => [
      await tx.log.record(scope, full),
      await tx.log.record(scope, bare),
    ]);
    expect(numbers).toEqual([1, 2]);
    expect(await plane.log.since(scope, 0, 10)).toEqual([
      { ...full, seq: 1, actor: 'grace' },
      { ...bare, seq: 2, actor: 'grace' },
    ]);
    expect(await plane.log.head(scope)).toBe(2);
  });

  it('pages: strictly after a number, at most a limit', async () => {
    const { plane } = given();
    const scope = newScope();
    expect(await plane.log.head(scope)).toBe(0);
    expect(await plane.log.since(scope, 0, 10)).toEqual([]);
    await plane.transaction(async (tx) => {
      for (let n = 0; n < 7; n += 1) await tx.log.record(scope, anEvent(`op.${n}`));
    });
    const page = async (seq: number, limit: number) =>
      (await plane.log.since(scope, seq, limit)).map((event) => event.seq);
    expect(await page(0, 3)).toEqual([1, 2, 3]);
    expect(await page(3, 3)).toEqual([4, 5, 6]);
    expect(await page(6, 3)).toEqual([7]);
    expect(await page(7, 3)).toEqual([]);
  });

  it('records inside a transaction only', async () => {
    const { plane } = given();
    const scope = newScope();
    await expectCode(plane.log.record(scope, anEvent('draft.opened')), 'ASSERTION_FAILED');
    expect(await plane.log.head(scope)).toBe(0);
  });

  it('leaves no gap where a transaction failed', async () => {
    const { plane } = given();
    const scope = newScope();
    const record = () => plane.transaction((tx) => tx.log.record(scope, anEvent('draft.opened')));
    await record();
    const failing = plane.transaction(async (tx) => {
      await tx.log.record(scope, anEvent('draft.opened'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await record()).toBe(2);
  });

  it('keeps an audit row beside each event, bound to the one before it', async () => {
    const { plane } = given();
    const scope = newScope('grace');
    await plane.transaction(async (tx) => {
      await tx.log.record(scope, anEvent('item.staged', { ref: 'object/a', data: { note: 'né' } }));
      await tx.log.record(scope, anEvent('version.sealed', { versionId: 'v', data: { forced: true } }));
      await tx.log.record(scope, anEvent('draft.opened', { at: atSecond(3) }));
    });
    const rows = await plane.log.audited(scope, 0, 10);
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    let previous = CHAIN_START;
    for (const { seq, event, audit } of rows) {
      expect(audit).toMatchObject({ actor: 'grace', previous });
      previous = auditHash(previous, {
        org: scope.orgId,
        seq,
        actor: 'grace',
        payload: event?.payload ?? '',
      });
      expect(audit?.hash).toBe(previous);
    }
    expect(rows[0]?.audit).toMatchObject({
      type: 'object',
      name: 'a',
      operation: 'stage',
      outcome: 'allowed',
    });
    expect(rows[1]?.audit).toMatchObject({ type: 'package_version', operation: 'seal', outcome: 'forced' });
    expect(JSON.parse(rows[0]?.event?.payload ?? '')).toMatchObject({
      op: 'item.staged',
      data: { note: 'né' },
    });
    expect((await plane.log.audited(scope, 1, 1)).map(({ seq }) => seq)).toEqual([2]);
    expect(await plane.log.audited(newScope(), 0, 10)).toEqual([]);
  });

  it('counts each organization apart', async () => {
    const { plane } = given();
    const [one, two] = [newScope(), newScope()];
    await plane.transaction(async (tx) => {
      await tx.log.record(one, anEvent('draft.opened'));
      expect(await tx.log.record(two, anEvent('draft.opened'))).toBe(1);
    });
  });

  it('stays gapless and in commit order among concurrent writers', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const seen: number[] = [];
    const write = async (n: number) => {
      const seq = await (n % 2 === 0 ? plane : other).transaction(async (tx) => {
        const number = await tx.log.record(scope, anEvent(`op.${n}`));
        if (n % 5 === 0) throw new Error(`no ${n}`);
        return number;
      });
      seen.push(seq);
    };
    await Promise.allSettled(Array.from({ length: 40 }, (_, n) => write(n)));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, n) => n + 1));
    expect((await plane.log.since(scope, 0, 100)).map((event) => event.seq)).toEqual(seen);
  });
}
