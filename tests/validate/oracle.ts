/** Owns asking ObjectStack's own checkers which references of a stack dangle: defineStack's and the published lint. */
import { runAuthoringRules } from '@objectstack/lint';
import { defineStack, normalizeStackInput } from '@objectstack/spec';
import type { Stack } from './real-stacks.ts';

export interface Finding {
  readonly rule: string;
  /** Where it is, in the words of the checker: a config path, or the subject of the message. */
  readonly where: string;
  readonly message: string;
}

/** Rules that say a name resolves to nothing; the others judge shape, security, style or use. */
const REFERENCE_RULES: ReadonlySet<string> = new Set([
  'action-name-undefined',
  'autonumber-references-unknown-field',
  'chart-dataset-unknown',
  'chart-dimension-unknown',
  'chart-field-unknown',
  'chart-measure-unknown',
  'dashboard-action-route-unresolved',
  'dashboard-action-target-undefined',
  'dashboard-filter-field-unknown',
  'dataset-field-unknown',
  'dataset-filter-field-unknown',
  'dataset-include-unknown',
  'field-group-undeclared',
  'flow-node-write-unknown-field',
  'flow-template-unknown-field',
  'flow-trigger-unknown-object',
  'form-field-unknown',
  'form-section-group-unknown',
  'list-view-field-unknown',
  'nav-target-unresolved',
  'object-field-ref-unknown',
  'object-reference-unknown',
  'object-reference-unregistered-platform',
  'page-field-unknown',
  'page-section-group-unknown',
  'searchable-field-unknown',
  'security-book-audience-unknown-set',
  'security-fls-unknown-field',
  'semantic-role-field-unknown',
  'sort-field-unknown',
  'translation-target-unknown',
  'view-page-unresolved',
  'view-ref-form-target-kind',
  'view-ref-form-target-missing',
  'view-ref-nav-view-missing',
  'widget-dataset-unknown',
  'widget-dimension-unknown',
  'widget-filter-field-unknown',
  'widget-measure-unknown',
]);

export function referenceFindings(stack: Stack): Finding[] {
  return [...ofDefineStack(stack), ...ofLint(stack)];
}

function ofDefineStack(stack: Stack): Finding[] {
  try {
    defineStack(structuredClone(stack) as Parameters<typeof defineStack>[0]);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .filter((line) => /which is not defined in/.test(line))
      .map((line) => ({ rule: 'define-stack', where: line, message: line }));
  }
}

function ofLint(stack: Stack): Finding[] {
  const normalized = normalizeStackInput(structuredClone(stack)) as Record<string, unknown>;
  return runAuthoringRules('lint', { normalized })
    .filter(({ rule, message }) => REFERENCE_RULES.has(rule) || /unknown field/.test(message))
    .map(({ rule, path, where, message }) => ({ rule, where: `${path} ${where}`, message }));
}
