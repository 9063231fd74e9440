/** Owns what DraftWorkspacePort promises of history and of undo. */
import type { DraftCommit, HistoryEntry, ItemKey } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { aChange, aDraft, atSecond, checksumOf, type Given, newId, newScope } from './given.ts';

export function draftHistoryContract(given: () => Given): void {
  async function opened() {
    const scope = newScope();
    const draft = aDraft(newId());
    await given().plane.drafts.open(scope, draft);
    return { scope, draft, drafts: given().plane.drafts };
  }

  function entry(ref: ItemKey, n: number): Omit<HistoryEntry, 'seq'> {
    return {
      ref,
      op: 'put',
      checksumBefore: n === 1 ? null : checksumOf(`${n - 1}`),
      checksumAfter: checksumOf(`${n}`),
      at: atSecond(n),
      by: 'ada',
      commitId: `commit-${n}`,
    };
  }

  it('numbers a draft from 1 and lists an item newest first', async () => {
    const { scope, draft, drafts } = await opened();
    const { packageId } = draft;
    await drafts.appendHistory(scope, packageId, draft.id, [entry('object/a', 1), entry('object/b', 1)]);
    await drafts.appendHistory(scope, packageId, draft.id, [entry('object/a', 2), entry('object/a', 3)]);
    await drafts.appendHistory(scope, packageId, draft.id, []);
    expect(await drafts.history(scope, packageId, 'object/a', 10)).toEqual([
      { ...entry('object/a', 3), seq: 4 },
      { ...entry('object/a', 2), seq: 3 },
      { ...entry('object/a', 1), seq: 1 },
    ]);
    expect(await drafts.history(scope, packageId, 'object/a', 1)).toEqual([
      { ...entry('object/a', 3), seq: 4 },
    ]);
    expect(await drafts.history(scope, packageId, 'object/c', 10)).toEqual([]);
  });

  it('keeps every kind of entry as given', async () => {
    const { scope, draft, drafts } = await opened();
    const kinds = ['put', 'delete', 'rename', 'discard', 'undo', 'redo'] as const;
    const entries = kinds.map((op, n) => ({ ...entry('object/a', n + 1), op, checksumAfter: null }));
    await drafts.appendHistory(scope, draft.packageId, draft.id, entries);
    const listed = await drafts.history(scope, draft.packageId, 'object/a', 10);
    expect(listed.map(({ seq: _, ...rest }) => rest).reverse()).toEqual(entries);
  });

  it('goes on across drafts of a package, and apart from other packages', async () => {
    const { scope, draft, drafts } = await opened();
    const { packageId } = draft;
    await drafts.appendHistory(scope, packageId, draft.id, [entry('object/a', 1)]);
    await drafts.close(scope, draft.id);
    const next = aDraft(packageId);
    const stranger = aDraft(newId());
    await drafts.open(scope, next);
    await drafts.open(scope, stranger);
    await drafts.appendHistory(scope, stranger.packageId, stranger.id, [entry('object/a', 7)]);
    await drafts.appendHistory(scope, packageId, next.id, [entry('object/a', 2)]);
    const listed = await drafts.history(scope, packageId, 'object/a', 10);
    expect(listed.map((it) => [it.seq, it.commitId])).toEqual([
      [1, 'commit-2'],
      [1, 'commit-1'],
    ]);
  });

  it('appends thousands of entries at once', async () => {
    const { scope, draft, drafts } = await opened();
    const entries = Array.from({ length: 1_057 }, (_, n) => entry(`object/o${n % 1_000}`, n + 1));
    await drafts.appendHistory(scope, draft.packageId, draft.id, entries);
    const last = await drafts.history(scope, draft.packageId, 'object/o56', 10);
    expect(last.map((it) => it.seq)).toEqual([1_057, 57]);
  });

  it('knows no history of a draft that is not there', async () => {
    const attempt = given().plane.drafts.appendHistory(newScope(), newId(), newId(), [entry('object/a', 1)]);
    await expectCode(attempt, 'DRAFT_NOT_FOUND');
  });

  function commit(id: string): DraftCommit {
    const fact = { id: 'f'.repeat(64), ref: 'object/a', from: 'a', to: id } as const;
    return {
      id,
      before: { rows: [{ ref: 'object/a', change: null }], facts: [] },
      after: { rows: [{ ref: 'object/a', change: aChange('object/a') }], facts: [fact] },
      undone: false,
    };
  }

  it('walks commits back and forth', async () => {
    const { scope, draft, drafts } = await opened();
    const state = async () => [
      (await drafts.undoable(scope, draft.id))?.id ?? null,
      (await drafts.redoable(scope, draft.id))?.id ?? null,
    ];
    expect(await state()).toEqual([null, null]);
    for (const id of ['c1', 'c2', 'c3']) await drafts.pushCommit(scope, draft.id, commit(id));
    expect(await drafts.undoable(scope, draft.id)).toEqual(commit('c3'));
    await drafts.markCommit(scope, draft.id, 'c3', true);
    await drafts.markCommit(scope, draft.id, 'c2', true);
    expect(await state()).toEqual(['c1', 'c2']);
    expect(await drafts.redoable(scope, draft.id)).toEqual({ ...commit('c2'), undone: true });
    await drafts.markCommit(scope, draft.id, 'c2', false);
    expect(await state()).toEqual(['c2', 'c3']);
    await drafts.markCommit(scope, draft.id, 'c2', true);
    await drafts.markCommit(scope, draft.id, 'c1', true);
    expect(await state()).toEqual([null, 'c1']);
  });

  it('forgets what was undone when something new happens', async () => {
    const { scope, draft, drafts } = await opened();
    for (const id of ['c1', 'c2', 'c3']) await drafts.pushCommit(scope, draft.id, commit(id));
    await drafts.markCommit(scope, draft.id, 'c3', true);
    await drafts.markCommit(scope, draft.id, 'c2', true);
    await drafts.pushCommit(scope, draft.id, commit('c4'));
    expect(await drafts.redoable(scope, draft.id)).toBeNull();
    expect((await drafts.undoable(scope, draft.id))?.id).toBe('c4');
    await drafts.markCommit(scope, draft.id, 'c4', true);
    expect((await drafts.undoable(scope, draft.id))?.id).toBe('c1');
  });

  it('keeps the commits of two drafts apart', async () => {
    const { scope, draft, drafts } = await opened();
    const second = aDraft(newId());
    await drafts.open(scope, second);
    await drafts.pushCommit(scope, draft.id, commit('c1'));
    expect(await drafts.undoable(scope, second.id)).toBeNull();
  });
}
