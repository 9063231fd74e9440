/** Owns asking ObjectStack's own checkers which references of a stack dangle: defineStack's and the published lint. */
import { runAuthoringRules } from '@objectstack/lint';
import { defineStack, normalizeStackInput } from '@objectstack/spec';
import type { Stack } from './real-stacks.ts';

export interface Finding {
  readonly rule: string;
  /** Where it is, in the words of the checker: a config path for lint, the message's subject for defineStack. */
  readonly where: string;
  readonly message: string;
}

/** Rules that say a name resolves to nothing; the others judge shape, security, style or take-up. */
const REFERENCE_RULES =
  /^(?:object-reference|action-name-undefined|page-field-unknown|chart-(?:dimension|measure|dataset|field)-unknown|widget-(?:dataset|dimension|measure)-unknown|dashboard-filter-field-unknown|searchable-field-unknown|sort-field-unknown|nav-target-unresolved|translation-target-unknown|flow-template-unknown-field|flow-node-write-unknown-field|semantic-role-field-unknown|field-group-undeclared|form-field-unknown|view-ref-form-target|dashboard-action)/;

export function referenceFindings(stack: Stack): Finding[] {
  return [...ofDefineStack(stack), ...ofLint(stack)];
}

function ofDefineStack(stack: Stack): Finding[] {
  try {
    defineStack(stack as Parameters<typeof defineStack>[0]);
    return [];
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes('cross-reference')) throw error;
    return message
      .split('\n')
      .filter((line) => line.includes('which is not defined'))
      .map((line) => ({ rule: 'define-stack', where: line, message: line }));
  }
}

function ofLint(stack: Stack): Finding[] {
  const normalized = normalizeStackInput(structuredClone(stack)) as Record<string, unknown>;
  return runAuthoringRules('lint', { normalized })
    .filter(
      (finding) => REFERENCE_RULES.test(finding.rule) || /unknown field|is not a field/.test(finding.message),
    )
    .map(({ rule, path, message, where }) => ({ rule, where: `${path} ${where}`, message }));
}
