/** Owns the statements of each step as people read them: the very ones that run. */
import { assertNever, type SchemaState, type Step } from '@objectstack/metadata-authoring';
import type { FillRows } from '../../environment/dialect.ts';
import type { PostgresAction } from './action.ts';
import { checkStatements } from './check-shadow.ts';
import { compileSteps } from './compile-steps.ts';
import { buildIndex, constrainBy, isConstraint } from './create-index.ts';
import { keysStatement, pagesStatement, restStatement, shareStatement } from './fill-statements.ts';
import { proofStatements } from './prove-not-null.ts';

export function describe(
  steps: readonly Step[],
  before: SchemaState,
): ReadonlyMap<string, readonly string[]> {
  const described = new Map<string, string[]>(steps.map(({ id }) => [id, []]));
  for (const action of compileSteps(steps, before)) described.get(action.stepId)?.push(...textsOf(action));
  return described;
}

function textsOf(action: PostgresAction): readonly string[] {
  switch (action.kind) {
    case 'statement':
      return [action.sql];
    case 'build_index': {
      const { table, index } = action;
      return [buildIndex(table, index), ...(isConstraint(index) ? [constrainBy(table, index)] : [])];
    }
    case 'prove_not_null':
      return proofStatements(action);
    case 'check_shadow':
      return checkStatements(action);
    case 'fill_rows':
      return fillStatements(action);
    case 'sequences':
      return [];
    default:
      return assertNever(action, 'action');
  }
}

function fillStatements(action: FillRows): readonly string[] {
  const byKey = keysStatement(action);
  if (!action.settles) return [byKey];
  return [
    shareStatement(action),
    `-- what is left there: ${pagesStatement(action)}`,
    `-- rows that moved meanwhile: ${restStatement(action)}`,
    `-- a small table: ${byKey}`,
  ];
}
