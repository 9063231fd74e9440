/** Owns the words for what preflight found in the real rows, and for what a maker does about it. */
import type { PreflightFinding } from '@objectstack/metadata-authoring';
import { bytesWords, countWords } from './amounts.ts';

/** `about 1,204 rows` */
export function findingAmount({ check, count, exact }: PreflightFinding): string {
  if (check === 'unanswered') return '?';
  return `${exact ? '' : 'about '}${countWords(count)} ${count === 1 ? 'row' : 'rows'}`;
}

export function findingFact(finding: PreflightFinding): string {
  const has = finding.count === 1 ? 'has' : 'have';
  const size = finding.bytes === undefined ? '' : `, ${bytesWords(finding.bytes)}`;
  // Of a value that is missing there is nothing to show.
  const samples =
    finding.check === 'null_values' && finding.stated === undefined ? [] : (finding.sample ?? []);
  const sample = samples.length > 0 ? ` (such as ${samples.slice(0, 3).join('; ')})` : '';
  return `${factOf(finding, has)}${size}${groupWords(finding)}${sample}`;
}

function groupWords({ groups, largest }: PreflightFinding): string {
  if (groups === undefined) return '';
  const biggest = largest?.[0]?.rows ?? 0;
  return groups === 1
    ? ', all the same one'
    : `, in ${countWords(groups)} groups of up to ${countWords(biggest)}`;
}

function factOf({ check, column, asked, stated, choices = [] }: PreflightFinding, has: string): string {
  switch (check) {
    case 'null_values':
      return stated === undefined ? `${has} no value` : `would get none from: ${stated}`;
    case 'unfilled_rows':
      return `${has} nothing to fill this new required column with`;
    case 'duplicates':
      return `${has} a value that another row has too`;
    case 'uncastable':
      return stated === undefined
        ? `${has} a value that cannot be converted`
        : `would get no value from: ${stated}`;
    case 'out_of_range':
      return `${has} a number that is too large for the new type`;
    case 'too_long':
      return `${has} a value that is too long`;
    case 'retired_choices':
      return `${has} the choice ${choices.map((choice) => `'${choice}'`).join(' or ')}, which is no longer offered`;
    case 'unoffered_choices':
      return `would get a choice that is not offered`;
    case 'orphan_references':
      return `${has} a value that names no record of the object it will point at`;
    case 'changed_values':
      return `${has} a value that would not stay exactly the same`;
    case 'rows_held':
      return column === undefined ? 'are put aside' : `${has} a value here that is put aside`;
    case 'rows_purged':
      return column === undefined ? 'go for good' : `${has} a value here that goes for good`;
    case 'unanswered':
      return `too many rows to ask in time (${asked})`;
  }
}

/** What to do about it, in one line. */
export function nextWords({
  check,
  table,
  column = '',
  stated,
  choices = ['OLD'],
}: PreflightFinding): string {
  if (stated !== undefined && check !== 'unoffered_choices')
    return `correct these rows, or say it in another way: mda stage convert ${table} ${column} --file FILE`;
  switch (check) {
    case 'null_values':
      return `say what fills them: mda stage convert ${table} ${column} --fill VALUE`;
    case 'unfilled_rows':
      return `give the field a defaultValue, or say what fills it: mda stage convert ${table} ${column} --fill VALUE`;
    case 'duplicates':
      return 'keep one row of each group, or give the others a value of their own';
    case 'uncastable':
      return 'correct these values, or keep the type of the field';
    case 'out_of_range':
      return 'correct these numbers, or keep the field a text';
    case 'too_long':
      return 'shorten these values, or give the field a larger maxLength';
    case 'retired_choices':
      return `say what becomes of them: mda stage convert ${table} ${column}${choices.map((choice) => ` --map ${choice}=NEW`).join('')}`;
    case 'unoffered_choices':
      return 'offer it, map it onto a choice that is offered, or correct these rows';
    case 'orphan_references':
      return 'correct these values, or load the records that they name: nothing is refused, and the app finds none';
    case 'changed_values':
      return 'look at these rows: after the switch they hold what the new type makes of them';
    case 'rows_held':
      return 'nothing is lost until mda purge: a rollback brings them back';
    case 'rows_purged':
      return 'last chance: nothing brings them back';
    case 'unanswered':
      return 'publish when few write: rows that stop the step are named, and the run can be resumed';
  }
}
