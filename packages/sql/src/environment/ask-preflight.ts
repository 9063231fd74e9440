/**
 * Owns how preflight asks, for every dialect: in slices of the table that no statement exceeds, with a limit on each
 * statement's time, and nothing held in between. It never holds more than the rows that people are shown.
 */
import {
  type CountedThing,
  expressionText,
  LIMITS,
  maskedValue,
  type PreflightCheck,
  type PreflightFinding,
  type PreflightFindingKind,
  severityOf,
  type TableFacts,
} from '@objectstack/metadata-authoring';
import { groupDuplicates } from './group-duplicates.ts';
import {
  type CheckOf,
  type Condition,
  type ConditionTexts,
  namedColumn,
  shownColumns,
} from './preflight-conditions.ts';
import type { DuplicatesFound, DuplicateTexts } from './preflight-duplicates.ts';

/** As the engine knows it, without counting. */
export interface TableSize {
  readonly rows: number;
  readonly bytes: number;
  /** Whether `bytes` is what the table takes, and no estimate. */
  readonly exactBytes: boolean;
}

export interface PreflightTexts extends ConditionTexts, DuplicateTexts {
  /** How many bytes the characters of a column's value take; NULL for NULL. */
  valueBytes(column: string): string;
  /** In the place of the table: about so many of its rows. */
  sample(table: string, rows: number, of: number): string;
}

export type PreflightRow = readonly (string | number | null)[];

/** Asks one session of a dialect. */
export interface PreflightAsker {
  readonly texts: PreflightTexts;
  readonly conditionsOf: (check: PreflightCheck) => readonly Condition[] | Promise<readonly Condition[]>;
  /** null: there is no such table yet. */
  size(table: string): Promise<TableSize | null>;
  /** Conditions that hold together for every row once, each for about so many rows. */
  slices(table: string, size: TableSize, rows: number): AsyncIterable<string>;
  /** Where a statement that groups them would hold up others. */
  readonly duplicates?: (
    check: CheckOf<'duplicates'>,
    where: string,
    shown: string | undefined,
    goesOn: () => Promise<void>,
  ) => Promise<DuplicatesFound>;
  /** Within the limit of time, by a statement that can change nothing. @throws UnansweredInTime */
  rows(sql: string): Promise<readonly PreflightRow[]>;
}

/** A statement of preflight took longer than it may. */
export class UnansweredInTime extends Error {}

export async function askPreflight(
  asker: PreflightAsker,
  check: PreflightCheck,
  goesOn: () => Promise<void>,
): Promise<readonly PreflightFinding[]> {
  const size = await asker.size(check.table);
  // A table that is not there yet has no rows.
  if (size === null) return [];
  const question = new Question(asker, check, size, goesOn);
  try {
    return await question.findings();
  } catch (error) {
    if (!(error instanceof UnansweredInTime)) throw error;
    await goesOn();
    return [question.finding('unanswered', { count: 0, exact: false, asked: check.check })];
  }
}

/** Slice by slice, however many there are. null: there is no such table, or one statement took too long. */
export async function askCount(
  asker: PreflightAsker,
  { table, column }: CountedThing,
): Promise<number | null> {
  const size = await asker.size(table);
  if (size === null) return null;
  const { quoteName } = asker.texts;
  const what = column === undefined ? '*' : quoteName(column);
  let count = 0;
  try {
    for await (const slice of asker.slices(table, size, LIMITS.preflight_slice_rows)) {
      const [counted] = await asker.rows(`SELECT count(${what}) FROM ${quoteName(table)} WHERE ${slice}`);
      count += Number(counted?.[0]);
    }
  } catch (error) {
    if (error instanceof UnansweredInTime) return null;
    throw error;
  }
  return count;
}

/** Counted while that is cheap. null: there is no such table. */
export async function askTableFacts(asker: PreflightAsker, table: string): Promise<TableFacts | null> {
  const size = await asker.size(table);
  if (size === null) return null;
  const { rows, bytes, exactBytes } = size;
  if (rows > LIMITS.preflight_exact_rows)
    return { table, rows: Math.round(rows), exactRows: false, bytes, exactBytes };
  const [counted] = await asker.rows(`SELECT count(*) FROM ${asker.texts.quoteName(table)}`);
  return { table, rows: Number(counted?.[0]), exactRows: true, bytes, exactBytes };
}

class Question {
  readonly #asker: PreflightAsker;
  readonly #check: PreflightCheck;
  readonly #size: TableSize;
  readonly #goesOn: () => Promise<void>;

  constructor(asker: PreflightAsker, check: PreflightCheck, size: TableSize, goesOn: () => Promise<void>) {
    this.#asker = asker;
    this.#check = check;
    this.#size = size;
    this.#goesOn = goesOn;
  }

  async findings(): Promise<readonly PreflightFinding[]> {
    const findings: PreflightFinding[] = [];
    for (const condition of await this.#asker.conditionsOf(this.#check)) {
      const finding = await this.#ask(condition);
      if (finding !== null) findings.push(finding);
    }
    return findings;
  }

