/** Owns the statements of each step as people read them: the very ones that run. */
import type { SchemaState, Step } from '@objectstack/metadata-authoring';
import { compileSteps } from './compile-steps.ts';

export function describe(
  steps: readonly Step[],
  before: SchemaState,
): ReadonlyMap<string, readonly string[]> {
  const described = new Map<string, string[]>(steps.map(({ id }) => [id, []]));
  for (const action of compileSteps(steps, before))
    if (action.kind === 'statement') described.get(action.stepId)?.push(action.sql);
  return described;
}
