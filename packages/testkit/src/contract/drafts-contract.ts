/** Owns what DraftWorkspacePort promises of drafts, staged changes, facts and answers. */
import { expect, it } from 'vitest';
import { expectCode } from './expect-code.ts';
import { aChange, aDraft, atSecond, checksumOf, type Given, newId, newScope } from './given.ts';

export function draftsContract(given: () => Given): void {
  async function opened() {
    const scope = newScope();
    const draft = aDraft(newId());
    await given().plane.drafts.open(scope, draft);
    return { scope, draft, drafts: given().plane.drafts };
  }

  it('has at most one active draft of a package', async () => {
    const { scope, draft, drafts } = await opened();
    expect(await drafts.active(scope, draft.packageId)).toEqual(draft);
    const second = aDraft(draft.packageId);
    await expectCode(drafts.open(scope, second), 'NAME_TAKEN');
    expect(await drafts.get(scope, second.id)).toBeNull();
    expect(await drafts.active(scope, draft.packageId)).toEqual(draft);
    await drafts.open(scope, aDraft(newId()));
  });

  it('closes a draft: its rows stay, the next one can open', async () => {
    const { scope, draft, drafts } = await opened();
    await drafts.putChanges(scope, draft.id, [aChange('object/a')]);
    await drafts.close(scope, draft.id);
    expect(await drafts.active(scope, draft.packageId)).toBeNull();
    expect(await drafts.get(scope, draft.id)).toEqual(draft);
    expect(await drafts.changes(scope, draft.id)).toHaveLength(1);
    const next = { ...aDraft(draft.packageId), baseVersionId: draft.id };
    await drafts.open(scope, next);
    expect(await drafts.active(scope, draft.packageId)).toEqual(next);
    await drafts.close(scope, draft.id);
    expect(await drafts.active(scope, draft.packageId)).toEqual(next);
  });

  it('counts every accepted change, and none of a closed or unknown draft', async () => {
    const { scope, draft, drafts } = await opened();
    expect(await drafts.bump(scope, draft.id)).toBe(1);
    expect(await drafts.bump(scope, draft.id)).toBe(2);
    expect((await drafts.get(scope, draft.id))?.revision).toBe(2);
    await drafts.close(scope, draft.id);
    await expectCode(drafts.bump(scope, draft.id), 'DRAFT_SEALED');
    await expectCode(drafts.bump(scope, newId()), 'DRAFT_NOT_FOUND');
    expect((await drafts.get(scope, draft.id))?.revision).toBe(2);
  });

  it('holds one change per item: the last one put', async () => {
    const { scope, draft, drafts } = await opened();
    const first = aChange('object/a');
    const rename = aChange('object/b', { op: 'rename', from: 'a', baseChecksum: checksumOf('base') });
    const removal = aChange('view/c', { op: 'delete', bodyChecksum: null, baseChecksum: checksumOf('c') });
    await drafts.putChanges(scope, draft.id, [removal, first, rename]);
    expect(await drafts.changes(scope, draft.id)).toEqual([first, rename, removal]);
    const second = aChange('object/a', {
      op: 'delete',
      bodyChecksum: null,
      updatedAt: atSecond(9),
      updatedBy: 'bob',
    });
    const plain = aChange('object/b');
    await drafts.putChanges(scope, draft.id, [second, plain]);
    expect(await drafts.change(scope, draft.id, 'object/a')).toEqual(second);
    expect(await drafts.change(scope, draft.id, 'object/b')).toEqual(plain);
    expect(await drafts.change(scope, draft.id, 'object/nothing')).toBeNull();
    expect(await drafts.changes(scope, draft.id)).toEqual([second, plain, removal]);
  });

  it('puts thousands of changes at once, in the order of their refs', async () => {
    const { scope, draft, drafts } = await opened();
    const changes = Array.from({ length: 1_234 }, (_, n) => aChange(`object/o${n}`));
    await drafts.putChanges(scope, draft.id, changes);
    await drafts.putChanges(scope, draft.id, []);
    const refs = (await drafts.changes(scope, draft.id)).map((change) => change.ref);
    expect(refs).toEqual(changes.map((change) => change.ref).sort());
    await drafts.removeChanges(scope, draft.id, refs.slice(1));
    expect((await drafts.changes(scope, draft.id)).map((change) => change.ref)).toEqual(refs.slice(0, 1));
  });

  it('refuses changes of a draft that is not there', async () => {
    const { drafts } = given().plane;
    await expectCode(drafts.putChanges(newScope(), newId(), [aChange('object/a')]), 'DRAFT_NOT_FOUND');
  });

  it('removes what is named and nothing else', async () => {
    const { scope, draft, drafts } = await opened();
    await drafts.putChanges(
      scope,
      draft.id,
      ['object/a', 'object/b', 'view/a'].map((ref) => aChange(ref)),
    );
    await drafts.removeChanges(scope, draft.id, ['object/a', 'flow/none']);
    await drafts.removeChanges(scope, draft.id, []);
    expect((await drafts.changes(scope, draft.id)).map((change) => change.ref)).toEqual([
      'object/b',
      'view/a',
    ]);
  });

  it('keeps activated changes as the record of what was sealed', async () => {
    const { scope, draft, drafts } = await opened();
    const changes = [aChange('object/a'), aChange('object/b', { op: 'delete', bodyChecksum: null })];
    await drafts.putChanges(scope, draft.id, changes);
    await drafts.activateChanges(scope, draft.id, ['object/a', 'object/b']);
    expect(await drafts.changes(scope, draft.id)).toEqual(changes);
  });

  it('keeps the whole list of facts, renames and conversions, in order', async () => {
    const { scope, draft, drafts } = await opened();
    expect(await drafts.facts(scope, draft.id)).toEqual([]);
    const facts = [
      { id: '2'.repeat(64), ref: 'object/a', path: 'fields', from: 'x', to: 'y' },
      {
        id: '3'.repeat(64),
        ref: 'object/a',
        field: 'y',
        up: { op: 'literal', value: "it's" },
        down: { op: 'column', name: 'y' },
      },
      { id: '1'.repeat(64), ref: 'object/a', from: 'a', to: 'b' },
      { id: '4'.repeat(64), ref: 'object/b', field: 'gone', down: { op: 'column', name: 'y' } },
    ] as const;
    await drafts.setFacts(scope, draft.id, facts);
    expect(await drafts.facts(scope, draft.id)).toEqual(facts);
    await drafts.setFacts(scope, draft.id, facts.slice(1));
    expect(await drafts.facts(scope, draft.id)).toEqual(facts.slice(1));
    await drafts.setFacts(scope, draft.id, []);
    expect(await drafts.facts(scope, draft.id)).toEqual([]);
  });

  it('keeps the last answer to each question', async () => {
    const { scope, draft, drafts } = await opened();
    await drafts.putAnswer(scope, draft.id, 'q2', { replace: true });
    await drafts.putAnswer(scope, draft.id, 'q1', { replace: true });
    await drafts.putAnswer(scope, draft.id, 'q1', { renameTo: 'b' });
    expect([...(await drafts.answers(scope, draft.id))]).toEqual([
      ['q1', { renameTo: 'b' }],
      ['q2', { replace: true }],
    ]);
  });
}