  finding(
    check: PreflightFindingKind,
    found: Pick<PreflightFinding, 'count' | 'exact'> & Partial<PreflightFinding>,
  ): PreflightFinding {
    const { stepId, table } = this.#check;
    const column = namedColumn(this.#check);
    const where = column === undefined ? { table } : { table, column };
    return { stepId, check, severity: severityOf(check), ...where, ...saidOf(this.#check, check), ...found };
  }

  #ask(condition: Condition): Promise<PreflightFinding | null> {
    const check = this.#check;
    if (check.check === 'duplicates') return this.#duplicates(check, condition);
    const isLoss = check.check === 'rows_held' || check.check === 'rows_purged';
    return isLoss ? this.#lost(condition) : this.#counted(condition);
  }

  async #counted({ where, finds }: Condition, bytes?: string): Promise<PreflightFinding | null> {
    const { slices } = this.#asker;
    const found = { count: 0, bytes: 0, rows: [] as PreflightRow[] };
    const sum = bytes === undefined ? '0' : `coalesce(sum(${bytes}), 0)`;
    for await (const slice of slices(this.#check.table, this.#size, LIMITS.preflight_slice_rows)) {
      await this.#goesOn();
      const from = `FROM ${this.#table()} WHERE ${slice} AND (${where})`;
      const [counted] = await this.#asker.rows(`SELECT count(*), ${sum} ${from}`);
      const count = Number(counted?.[0]);
      found.count += count;
      found.bytes += Number(counted?.[1]);
      const room = LIMITS.preflight_keys - found.rows.length;
      if (count > 0 && room > 0) found.rows.push(...(await this.#shown(from, room)));
    }
    if (found.count === 0) return null;
    const size = bytes === undefined ? {} : { bytes: found.bytes };
    return this.finding(finds, { count: found.count, exact: true, ...size, ...this.#examples(found.rows) });
  }

  /** What goes can be most of a table: beyond a limit a sample speaks for it. */
  async #lost(condition: Condition): Promise<PreflightFinding | null> {
    const { texts } = this.#asker;
    const { table } = this.#check;
    const [column] = shownColumns(this.#check);
    const { rows, bytes, exactBytes } = this.#size;
    const isSmall = rows <= LIMITS.preflight_exact_rows;
    if (column === undefined) {
      if (!isSmall) return this.#estimated(condition, rows, bytes);
      const found = await this.#counted(condition);
      return found && { ...found, bytes, exact: exactBytes };
    }
    if (isSmall) return this.#counted(condition, texts.valueBytes(column));
    await this.#goesOn();
    const sample = texts.sample(table, LIMITS.preflight_sampled_rows, rows);
    const [seen] = await this.#asker.rows(
      `SELECT count(*), count(${texts.quoteName(column)}), coalesce(sum(${texts.valueBytes(column)}), 0) FROM ${sample}`,
    );
    const [looked, present, sum] = [0, 1, 2].map((at) => Number(seen?.[at]));
    const share = rows / Math.max(1, looked ?? 1);
    return this.#estimated(condition, Math.round((present ?? 0) * share), Math.round((sum ?? 0) * share));
  }

  async #estimated(
    { where, finds }: Condition,
    count: number,
    bytes: number,
  ): Promise<PreflightFinding | null> {
    if (count === 0) return null;
    const rows = await this.#shown(`FROM ${this.#table()} WHERE ${where}`, LIMITS.preflight_keys);
    return this.finding(finds, { count, exact: false, bytes, ...this.#examples(rows) });
  }

  async #duplicates(
    check: CheckOf<'duplicates'>,
    { where, finds }: Condition,
  ): Promise<PreflightFinding | null> {
    const found = await this.#grouped(check, where);
    if (found.groups === 0) return null;
    return this.finding(finds, {
      count: found.rows,
      exact: true,
      groups: found.groups,
      largest: found.largest
        .slice(0, LIMITS.preflight_samples)
        .map(([size, value]) => ({ rows: Number(size), sample: maskedValue(value) })),
      ...this.#examples(found.shown),
    });
  }

  #grouped(check: CheckOf<'duplicates'>, where: string): Promise<DuplicatesFound> {
    const [column] = shownColumns(check);
    const { duplicates } = this.#asker;
    if (duplicates !== undefined) return duplicates(check, where, column, this.#goesOn);
    return groupDuplicates(this.#asker, {
      check,
      size: this.#size,
      where,
      shown: column,
      goesOn: this.#goesOn,
    });
  }

  #table(): string {
    return this.#asker.texts.quoteName(this.#check.table);
  }

  /** Keys and values of the first of them. */
  #shown(from: string, limit: number): Promise<readonly PreflightRow[]> {
    const { texts, rows } = this.#asker;
    const values = shownColumns(this.#check).map((column) => texts.shown(column));
    return rows(`SELECT ${[texts.id, ...values].join(', ')} ${from} LIMIT ${limit}`);
  }

  #examples(rows: readonly PreflightRow[]): Pick<PreflightFinding, 'keys' | 'sample'> {
    const keys = rows.map(([id]) => String(id));
    const columns = shownColumns(this.#check);
    if (columns.length === 0) return { keys };
    const shown = rows.slice(0, LIMITS.preflight_samples);
    return { keys, sample: shown.map(([, ...values]) => maskedSample(columns, values)) };
  }
}

/** One value is itself, of several each has the name of its column. */
function maskedSample(columns: readonly string[], values: PreflightRow): string {
  if (columns.length === 1) return maskedValue(values[0]);
  return columns.map((column, at) => `${column} ${maskedValue(values[at])}`).join(', ');
}

/** What people said that the finding is about. */
function saidOf(
  check: PreflightCheck,
  finds: PreflightFindingKind,
): Pick<PreflightFinding, 'choices' | 'stated'> {
  if (check.check === 'retired_choices') return { choices: check.choices };
  if (check.check !== 'stated_values' && check.check !== 'null_values') return {};
  if (check.made === undefined) return {};
  const { choices } = check.check === 'stated_values' ? check : {};
  const offered = finds === 'unoffered_choices' && choices !== undefined ? { choices } : {};
  return { stated: expressionText(check.made.value), ...offered };
}
