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
    const { session } = this.#at;
    const [events, audits] = await Promise.all([
      session.arrays(this.#statements.eventsAfter, values),
      session.arrays(this.#statements.auditAfter, values),
    ]);
    // Beyond the limit, what is not there may only not have been read.
    return sideBySide(events as StoredEvent[], audits as StoredAudit[]).slice(0, limit);
  }
}

/** As `eventsAfter` selects it. */
type StoredEvent = readonly [seq: number, actor: string, at: string, payload: string];

/** As `auditAfter` selects it. */
type StoredAudit = readonly [
  seq: number,
  actor: string,
  at: string,
  type: string,
  name: string,
  operation: string,
  outcome: string,
  code: string,
  previous: string,
  hash: string,
];

/** Both are in the order of their numbers. */
function sideBySide(events: readonly StoredEvent[], audits: readonly StoredAudit[]): AuditRow[] {
  const rows: AuditRow[] = [];
  for (let e = 0, a = 0; e < events.length || a < audits.length; ) {
    const [event, audit] = [events[e], audits[a]];
    const seq = Math.min(event?.[0] ?? Number.POSITIVE_INFINITY, audit?.[0] ?? Number.POSITIVE_INFINITY);
    const [hasEvent, hasAudit] = [event?.[0] === seq, audit?.[0] === seq];
    rows.push({
      seq,
      event: event && hasEvent ? eventOf(event) : null,
      audit: audit && hasAudit ? auditOf(audit) : null,
    });
    if (hasEvent) e += 1;
    if (hasAudit) a += 1;
  }
  return rows;
}

function eventOf(row: StoredEvent): NonNullable<AuditRow['event']> {
  return { actor: row[1], at: row[2], payload: row[3] };
}

function auditOf(row: StoredAudit): NonNullable<AuditRow['audit']> {
  return {
    actor: row[1],
    at: row[2],
    type: row[3],
    name: row[4],
    operation: row[5],
    outcome: row[6],
    code: row[7],
    previous: row[8],
    hash: row[9],
  };
}
