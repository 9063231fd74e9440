/** Owns docs/preflight.md: what preflight finds, from the table of severities, and within which limits it asks. */
import { LIMITS, PREFLIGHT_SEVERITIES, type PreflightFindingKind } from '@objectstack/metadata-authoring';
import { code, GENERATED, table } from './markdown.ts';
import { PREFLIGHT_PROSE } from './preflight-prose.ts';

const number = (value: number) => value.toLocaleString('en');

export function preflightPage(): string {
  const kinds = Object.keys(PREFLIGHT_SEVERITIES) as PreflightFindingKind[];
  const rows = kinds.map((kind) => [
    `[${kind}](#${kind})`,
    PREFLIGHT_SEVERITIES[kind],
    PREFLIGHT_PROSE[kind].asked,
  ]);
  return `${GENERATED}
# Preflight

Before a run changes anything it asks the real rows whether every step will pass, and what will be lost. \`mda diff
--preflight\` and every \`--dry-run\` show the answers; a run asks again by itself, after its plan is fixed and before its
first statement. Rows that are written later are met by the step: it stops with the same PREFLIGHT_FAILED and the keys of
the rows, and the run can be resumed.

- **blocks**: the step would fail. A publish stops with [PREFLIGHT_FAILED](errors/PREFLIGHT_FAILED.md); nothing was changed.
- **loses**: the step would pass, and values would go or change. In production the plan takes \`--force\`.
- **informs**: nobody is stopped.

${table(['finding', 'severity', 'asked when'], rows)}

## What it costs

Preflight only reads. A statement looks at about ${number(LIMITS.preflight_slice_rows)} rows and lasts ${number(LIMITS.preflight_statement_ms / 1_000)} s at most; between two of
them it holds nothing: no transaction, no snapshot, no lock that a writer would notice. Beside a run the lease is
renewed and a cancel is heard. Servers group duplicates range of keys by range, some 500,000 rows in each and one look through the
table for each; on SQLite, where a statement cannot be stopped, the keys are gathered slice by slice in a temporary table
on disk.

Up to ${number(LIMITS.preflight_exact_rows)} rows, what goes is counted to the byte: the characters of a column's values, or what a table takes on
disk with its indexes. Beyond that, ${number(LIMITS.preflight_sampled_rows)} rows speak for the rest, and \`exact\` is false; so it is where the engine only
estimates the size of a table (MySQL, MariaDB).

Of real values only ${LIMITS.preflight_samples} samples are shown, each as its first character and its length, of short ones the length alone; of
rows the first ${LIMITS.preflight_keys} keys.

## Sizes and costs

\`tables\` says how large the touched tables are. \`costs\` says for every step which work it is (${['catalog', 'reads', 'index', 'batches', 'copy'].map(code).join(', ')}),
for about how many seconds, and who waits for how long. The rates behind it were measured on one machine (bench/README.md):
take them for an order of magnitude.

${kinds.map(section).join('\n\n')}
`;
}

function section(kind: PreflightFindingKind): string {
  const { means, asked, next } = PREFLIGHT_PROSE[kind];
  return `## ${kind}

${means} **${PREFLIGHT_SEVERITIES[kind]}**, asked when ${asked}.

${next}`;
}
