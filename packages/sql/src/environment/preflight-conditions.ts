/** Owns under which conditions preflight counts rows, for every dialect: blocking ones first, then what would be lost. */
import { assertNever, type PreflightCheck } from '@objectstack/metadata-authoring';

export interface Condition {
  readonly where: string;
  readonly blocking: boolean;
}

type CheckOf<K extends PreflightCheck['check']> = Extract<PreflightCheck, { check: K }>;

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
  uncastable(check: CheckOf<'uncastable'>): readonly Condition[];
}

export function conditionsIn(texts: ConditionTexts): (check: PreflightCheck) => readonly Condition[] {
  return (check) => {
    switch (check.check) {
      case 'null_values':
        return [{ where: `${texts.quoteName(check.column)} IS NULL`, blocking: true }];
      case 'unfilled_rows':
        return [{ where: texts.everyRow, blocking: true }];
      case 'duplicates':
        return [{ where: duplicateRows(check, texts), blocking: true }];
      case 'uncastable':
        return texts.uncastable(check);
      case 'too_long':
        return [
          { where: `${texts.length(texts.quoteName(check.column))} > ${check.length}`, blocking: true },
        ];
      case 'retired_choices': {
        const column = texts.quoteName(check.column);
        const where = check.many
          ? check.choices
              .map((choice) => texts.contains(column, texts.quoteText(JSON.stringify(choice))))
              .join(' OR ')
          : `${texts.bytes(column)} IN (${check.choices.map((choice) => texts.quoteText(choice)).join(', ')})`;
        return [{ where: `(${where})`, blocking: true }];
      }
      case 'rows_lost': {
        const { column } = check;
        const where = column === undefined ? texts.everyRow : `${texts.quoteName(column)} IS NOT NULL`;
        return [{ where, blocking: false }];
      }
      default:
        return assertNever(check, 'preflight check');
    }
  };
}

/** Rows whose key another row has too. A NULL in a plain part makes a row equal to none. */
function duplicateRows(check: CheckOf<'duplicates'>, texts: ConditionTexts): string {
  const list = check.parts.map((part) => texts.comparedPart(part)).join(', ');
  const plain = check.parts.filter(({ nullSafe }) => !nullSafe);
  const present =
    plain.map(({ column }) => `${texts.quoteName(column)} IS NOT NULL`).join(' AND ') || texts.everyRow;
  return `${present} AND (${list}) IN (SELECT ${list} FROM ${texts.quoteName(check.table)} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1)`;
}

/** The column whose values the finding shows; a new column has none yet. */
export function shownColumn(check: PreflightCheck): string | undefined {
  if (check.check === 'duplicates') return check.parts.findLast(({ nullSafe }) => !nullSafe)?.column;
  return check.check === 'unfilled_rows' ? undefined : check.column;
}
