/** Owns the words for what preflight found in the real rows. */
import type { PreflightFinding } from '@objectstack/metadata-authoring';

export function findingWords(finding: PreflightFinding): string {
  const rows = finding.count === 1 ? '1 row' : `${finding.count} rows`;
  const has = finding.count === 1 ? 'has' : 'have';
  const sample =
    finding.sample && finding.sample.length > 0 ? ` (such as ${finding.sample.slice(0, 3).join(', ')})` : '';
  return `${rows} ${factOf(finding, has)}${sample}${finding.blocking ? ': correct them first' : ''}`;
}

function factOf(finding: PreflightFinding, has: string): string {
  switch (finding.check) {
    case 'null_values':
      return `${has} no value`;
    case 'unfilled_rows':
      return `${has} nothing to fill this new required column with`;
    case 'duplicates':
      return `${has} a value that another row ${has} too`;
    case 'uncastable':
      return finding.blocking
        ? `${has} a value that cannot be converted`
        : `${has} a value that would not stay exactly the same`;
    case 'too_long':
      return `${has} a value that is too long`;
    case 'retired_choices':
      return `${has} a choice that is no longer offered`;
    case 'rows_lost':
      return finding.column === undefined ? 'would be lost' : `${has} a value here that would be lost`;
  }
}
