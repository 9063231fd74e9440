/**
 * Owns how long one statement may last, by what it does. The server ends it then, also one whose client is gone: nothing
 * of it stays, and the run goes on from there when it is resumed (invariant I-19).
 */
import { assertNever, LIMITS, type Step } from '@objectstack/metadata-authoring';
import type { AnswerWait } from './answer-wait.ts';
import type { SessionOptions } from './dialect.ts';

/** `catalog`: looks at no rows, or at few. `batch`: one batch of rows. `table`: every row of a table. */
export type StatementClass = 'catalog' | 'batch' | 'table';

/** In milliseconds, beside what a statement waits for a lock. */
export type StatementLimits = Readonly<Record<StatementClass, number>>;

export const STATEMENT_LIMITS: StatementLimits = {
  catalog: LIMITS.catalog_statement_ms,
  batch: LIMITS.batch_statement_ms,
  table: LIMITS.table_statement_ms,
};

/** How long the statements of a step may last: on some engine they read, write or copy every row of the table. */
export function lasting(step: Step): { readonly lasts?: 'table' } {
  switch (step.kind) {
    case 'create_table':
    case 'rename_table':
    case 'hold_table':
    case 'rename_column':
    case 'retire_choices':
    case 'retarget_reference':
    case 'end_sync':
    case 'retire_column':
    case 'create_view':
    case 'drop_view':
    case 'follow_column':
    case 'unfollow_column':
    case 'restore_sync':
    case 'unwatch_rows':
    case 'drop_index':
    case 'rename_index':
      return {};
    case 'restore_table':
    case 'purge_table':
    case 'add_column':
    case 'hold_column':
    case 'restore_column':
    case 'purge_column':
    case 'change_type':
    case 'set_not_null':
    case 'drop_not_null':
    case 'set_default':
    case 'backfill':
    case 'watch_rows':
    case 'prove_not_null':
    case 'add_shadow':
    case 'drop_shadow':
    case 'check_shadow':
    case 'swap_column':
    case 'turn_sync':
    case 'create_index':
      return { lasts: 'table' };
    default:
      return assertNever(step, 'step');
  }
}

/** The limit that a session stands under: told to the server only when it changes. */
export class StatementLimit {
  readonly #limits: StatementLimits;
  readonly #lockTimeoutMs: number;
  readonly #set: (limitMs: number) => Promise<void>;
  readonly #answers: AnswerWait;
  readonly #silenceMs: number;
  #current: StatementClass | null = null;

  /**
   * @param set tells the server
   * @param answers waits for the server to say so, and for as long again as it may be silent
   */
  constructor(
    {
      statementLimits,
      lockTimeoutMs,
      silenceMs,
    }: Pick<SessionOptions, 'statementLimits' | 'lockTimeoutMs' | 'silenceMs'>,
    answers: AnswerWait,
    set: (limitMs: number) => Promise<void>,
  ) {
    this.#limits = statementLimits;
    this.#lockTimeoutMs = lockTimeoutMs;
    this.#silenceMs = silenceMs;
    this.#answers = answers;
    this.#set = set;
  }

  async use(wanted: StatementClass): Promise<void> {
    if (wanted === this.#current) return;
    this.#current = null;
    const limitMs = this.#limits[wanted] + this.#lockTimeoutMs;
    this.#answers.allow(this.#silenceMs);
    await this.#set(limitMs);
    this.#answers.allow(limitMs + this.#silenceMs);
    this.#current = wanted;
  }

  /** A transaction that was rolled back may have taken the setting with it. */
  forget(): void {
    this.#current = null;
  }
}
