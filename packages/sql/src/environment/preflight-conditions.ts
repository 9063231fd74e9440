/** Owns under which conditions preflight counts rows, for every dialect: what stops a step first, then what it loses. */
import {
  assertNever,
  conversionBetween,
  type Expression,
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
  /** In the place of a table: what a JSON column's list holds, a row each, as `value` of `alias`. */
  items(column: string, alias: string): string;
  /** Rows whose value does not convert; null: every value does. */
  uncastable(trip: RoundTrip): string | null;
  /** Of those: a number, but beyond what the new type holds; null: there is none. */
  outOfRange(trip: RoundTrip): string | null;
  /** The value is not what comes back. Asked of values that convert, and of no others. */
  changed(trip: RoundTrip): string;
}

export function conditionsIn(texts: ConditionTexts): (check: PreflightCheck) => readonly Condition[] {
  return (check) => {
    switch (check.check) {
      case 'null_values':
        return [{ where: `${texts.quoteName(check.column)} IS NULL`, finds: check.check }];
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
  const fails = texts.uncastable(trip);
  const changed = texts.changed(trip);
  const present = `${texts.quoteName(column)} IS NOT NULL`;
  const conditions: Condition[] = [];
  if (fails !== null) {
    const beyond = texts.outOfRange(trip);
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
      : ` AND NOT EXISTS (SELECT 1 FROM ${texts.quoteName(target)} AS ${other} WHERE ${other}.${texts.quoteName('id')} = ${value})`;
  const isOrphan = `${value} IS NOT NULL${names}`;
  return many ? `EXISTS (SELECT 1 FROM ${texts.items(held, String(item))} WHERE ${isOrphan})` : isOrphan;
}

/** The column that the finding is about. */
export function namedColumn(check: PreflightCheck): string | undefined {
  return check.check === 'unfilled_rows' ? check.column : shownColumn(check);
}

/** The column whose values the finding shows; a new column has none yet. */
export function shownColumn(check: PreflightCheck): string | undefined {
  if (check.check === 'duplicates') return check.parts.findLast(({ nullSafe }) => !nullSafe)?.column;
  return check.check === 'unfilled_rows' ? undefined : check.column;
}
