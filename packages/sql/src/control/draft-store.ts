/**
 * Owns drafts: the active pointer, the revision, staged changes in `sys_metadata` (state draft), facts and answers.
 * History and undo are in draft-history.ts.
 */
import {
  type Answer,
  AuthoringError,
  type ConversionFact,
  type DraftCommit,
  type DraftRow,
  type DraftWorkspacePort,
  type Fact,
  type HistoryEntry,
  type ItemKey,
  isConversion,
  parseKey,
  type Scope,
  type StagedChange,
} from '@objectstack/metadata-authoring';
import { DraftHistory } from './draft-history.ts';
import type { DraftHistoryStatements } from './draft-history-statements.ts';
import type { DraftStatements } from './draft-statements.ts';
import { namesByType } from './names-by-type.ts';
import { insertAll } from './session.ts';
import { chunksOf, listSize, type StoreContext } from './store-context.ts';

export class DraftStore implements DraftWorkspacePort {
  readonly #at: StoreContext;
  readonly #statements: DraftStatements;
  readonly #history: DraftHistory;
  /** A draft never changes its package: what this transaction has read of it once, it need not read again. */
  readonly #packages = new Map<string, string>();

  constructor(at: StoreContext, statements: DraftStatements, history: DraftHistoryStatements) {
    this.#at = at;
    this.#statements = statements;
    this.#history = new DraftHistory(at, history);
  }

  async active(scope: Scope, packageId: string): Promise<DraftRow | null> {
    const row = await this.#at.session.first(this.#statements.active, { org: scope.orgId, packageId });
    return row && this.#seen(scope, toDraft(row));
  }

  async get(scope: Scope, draftId: string): Promise<DraftRow | null> {
    const row = await this.#at.session.first(this.#statements.get, { org: scope.orgId, draftId });
    return row && this.#seen(scope, toDraft(row));
  }

  async open(scope: Scope, draft: DraftRow): Promise<void> {
    const { id: draftId, packageId, baseVersionId, revision } = draft;
    const org = scope.orgId;
    await this.#at.session.transaction(async (session) => {
      if ((await session.run(this.#statements.pointAt, { org, draftId, packageId })) === 0) {
        throw new AuthoringError('NAME_TAKEN', `package ${packageId} has an open draft already`, {
          details: { packageId },
          suggestion: 'use the open draft',
        });
      }
      await session.write(this.#statements.insert, { org, draftId, packageId, baseVersionId, revision });
    });
  }

  async close(scope: Scope, draftId: string): Promise<void> {
    await this.#at.session.transaction(async (session) => {
      await session.write(this.#statements.unpoint, { org: scope.orgId, draftId });
      await session.write(this.#statements.close, { org: scope.orgId, draftId });
    });
  }

  async bump(scope: Scope, draftId: string): Promise<number> {
    const { session } = this.#at;
    const row = await session.first(this.#statements.bump, { org: scope.orgId, draftId });
    if (row) return row.revision;
    if (await session.first(this.#statements.get, { org: scope.orgId, draftId })) {
      throw new AuthoringError('DRAFT_SEALED', `draft ${draftId} is closed`, {
        details: { draftId },
        suggestion: 'open a new draft of the package',
      });
    }
    throw notFound(draftId);
  }

  async change(scope: Scope, draftId: string, ref: ItemKey): Promise<StagedChange | null> {
    const { type, name } = parseKey(ref);
    const row = await this.#at.session.first(this.#statements.change, {
      org: scope.orgId,
      draftId,
      type,
      name,
    });
    return row && toChange(row);
  }

  async changes(scope: Scope, draftId: string): Promise<readonly StagedChange[]> {
    const rows = await this.#at.session.all(this.#statements.changes, { org: scope.orgId, draftId });
    return rows.map(toChange).sort((a, b) => (a.ref < b.ref ? -1 : 1));
  }

  async putChanges(scope: Scope, draftId: string, changes: readonly StagedChange[]): Promise<void> {
    if (changes.length === 0) return;
    const org = scope.orgId;
    const packageId = await this.#packageOf(scope, draftId);
    await this.#at.session.transaction(async (session) => {
      const rows = changes.map((change) => ({
        org,
        id: this.#at.ids.next(),
        packageId,
        draftId,
        ...parseKey(change.ref),
        op: change.op,
        from: change.from ?? null,
        bodyChecksum: change.bodyChecksum,
        baseChecksum: change.baseChecksum,
        by: change.updatedBy,
        at: change.updatedAt,
      }));
      await insertAll(session, this.#statements.putChanges, rows);
    });
  }

  async removeChanges(scope: Scope, draftId: string, refs: readonly ItemKey[]): Promise<void> {
    await this.#onRefs(scope, draftId, refs, 'removeChanges');
  }

  async activateChanges(scope: Scope, draftId: string, refs: readonly ItemKey[]): Promise<void> {
    await this.#onRefs(scope, draftId, refs, 'activateChanges');
  }

  async facts(scope: Scope, draftId: string): Promise<readonly Fact[]> {
    const rows = await this.#at.session.all(this.#statements.facts, { org: scope.orgId, draftId });
    return rows.map(toFact);
  }

