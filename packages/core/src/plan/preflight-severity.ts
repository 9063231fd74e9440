/** Owns the closed set of what preflight finds in real rows, and what each of it means for the plan. docs/preflight.md says it in words. */

/** blocks: the step would fail. loses: it would run, and values would go or change. informs: nobody is stopped. */
export type PreflightSeverity = 'blocks' | 'loses' | 'informs';

export const PREFLIGHT_SEVERITIES = {
  null_values: 'blocks',
  unfilled_rows: 'blocks',
  duplicates: 'blocks',
  uncastable: 'blocks',
  out_of_range: 'blocks',
  too_long: 'blocks',
  retired_choices: 'blocks',
  unoffered_choices: 'blocks',
  changed_values: 'loses',
  rows_held: 'loses',
  rows_purged: 'loses',
  orphan_references: 'informs',
  unanswered: 'informs',
} as const satisfies Readonly<Record<string, PreflightSeverity>>;

export type PreflightFindingKind = keyof typeof PREFLIGHT_SEVERITIES;

export function severityOf(finding: PreflightFindingKind): PreflightSeverity {
  return PREFLIGHT_SEVERITIES[finding];
}
