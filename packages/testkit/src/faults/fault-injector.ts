/**
 * Owns counting the statements of one process and letting the planned one fail. A process that has ended sends nothing
 * any more: every later statement is refused, so that nobody can tidy up behind the fault.
 */
import { type FaultMark, marksOf } from './fault-marks.ts';
import {
  engineError,
  type FaultPlan,
  type LostConnection,
  PROCESS_ENDED,
  SQLITE_LOST,
} from './fault-plan.ts';

export interface SeenStatement {
  readonly n: number;
  readonly database: 'control' | 'target';
  readonly sql: string;
  readonly marks: readonly FaultMark[];
}

export interface FaultInjectorOptions {
  /** null: only counts. */
  readonly plan: FaultPlan | null;
  readonly lost?: LostConnection;
  /** How the process ends, or falls asleep: by default it is only cut off; a child process kills or stops itself instead. */
  readonly end?: () => void;
}

export class FaultInjector {
  readonly #plan: FaultPlan | null;
  readonly #lost: LostConnection;
  readonly #end: () => void;
  readonly #seen: SeenStatement[] = [];
  readonly #done = new Set<number>();
  #fired: SeenStatement | null = null;
  #ended = false;

  constructor(options: FaultInjectorOptions) {
    this.#plan = options.plan;
    this.#lost = options.lost ?? SQLITE_LOST;
    this.#end = options.end ?? (() => {});
  }

  /** In order; the statement that failed is the last one of a process that ended. */
  get seen(): readonly SeenStatement[] {
    return this.#seen;
  }
  /** Numbers of those that the database did not refuse. */
  get done(): ReadonlySet<number> {
    return this.#done;
  }
  /** The statement that was made to fail. */
  get fired(): SeenStatement | null {
    return this.#fired;
  }
  get ended(): boolean {
    return this.#ended;
  }

  before(database: 'control' | 'target', sql: string): void {
    if (this.#ended) throw engineError(this.#lost[database], PROCESS_ENDED);
    const statement = { n: this.#seen.length + 1, database, sql, marks: marksOf(database, sql) };
    this.#seen.push(statement);
    const plan = this.#plan;
    if (plan && typeof plan.mode === 'object' && 'gone' in plan.mode) {
      if (statement.n < plan.at || database !== plan.mode.gone) return;
      this.#fired ??= statement;
      throw engineError(this.#lost[database], `fault: the ${database} database is gone`);
    }
    if (plan?.resting && this.#fired === null && statement.n >= plan.at && isResting(statement)) {
      this.#fired = statement;
      this.#end();
      return;
    }
    if (plan?.at !== statement.n || plan.resting) return;
    if (plan.mode === 'sleep') {
      this.#fired = statement;
      this.#end();
      return;
    }
    if (plan.mode === 'before') this.#endAt(statement);
    if (typeof plan.mode === 'object' && 'code' in plan.mode) {
      this.#fired = statement;
      throw engineError(plan.mode.code, `fault: statement ${statement.n} is refused with ${plan.mode.code}`);
    }
  }

  after(database: 'control' | 'target', _sql: string): void {
    const statement = this.#seen.at(-1);
    const plan = this.#plan;
    if (this.#ended || !statement) return;
    this.#done.add(statement.n);
    if (plan?.at !== statement.n) return;
    if (plan.mode === 'after') this.#endAt(statement);
    if (plan.mode === 'unknown') {
      this.#fired = statement;
      throw engineError(
        this.#lost[database],
        `fault: the acknowledgement of statement ${statement.n} is lost`,
      );
    }
  }

  #endAt(statement: SeenStatement): never {
    this.#fired = statement;
    this.#ended = true;
    this.#end();
    throw engineError(this.#lost[statement.database], PROCESS_ENDED);
  }
}

function isResting({ database, sql }: SeenStatement): boolean {
  return database === 'control' && /^begin/i.test(sql);
}
