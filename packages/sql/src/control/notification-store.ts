/** Owns the outbox, in `_authoring_notification`. */
import type { NotificationPort, NotificationRow, Scope } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { insertAll } from './session.ts';
import { BatchStatement, statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type NotificationStatements = ReturnType<typeof notificationStatements>;

interface ChangeValues {
  readonly org: string;
  readonly id: string;
  readonly state: string;
  readonly dueAt: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

interface RowValues extends ChangeValues {
  readonly sink: string;
  readonly type: string;
  readonly body: string;
  readonly createdAt: string;
}

export function notificationStatements({ db }: ControlDialect) {
  const select = db
    .selectFrom('_authoring_notification')
    .select(['id', 'sink', 'type', 'body', 'created_at', 'due_at', 'attempts', 'state', 'last_error'])
    .orderBy('created_at')
    .orderBy('id');
  return {
    put: new BatchStatement<RowValues, unknown>((rows) =>
      db.insertInto('_authoring_notification').values(
        rows.map((v) => ({
          organization_id: v.org,
          id: v.id,
          sink: v.sink,
          type: v.type,
          body: v.body,
          created_at: v.createdAt,
          due_at: v.dueAt,
          attempts: v.attempts,
          state: v.state,
          last_error: v.lastError,
        })),
      ),
    ),
    due: statement<{ org: string; sink: string; now: string; limit: number }>()((v) =>
      select
        .where('organization_id', '=', v.org)
        .where('sink', '=', v.sink)
        .where('state', '=', 'pending')
        .where('due_at', '<=', v.now)
        .limit(v.limit),
    ),
    list: statement<{ org: string; limit: number }>()((v) =>
      select.where('organization_id', '=', v.org).limit(v.limit),
    ),
    claim: statement<{ org: string; id: string; seen: string; until: string }>()((v) =>
      db
        .updateTable('_authoring_notification')
        .set({ due_at: v.until })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id)
        .where('state', '=', 'pending')
        .where('due_at', '=', v.seen),
    ),
    change: statement<ChangeValues>()((v) =>
      db
        .updateTable('_authoring_notification')
        .set({ state: v.state, due_at: v.dueAt, attempts: v.attempts, last_error: v.lastError })
        .where('organization_id', '=', v.org)
        .where('id', '=', v.id),
    ),
    remove: statement<{ org: string; id: string }>()((v) =>
      db.deleteFrom('_authoring_notification').where('organization_id', '=', v.org).where('id', '=', v.id),
    ),
  };
}

interface StoredNotification {
  readonly id: string;
  readonly sink: string;
  readonly type: string;
  readonly body: string;
  readonly created_at: string;
  readonly due_at: string;
  readonly attempts: number;
  readonly state: string;
  readonly last_error: string | null;
}

export class NotificationStore implements NotificationPort {
  readonly #at: StoreContext;
  readonly #statements: NotificationStatements;

  constructor(at: StoreContext, statements: NotificationStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async put({ orgId: org }: Scope, rows: readonly NotificationRow[]): Promise<void> {
    await insertAll(
      this.#at.session,
      this.#statements.put,
      rows.map((row) => ({ ...row, org })),
    );
  }

  async due(
    { orgId: org }: Scope,
    sink: string,
    now: string,
    limit: number,
  ): Promise<readonly NotificationRow[]> {
    return (await this.#at.session.all(this.#statements.due, { org, sink, now, limit })).map(rowOf);
  }

  async list({ orgId: org }: Scope, limit: number): Promise<readonly NotificationRow[]> {
    return (await this.#at.session.all(this.#statements.list, { org, limit })).map(rowOf);
  }

  async claim({ orgId: org }: Scope, { id, dueAt: seen }: NotificationRow, until: string): Promise<boolean> {
    return (await this.#at.session.run(this.#statements.claim, { org, id, seen, until })) > 0;
  }

  async change(
    { orgId: org }: Scope,
    id: string,
    change: Pick<NotificationRow, 'state' | 'dueAt' | 'attempts' | 'lastError'>,
  ): Promise<void> {
    await this.#at.session.write(this.#statements.change, { ...change, org, id });
  }

  async remove({ orgId: org }: Scope, id: string): Promise<void> {
    await this.#at.session.write(this.#statements.remove, { org, id });
  }
}

function rowOf(row: StoredNotification): NotificationRow {
  return {
    id: row.id,
    sink: row.sink,
    type: row.type as NotificationRow['type'],
    body: row.body,
    createdAt: row.created_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    state: row.state as NotificationRow['state'],
    lastError: row.last_error,
  };
}
