/** Owns that nothing goes live without the variables that it needs: every one that is missing or unfit, before any DDL. */
import type { Context } from '../context.ts';
import { AuthoringError } from '../error.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { VariableRow } from '../ports/variable.ts';
import type { PackageContent } from '../release/compare-contents.ts';
import type { Scope } from '../scope.ts';
import { type Variable, valueProblem } from './configuration-schema.ts';
import { variablesIn } from './declared-variables.ts';

export interface MissingVariable {
  /** manifestId. */
  readonly packageId: string;
  readonly name: string;
  readonly secret: boolean;
  readonly reason: string;
}

/** @throws VARIABLE_MISSING with all of them */
export async function assertVariables(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  packages: readonly PackageContent[],
): Promise<void> {
  const declared = await Promise.all(
    packages.map(async (one) => ({ one, variables: await variablesIn(context, scope, one.index) })),
  );
  if (declared.every(({ variables }) => variables.length === 0)) return;
  const rows = await context.plane.variables.list(scope, environment.id);
  const missing = declared.flatMap(({ one, variables }) =>
    variables.flatMap((variable): readonly MissingVariable[] => {
      const row = rows.find(({ packageId, name }) => packageId === one.packageId && name === variable.name);
      // A preview has the values of its source but for secrets, which stay where they are: none is asked for there.
      if (!row && environment.ephemeral) return [];
      const reason = unfit(variable, row);
      const { name, secret } = variable;
      return reason === null ? [] : [{ packageId: one.manifestId, name, secret, reason }];
    }),
  );
  const [first] = missing;
  if (!first) return;
  throw new AuthoringError(
    'VARIABLE_MISSING',
    `'${environment.name}' lacks ${missing.map(({ name, reason }) => `'${name}' (${reason})`).join(', ')}`,
    {
      details: { environment: environment.name, variables: missing },
      suggestion: `set each with: mda var set NAME --env ${environment.name} --package ${first.packageId} --file -`,
    },
  );
}

function unfit(variable: Variable, row: VariableRow | undefined): string | null {
  if (!row) return variable.required ? 'it has no value' : null;
  if (row.kind === 'secret') return variable.secret ? null : 'it is kept as a secret, and is none any more';
  if (variable.secret) return 'it is a secret now, and kept in the clear';
  const problem = valueProblem(variable, JSON.parse(row.content) as unknown);
  return problem === null ? null : `its value ${problem}`;
}
