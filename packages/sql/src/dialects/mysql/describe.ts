/** Owns the statements of each step as people read them: the very ones that run. */
import { assertNever, type SchemaState, type Step } from '@objectstack/metadata-authoring';
import type { FillRows } from '../../environment/dialect.ts';
import type { MysqlAction } from './action.ts';
import { checkStatements } from './check-shadow.ts';
import { compileSteps } from './compile-steps.ts';
import { batchStatement, refusedStatement } from './fill-rows.ts';
import { alterText } from './online-alter.ts';
import { quoteName } from './quote.ts';
import { swapStatements } from './swap-column.ts';
import { turnStatements } from './turn-sync.ts';

export function describe(
  steps: readonly Step[],
  before: SchemaState,
): ReadonlyMap<string, readonly string[]> {
  const described = new Map<string, string[]>(steps.map(({ id }) => [id, []]));
  for (const action of compileSteps(steps, before))
    described.get(action.stepId)?.push(...statementsOf(action));
  return described;
}

function statementsOf(action: MysqlAction): readonly string[] {
  switch (action.kind) {
    case 'statement':
    case 'rows':
      return [action.sql];
    case 'alter':
      return [alterText(action)];
    case 'restore_table':
      return [
        alterText({
          sql: `ALTER TABLE ${quoteName(action.heldName)} RENAME TO ${quoteName(action.spec.name)}`,
          ways: action.ways,
        }),
        ...(action.spec.indexes.length === 0
          ? []
          : ['-- the same statement adds what it lacks of its indexes']),
      ];
    case 'retype':
      return [
        `LOCK TABLES ${quoteName(action.table)} WRITE`,
        ...action.refusals.map(({ sql }) => `-- stops when this counts a row: ${sql}`),
        ...(action.shadow ? [action.shadow.add] : []),
        ...action.statements,
        'UNLOCK TABLES',
      ];
    case 'check_shadow':
      return checkStatements(action);
    case 'swap_column':
      return [`LOCK TABLES ${quoteName(action.table)} WRITE`, ...swapStatements(action), 'UNLOCK TABLES'];
    case 'turn_sync':
      return [`LOCK TABLES ${quoteName(action.table)} WRITE`, ...turnStatements(action), 'UNLOCK TABLES'];
    case 'fill_rows':
      return fillStatements(action);
    case 'sequences':
      return [];
    default:
      return assertNever(action, 'action');
  }
}

function fillStatements(action: FillRows): readonly string[] {
  const question = refusedStatement(action, false);
  return [
    ...(question === null ? [] : [`-- stops when this finds a row: ${question}`]),
    batchStatement(action, false),
  ];
}
