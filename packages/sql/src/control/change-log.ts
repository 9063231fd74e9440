/**
 * Owns the change log (`_authoring_event`) and the audit log (`sys_metadata_audit`): one call writes a row of each,
 * with the next number of the organization, in the caller's transaction. Numbers are gapless and in commit order,
 * because writers of one organization take turns (I-48).
 */
import {
  type AuditRow,
  type AuthoringEvent,
  auditFacts,
  auditHash,
  CHAIN_START,
  type ChangeLogPort,
  type RecordedEvent,
  type Scope,
} from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import { assertTransaction } from './session.ts';
import { statement } from './statement.ts';
import type { StoreContext } from './store-context.ts';

export type ChangeLogStatements = ReturnType<typeof changeLogStatements>;

interface AuditValues {
  readonly org: string;
  readonly id: string;
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly type: string;
  readonly name: string;
  readonly operation: string;
  readonly outcome: string;
  readonly code: string;
  readonly forced: boolean;
  readonly previous: string;
  readonly hash: string;
}

export function changeLogStatements({ db }: ControlDialect) {
  return {
    last: statement<{ org: string }>()((v) =>
      db
        .selectFrom('sys_metadata_audit')
        .select(['seq', 'hash'])
        .where('organization_id', '=', v.org)
        .orderBy('seq', 'desc')
        .limit((limit) => limit.lit(1)),
    ),
    since: statement<{ org: string; seq: number; limit: number }>()((v) =>
      db
        .selectFrom('_authoring_event')
        .select(['seq', 'actor', 'payload'])
        .where('organization_id', '=', v.org)
        .where('seq', '>', v.seq)
        .orderBy('seq')
        .limit(v.limit),
    ),
    eventsAfter: statement<{ org: string; seq: number; limit: number }>()((v) =>
      db
        .selectFrom('_authoring_event')
        .select(['seq', 'actor', 'at', 'payload'])
        .where('organization_id', '=', v.org)
        .where('seq', '>', v.seq)
        .orderBy('seq')
        .limit(v.limit),
    ),
    auditAfter: statement<{ org: string; seq: number; limit: number }>()((v) =>
      db
        .selectFrom('sys_metadata_audit')
        .select([
          'seq',
          'actor',
          'occurred_at',
          'type',
          'name',
          'operation',
          'outcome',
          'code',
          'prev_hash',
          'hash',
        ])
        .where('organization_id', '=', v.org)
        .where('seq', '>', v.seq)
        .orderBy('seq')
        .limit(v.limit),
    ),
    event: statement<{ org: string; seq: number; op: string; actor: string; at: string; payload: string }>()(
      (v) =>
        db.insertInto('_authoring_event').values({
          organization_id: v.org,
          seq: v.seq,
          op: v.op,
          actor: v.actor,
          at: v.at,
          payload: v.payload,
        }),
    ),
    audit: statement<AuditValues>()((v) =>
      db.insertInto('sys_metadata_audit').values({
        id: v.id,
        organization_id: v.org,
        seq: v.seq,
        occurred_at: v.at,
        actor: v.actor,
        source: 'authoring',
        type: v.type,
        name: v.name,
        operation: v.operation,
        outcome: v.outcome,
        code: v.code,
        lock_overridden: v.forced,
        prev_hash: v.previous,
        hash: v.hash,
      }),
    ),
  };
}

export class ChangeLog implements ChangeLogPort {
  readonly #at: StoreContext;
  readonly #statements: ChangeLogStatements;

  constructor(at: StoreContext, statements: ChangeLogStatements) {
    this.#at = at;
    this.#statements = statements;
  }

  async record(scope: Scope, event: AuthoringEvent): Promise<number> {
    const { session, ids } = this.#at;
    assertTransaction(session, 'recording an event');
    const org = scope.orgId;
    const actor = scope.principal.id;
    const last = await session.first(this.#statements.last, { org });
    const seq = (last?.seq ?? 0) + 1;
    const previous = last?.hash ?? CHAIN_START;
    const payload = JSON.stringify(event);
    const { op, at } = event;
    await session.write(this.#statements.event, { org, seq, op, actor, at, payload });
    const hash = auditHash(previous, { org, seq, actor, payload });
    const facts = auditFacts(event);
    await session.write(this.#statements.audit, {
      ...facts,
      org,
      id: ids.next(),
      seq,
      at,
      actor,
      previous,
      hash,
    });
    return seq;
  }

  async since(scope: Scope, seq: number, limit: number): Promise<readonly RecordedEvent[]> {
    const rows = await this.#at.session.all(this.#statements.since, { org: scope.orgId, seq, limit });
    return rows.map((row) => ({
      ...(JSON.parse(row.payload) as AuthoringEvent),
      seq: row.seq,
      actor: row.actor,
    }));
  }

  async head(scope: Scope): Promise<number> {
    const last = await this.#at.session.first(this.#statements.last, { org: scope.orgId });
    return last?.seq ?? 0;
  }

  async audited(scope: Scope, seq: number, limit: number): Promise<readonly AuditRow[]> {
    const values = { org: scope.orgId, seq, limit };
    const events = await this.#at.session.all(this.#statements.eventsAfter, values);
    const audits = await this.#at.session.all(this.#statements.auditAfter, values);
    // Beyond the limit, what is not there may only not have been read.
    return sideBySide(events, audits).slice(0, limit);
  }
}

type StoredEvent = NonNullable<AuditRow['event']> & { readonly seq: number };

type StoredAudit = Omit<NonNullable<AuditRow['audit']>, 'at' | 'previous'> & {
  readonly seq: number;
  readonly occurred_at: string;
  readonly prev_hash: string;
};

/** Both are in the order of their numbers. */
function sideBySide(events: readonly StoredEvent[], audits: readonly StoredAudit[]): readonly AuditRow[] {
  const rows: AuditRow[] = [];
  for (let e = 0, a = 0; e < events.length || a < audits.length; ) {
    const [event, audit] = [events[e], audits[a]];
    const seq = Math.min(event?.seq ?? Number.POSITIVE_INFINITY, audit?.seq ?? Number.POSITIVE_INFINITY);
    const [hasEvent, hasAudit] = [event?.seq === seq, audit?.seq === seq];
    rows.push({
      seq,
      event: event && hasEvent ? { actor: event.actor, at: event.at, payload: event.payload } : null,
      audit: audit && hasAudit ? auditOf(audit) : null,
    });
    if (hasEvent) e += 1;
    if (hasAudit) a += 1;
  }
  return rows;
}

function auditOf(row: StoredAudit): NonNullable<AuditRow['audit']> {
  const { actor, occurred_at: at, type, name, operation, outcome, code, prev_hash: previous, hash } = row;
  return { actor, at, type, name, operation, outcome, code, previous, hash };
}
