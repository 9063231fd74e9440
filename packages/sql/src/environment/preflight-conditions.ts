/** Owns under which conditions preflight counts rows, for every dialect: what stops a step first, then what it loses. */
import {
  assertNever,
  type ColumnType,
  conversionBetween,
  type Expression,
  isWidening,
  type MadeValue,
  type PreflightCheck,
  type PreflightFindingKind,
  substitute,
} from '@objectstack/metadata-authoring';
import type { ColumnTypes } from './column-types.ts';

export interface Condition {
  readonly where: string;
  readonly finds: PreflightFindingKind;
}

export type CheckOf<K extends PreflightCheck['check']> = Extract<PreflightCheck, { check: K }>;

/** A conversion there and back, as preflight looks at it. */
export interface RoundTrip {
  readonly check: CheckOf<'uncastable'>;
  readonly there: Expression;
  readonly back: Expression;
  readonly columns: ColumnTypes;
}

type Arithmetic = Extract<Expression, { op: 'arithmetic' }>;

/** How one dialect writes what the conditions are made of. */
export interface ConditionTexts {
  readonly everyRow: string;
  quoteName(name: string): string;
  /** One part of a key as the engine compares it. */
  comparedPart(part: CheckOf<'duplicates'>['parts'][number]): string;
  /** How many characters the column's value has. */
  length(column: string): string;
  quoteText(text: string): string;
  /** The column as a text that compares byte by byte. */
  bytes(column: string): string;
  /** Whether the text of the column holds another text. */
  contains(column: string, text: string): string;
  /** A value as the id of a row of another table: compared as that table compares it. */
  asId(value: string): string;
  /** In the place of a table: what a JSON column's list holds, a row each, as `value` of `alias`. */
  items(column: string, alias: string): string;
  /** Rows of which the expression makes no value; null: of each it makes one. It never fails itself. */
  uncastable(value: Expression, columns: ColumnTypes): string | null;
  /** Of texts that are no value of the type: a number, but beyond what it holds; null: there is none. */
  outOfRange(text: string, from: ColumnType, to: ColumnType): string | null;
  /** What is divided by; asked where it converts. */
  divisor(calculation: Arithmetic, columns: ColumnTypes): string;
  /** The value itself. Asked of rows of which it makes one, and of no others. */
  made(made: MadeValue, columns: ColumnTypes): string;
  /** The value is not what comes back. Asked of values that convert, and of no others. */
  changed(trip: RoundTrip): string;
}

export function conditionsIn(texts: ConditionTexts): (check: PreflightCheck) => readonly Condition[] {
  return (check) => {
    switch (check.check) {
      case 'null_values':
        return [{ where: isEmpty(check, texts), finds: check.check }];
      case 'stated_values':
        return statedConditions(check, texts);
      case 'unfilled_rows':
        return [{ where: texts.everyRow, finds: check.check }];
      case 'duplicates':
        return [{ where: comparable(check, texts), finds: check.check }];
      case 'uncastable':
        return conversionConditions(check, texts);
      case 'too_long':
        return [
          { where: `${texts.length(texts.quoteName(check.column))} > ${check.length}`, finds: check.check },
        ];
      case 'retired_choices': {
        const column = texts.quoteName(check.column);
        const where = check.many
          ? check.choices
              .map((choice) => texts.contains(column, texts.quoteText(JSON.stringify(choice))))
              .join(' OR ')
          : `${texts.bytes(column)} IN (${check.choices.map((choice) => texts.quoteText(choice)).join(', ')})`;
        return [{ where: `(${where})`, finds: check.check }];
      }
      case 'orphan_references':
        return [{ where: orphans(check, texts), finds: check.check }];
      case 'rows_held':
      case 'rows_purged': {
        const { column } = check;
        const where = column === undefined ? texts.everyRow : `${texts.quoteName(column)} IS NOT NULL`;
        return [{ where, finds: check.check }];
      }
      default:
        return assertNever(check, 'preflight check');
    }
  };
}

function conversionConditions(check: CheckOf<'uncastable'>, texts: ConditionTexts): readonly Condition[] {
  const { column, from, to } = check;
  const there = conversionBetween(column, from, to);
  const back = substitute(conversionBetween(column, to, from), new Map([[column, there]]));
  const trip: RoundTrip = { check, there, back, columns: new Map([[column, from]]) };
  const fails = texts.uncastable(there, trip.columns);
  const changed = texts.changed(trip);
  const present = `${texts.quoteName(column)} IS NOT NULL`;
  const conditions: Condition[] = [];
  if (fails !== null) {
    const beyond = texts.outOfRange(texts.quoteName(column), from, to);
    const where = beyond === null ? fails : `${fails} AND NOT ${beyond}`;
    conditions.push({ where, finds: 'uncastable' });
    if (beyond !== null) conditions.push({ where: `${fails} AND ${beyond}`, finds: 'out_of_range' });
  }
  // In this order: of a value that does not convert, nothing may ask what would come back.
  const where =
    fails === null
      ? `${present} AND ${changed}`
      : `${present} AND CASE WHEN ${fails} THEN ${not(texts.everyRow)} ELSE ${changed} END`;
  return [...conditions, { where, finds: 'changed_values' }];
}

function isEmpty({ column, made }: CheckOf<'null_values'>, texts: ConditionTexts): string {
  if (made === undefined) return `${texts.quoteName(column)} IS NULL`;
  const columns = typesOf(made);
  return whereMade(made, columns, `${texts.made(made, columns)} IS NULL`, texts);
}