  async setFacts(scope: Scope, draftId: string, facts: readonly Fact[]): Promise<void> {
    const org = scope.orgId;
    await this.#at.session.transaction(async (session) => {
      await session.write(this.#statements.removeFacts, { org, draftId });
      const rows = facts.map((fact, position) => ({ org, draftId, position, ...factColumns(fact) }));
      await insertAll(session, this.#statements.putFacts, rows);
    });
  }

  async answers(scope: Scope, draftId: string): Promise<ReadonlyMap<string, Answer>> {
    const rows = await this.#at.session.all(this.#statements.answers, { org: scope.orgId, draftId });
    return new Map(rows.map((row) => [row.question_id, JSON.parse(row.answer) as Answer]));
  }

  async putAnswer(scope: Scope, draftId: string, questionId: string, answer: Answer): Promise<void> {
    const values = { org: scope.orgId, draftId, questionId, answer: JSON.stringify(answer) };
    await this.#at.session.write(this.#statements.putAnswer, values);
  }

  appendHistory(
    scope: Scope,
    packageId: string,
    draftId: string,
    entries: readonly Omit<HistoryEntry, 'seq'>[],
  ): Promise<void> {
    return this.#history.append(scope, packageId, draftId, entries);
  }

  history(scope: Scope, packageId: string, ref: ItemKey, limit: number): Promise<readonly HistoryEntry[]> {
    return this.#history.list(scope, packageId, ref, limit);
  }

  pushCommit(scope: Scope, draftId: string, commit: DraftCommit): Promise<void> {
    return this.#history.pushCommit(scope, draftId, commit);
  }

  undoable(scope: Scope, draftId: string): Promise<DraftCommit | null> {
    return this.#history.commit(scope, draftId, 'undoable');
  }

  redoable(scope: Scope, draftId: string): Promise<DraftCommit | null> {
    return this.#history.commit(scope, draftId, 'redoable');
  }

  markCommit(scope: Scope, draftId: string, commitId: string, undone: boolean): Promise<void> {
    return this.#history.markCommit(scope, draftId, commitId, undone);
  }

  #seen(scope: Scope, draft: DraftRow): DraftRow {
    this.#packages.set(`${draft.id} ${scope.orgId}`, draft.packageId);
    return draft;
  }

  async #packageOf(scope: Scope, draftId: string): Promise<string> {
    const seen =
      this.#packages.get(`${draftId} ${scope.orgId}`) ?? (await this.get(scope, draftId))?.packageId;
    if (seen === undefined) throw notFound(draftId);
    return seen;
  }

  /** One statement a type of metadata. */
  async #onRefs(
    scope: Scope,
    draftId: string,
    refs: readonly ItemKey[],
    what: 'removeChanges' | 'activateChanges',
  ): Promise<void> {
    await this.#at.session.transaction(async (session) => {
      for (const [type, all] of namesByType(refs)) {
        for (const names of chunksOf(all, listSize)) {
          const values = { org: scope.orgId, draftId, type, names: this.#at.dialect.list(names) };
          await session.write(this.#statements[what], values);
        }
      }
    });
  }
}

function notFound(draftId: string): AuthoringError {
  return new AuthoringError('DRAFT_NOT_FOUND', `there is no draft ${draftId}`, {
    details: { draftId },
    suggestion: 'open a draft of the package',
  });
}

function toDraft(row: {
  id: string;
  package_id: string;
  base_version_id: string | null;
  revision: number;
}): DraftRow {
  return {
    id: row.id,
    packageId: row.package_id,
    baseVersionId: row.base_version_id,
    revision: row.revision,
  };
}

function toChange(row: {
  type: string;
  name: string;
  op: string;
  renamed_from: string | null;
  body_checksum: string | null;
  base_checksum: string | null;
  updated_at: string;
  updated_by: string;
}): StagedChange {
  return {
    ref: `${row.type}/${row.name}`,
    op: row.op as StagedChange['op'],
    ...(row.renamed_from !== null && { from: row.renamed_from }),
    bodyChecksum: row.body_checksum,
    baseChecksum: row.base_checksum,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

function factColumns(fact: Fact) {
  const { id, ref } = fact;
  if (!isConversion(fact))
    return { id, ref, path: fact.path ?? null, from: fact.from, to: fact.to, up: null, down: null };
  const { field, up, down } = fact;
  const text = (side: ConversionFact['up']) => (side === undefined ? null : JSON.stringify(side));
  return { id, ref, path: 'fields', from: field, to: field, up: text(up), down: text(down) };
}

function toFact(row: {
  id: string;
  ref: string;
  path: string | null;
  from_name: string;
  to_name: string;
  up: string | null;
  down: string | null;
}): Fact {
  const { id, ref, path, from_name: from, to_name: to, up, down } = row;
  if (up === null && down === null)
    return path === 'fields'
      ? { id, ref: ref as ItemKey, path, from, to }
      : { id, ref: ref as ItemKey, from, to };
  return {
    id,
    ref: ref as ItemKey,
    field: from,
    ...(up !== null && { up: JSON.parse(up) }),
    ...(down !== null && { down: JSON.parse(down) }),
  };
}