function statedConditions(check: CheckOf<'stated_values'>, texts: ConditionTexts): readonly Condition[] {
  const { made, among, choices, replaces } = check;
  const columns = typesOf(made);
  const { value, type } = made;
  const fails = texts.uncastable(value, columns);
  const sql = texts.made(made, columns);
  const conditions: Condition[] = [];
  if (fails !== null) {
    const beyond = beyondRange(value, columns, texts);
    const [no, yes] = [not(texts.everyRow), texts.everyRow];
    const told = (inRange: string, outside: string) =>
      `CASE WHEN ${fails} THEN CASE WHEN ${beyond} THEN ${outside} ELSE ${inRange} END ELSE ${no} END`;
    conditions.push({ where: beyond === null ? fails : told(yes, no), finds: 'uncastable' });
    if (beyond !== null) conditions.push({ where: told(no, yes), finds: 'out_of_range' });
  }
  // What is too long for its own column is as good in another one.
  const own = value.op === 'column' ? columns.get(value.name) : undefined;
  if (type.kind === 'string' && !(own !== undefined && isWidening(own, type)))
    conditions.push({
      where: whereMade(made, columns, `${texts.length(sql)} > ${type.length}`, texts),
      finds: 'too_long',
    });
  if (choices !== undefined) {
    const offered = choices.map((choice) => texts.quoteText(choice)).join(', ');
    const isOther = offered === '' ? texts.everyRow : `${texts.bytes(sql)} NOT IN (${offered})`;
    // What was there before and stays is not the author's word.
    const isMade =
      replaces === undefined
        ? ''
        : ` AND NOT coalesce(${texts.bytes(sql)} = ${texts.bytes(texts.quoteName(replaces))}, ${not(texts.everyRow)})`;
    conditions.push({
      where: whereMade(made, columns, `${sql} IS NOT NULL AND ${isOther}${isMade}`, texts),
      finds: 'unoffered_choices',
    });
  }
  if (among === undefined) return conditions;
  return conditions.map((one) => ({ ...one, where: `${texts.quoteName(among)} IS NULL AND (${one.where})` }));
}

/** Of rows of which it makes a value. */
function whereMade(
  { value }: MadeValue,
  columns: ColumnTypes,
  condition: string,
  texts: ConditionTexts,
): string {
  const fails = texts.uncastable(value, columns);
  if (fails === null) return condition;
  return `CASE WHEN ${fails} THEN ${not(texts.everyRow)} ELSE ${condition} END`;
}

/** Of rows of which it makes no value: there is one, and the engine has no room for it. null: that is not so for any. */
function beyondRange(value: Expression, columns: ColumnTypes, texts: ConditionTexts): string | null {
  if (value.op === 'cast') {
    if (texts.uncastable(value.value, columns) !== null) return null;
    const made = texts.made({ value: value.value, type: value.from, columns: {} }, columns);
    return texts.outOfRange(made, value.from, value.to);
  }
  if (value.op !== 'arithmetic') return null;
  const { left, right, operator } = value;
  const inner = [left, right].map((operand) => texts.uncastable(operand, columns));
  const whens = inner
    .filter((fails) => fails !== null)
    .map((fails) => `WHEN ${fails} THEN ${not(texts.everyRow)}`);
  const own = operator === '/' ? `${texts.divisor(value, columns)} <> 0` : texts.everyRow;
  return whens.length === 0 ? own : `CASE ${whens.join(' ')} ELSE ${own} END`;
}

function typesOf({ columns }: MadeValue): ColumnTypes {
  return new Map(Object.entries(columns));
}

function not(everyRow: string): string {
  return everyRow === 'true' ? 'false' : '0';
}

/** Rows that can be equal to another one. A NULL in a part of the key makes a row equal to none. */
function comparable(check: CheckOf<'duplicates'>, texts: ConditionTexts): string {
  return check.parts.map((part) => `${texts.comparedPart(part)} IS NOT NULL`).join(' AND ');
}

/** A target that is not there yet has no row: there every value names none. */
function orphans(
  { table, column, target, many }: CheckOf<'orphan_references'>,
  texts: ConditionTexts,
): string {
  // Its own table may be the target: outer and inner rows need names of their own.
  const [row, other, item] = ['', 'authoring_target', 'authoring_item'].map((name) =>
    texts.quoteName(name || table),
  );
  const held = `${row}.${texts.quoteName(column)}`;
  const value = many ? `${item}.value` : held;
  const names =
    target === null
      ? ''
      : ` AND NOT EXISTS (SELECT 1 FROM ${texts.quoteName(target)} AS ${other} WHERE ${other}.${texts.quoteName('id')} = ${texts.asId(value)})`;
  const isOrphan = `${value} IS NOT NULL${names}`;
  return many ? `EXISTS (SELECT 1 FROM ${texts.items(held, String(item))} WHERE ${isOrphan})` : isOrphan;
}

/** The column that the finding is about. */
export function namedColumn(check: PreflightCheck): string | undefined {
  if (check.check === 'duplicates') return shownColumns(check)[0];
  return check.column;
}

/** The columns whose values the finding shows; a new column has none yet, but for those that it is made of. */
export function shownColumns(check: PreflightCheck): readonly string[] {
  switch (check.check) {
    case 'duplicates':
      return check.parts
        .filter(({ nullSafe }) => !nullSafe)
        .slice(-1)
        .map(({ column }) => column);
    case 'unfilled_rows':
      return [];
    case 'null_values':
    case 'stated_values':
      if (check.made !== undefined) return Object.keys(check.made.columns);
      return check.check === 'null_values' ? [check.column] : [];
    default:
      return check.column === undefined ? [] : [check.column];
  }
}
