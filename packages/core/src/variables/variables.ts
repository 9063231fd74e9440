/**
 * Owns setting, listing and taking back values of variables in an environment. The log has their names, never a value;
 * what is secret is shown to nobody, and handed out only to whoever starts the runtime.
 */
import type { Context } from '../context.ts';
import { packageByManifestId } from '../draft/active-draft.ts';
import { AuthoringError } from '../error.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { PackageRow } from '../ports/package.ts';
import type { VariableRow } from '../ports/variable.ts';
import { environmentByName } from '../release/find-environment.ts';
import type { Scope } from '../scope.ts';
import { nearestName } from '../validate/near-name.ts';
import { type Variable, type VariableValue, valueProblem } from './configuration-schema.ts';
import { declaredVariables, onceDeclared } from './declared-variables.ts';
import { keyIdOfSealed, openSecret, type SecretPlace, sealSecret } from './secret-box.ts';

export interface VariablePlace {
  readonly environment: string;
  /** manifestId. */
  readonly packageId: string;
}

export interface VariableSummary extends Omit<Variable, 'required'> {
  readonly required: boolean;
  /** Whether a value was set; a default is none. */
  readonly set: boolean;
  /** Of a secret always masked. Null: neither set nor a default. */
  readonly value: VariableValue | null;
  /** Of a secret that is set: the key that it is kept under. */
  readonly keyId?: string;
  readonly updatedAt?: string;
  readonly updatedBy?: string;
}

const MASK = '•••';
const MOST_CHARS = 64 * 1024;

/**
 * @param text as it was read; of a secret every byte, of what is no text its JSON
 * @throws VARIABLE_NOT_FOUND when nothing declares it, VARIABLE_INVALID, SECRET_KEY_REQUIRED, ROLE_FORBIDDEN
 */
export async function setVariable(
  context: Context,
  scope: Scope,
  input: VariablePlace & { readonly name: string; readonly text: string },
): Promise<VariableSummary> {
  const { environment, pkg } = await placeOf(context, scope, input, 'manage_variables');
  const declared = await declaredVariables(context, scope, environment.id, pkg);
  const variable = declared.get(input.name) ?? (await onceDeclared(context, scope, pkg, input.name));
  if (!variable) throw undeclared(input.name, pkg, [...declared.keys()]);
  if (input.text.length > MOST_CHARS) throw invalid(variable, `is longer than ${MOST_CHARS} characters`);
  const value = valueFrom(variable, input.text);
  const problem = valueProblem(variable, value);
  if (problem !== null) throw invalid(variable, problem);
  const row: VariableRow = {
    environmentId: environment.id,
    packageId: pkg.id,
    name: variable.name,
    ...contentOf(context, scope, environment, pkg, variable, value),
    updatedAt: context.clock.now(),
    updatedBy: scope.principal.id,
  };
  await context.plane.transaction(async (tx) => {
    await tx.variables.put(scope, row);
    await record(tx, scope, 'variable.set', row);
  });
  return summaryOf(variable, row);
}

export async function listVariables(
  context: Context,
  scope: Scope,
  place: VariablePlace,
): Promise<readonly VariableSummary[]> {
  const { environment, pkg } = await placeOf(context, scope, place, 'read');
  const declared = await declaredVariables(context, scope, environment.id, pkg);
  const rows = await rowsOf(context, scope, environment, pkg);
  return [...declared.values()].map((variable) =>
    summaryOf(
      variable,
      rows.find(({ name }) => name === variable.name),
    ),
  );
}

/** @throws VARIABLE_NOT_FOUND when it has no value */
export async function unsetVariable(
  context: Context,
  scope: Scope,
  input: VariablePlace & { readonly name: string },
): Promise<void> {
  const { environment, pkg } = await placeOf(context, scope, input, 'manage_variables');
  const at = context.clock.now();
  await context.plane.transaction(async (tx) => {
    const there = (await tx.variables.list(scope, environment.id)).find(
      ({ packageId, name }) => packageId === pkg.id && name === input.name,
    );
    if (!there || !(await tx.variables.remove(scope, environment.id, pkg.id, input.name)))
      throw new AuthoringError(
        'VARIABLE_NOT_FOUND',
        `'${input.name}' has no value in '${environment.name}'`,
        { suggestion: `list what has one with: mda var list --env ${environment.name}` },
      );
    await record(tx, scope, 'variable.unset', { ...there, updatedAt: at });
  });
}

/**
 * Every value by name, secrets in the clear: for whoever starts the runtime of that environment.
 * @throws SECRET_KEY_REQUIRED, SECRET_UNREADABLE, ROLE_FORBIDDEN
 */
export async function readVariables(
  context: Context,
  scope: Scope,
  place: VariablePlace,
): Promise<Readonly<Record<string, VariableValue>>> {
  const { environment, pkg } = await placeOf(context, scope, place, 'read_secrets');
  const declared = await declaredVariables(context, scope, environment.id, pkg);
  const values = new Map<string, VariableValue>();
  for (const variable of declared.values())
    if (variable.default !== undefined) values.set(variable.name, variable.default);
  const rows = (await rowsOf(context, scope, environment, pkg)).filter(({ name }) => declared.has(name));
  for (const row of rows) values.set(row.name, opened(context, scope, row));
  await context.plane.transaction(async (tx) => {
    await tx.log.record(scope, {
      op: 'variables.read',
      environmentId: environment.id,
      packageId: pkg.id,
      data: { names: [...values.keys()] },
      at: context.clock.now(),
    });
  });
  return Object.fromEntries(values);
}

/** Keeps every secret of the environment anew under the current key. @returns how many were under another one */
export async function rekeyVariables(
  context: Context,
  scope: Scope,
  environmentName: string,
): Promise<{ readonly rekeyed: number; readonly keyId: string }> {
  const environment = await environmentByName(context.plane, scope, environmentName);
  context.authorize(scope, 'manage_variables', environment);
  const { current } = keysOf(context);
  const at = context.clock.now();
  return context.plane.transaction(async (tx) => {
    const rows = (await tx.variables.list(scope, environment.id)).filter(
      ({ kind, content }) => kind === 'secret' && keyIdOfSealed(content) !== current.id,
    );
    for (const row of rows) {
      const content = sealSecret(current, placeOfRow(scope, row), String(opened(context, scope, row)));
      await tx.variables.put(scope, { ...row, content });
    }
    if (rows.length > 0)
      await tx.log.record(scope, {
        op: 'variables.rekeyed',
        environmentId: environment.id,
        data: { names: rows.map(({ name }) => name), keyId: current.id },
        at,
      });
    return { rekeyed: rows.length, keyId: current.id };
  });
}

async function placeOf(
  context: Context,
  scope: Scope,
  place: VariablePlace,
  operation: 'manage_variables' | 'read_secrets' | 'read',
): Promise<{ readonly environment: EnvironmentRow; readonly pkg: PackageRow }> {
  const environment = await environmentByName(context.plane, scope, place.environment);
  context.authorize(scope, operation, environment);
  return { environment, pkg: await packageByManifestId(context.plane, scope, place.packageId) };
}

async function rowsOf(context: Context, scope: Scope, environment: EnvironmentRow, pkg: PackageRow) {
  const rows = await context.plane.variables.list(scope, environment.id);
  return rows.filter(({ packageId }) => packageId === pkg.id);
}

function valueFrom(variable: Variable, text: string): unknown {
  if (variable.type === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid(variable, `is no ${variable.type}`);
  }
}

function contentOf(
  context: Context,
  scope: Scope,
  environment: EnvironmentRow,
  pkg: PackageRow,
  { name, secret }: Variable,
  value: unknown,
): Pick<VariableRow, 'kind' | 'content'> {
  if (!secret) return { kind: 'plain', content: JSON.stringify(value) };
  const place = { orgId: scope.orgId, environmentId: environment.id, packageId: pkg.id, name };
  return { kind: 'secret', content: sealSecret(keysOf(context).current, place, String(value)) };
}

function opened(context: Context, scope: Scope, row: VariableRow): VariableValue {
  if (row.kind === 'plain') return JSON.parse(row.content) as VariableValue;
  return openSecret(context.secretKeys ?? null, placeOfRow(scope, row), row.content);
}

function placeOfRow({ orgId }: Scope, { environmentId, packageId, name }: VariableRow): SecretPlace {
  return { orgId, environmentId, packageId, name };
}

function keysOf({ secretKeys }: Context) {
  if (secretKeys) return secretKeys;
  throw new AuthoringError('SECRET_KEY_REQUIRED', 'there is no key to keep secrets under', {
    suggestion:
      'make one with: openssl rand -base64 32, keep it apart from the database, and give it in MDA_SECRET_KEY',
  });
}

function summaryOf(variable: Variable, row: VariableRow | undefined): VariableSummary {
  const about = row ? { updatedAt: row.updatedAt, updatedBy: row.updatedBy } : {};
  if (!row) return { ...variable, set: false, value: variable.default ?? null, ...about };
  const hidden = variable.secret || row.kind === 'secret';
  return {
    ...variable,
    secret: hidden,
    set: true,
    value: hidden ? MASK : (JSON.parse(row.content) as VariableValue),
    ...(row.kind === 'secret' ? { keyId: keyIdOfSealed(row.content) } : {}),
    ...about,
  };
}

async function record(tx: ControlPlane, scope: Scope, op: string, row: VariableRow): Promise<void> {
  await tx.log.record(scope, {
    op,
    environmentId: row.environmentId,
    packageId: row.packageId,
    data: { name: row.name, secret: row.kind === 'secret' },
    at: row.updatedAt,
  });
}

function undeclared(name: string, { manifestId }: PackageRow, known: readonly string[]): AuthoringError {
  const near = nearestName(name, known);
  return new AuthoringError(
    'VARIABLE_NOT_FOUND',
    `'${manifestId}' declares no variable '${name.slice(0, 80)}'`,
    {
      details: { declared: known },
      suggestion: near
        ? `did you mean '${near}'?`
        : 'declare it in configurationSchema: mda stage put stack configurationSchema --file FILE',
    },
  );
}

function invalid({ name }: Variable, problem: string): AuthoringError {
  return new AuthoringError('VARIABLE_INVALID', `the value of '${name}' ${problem}`, {
    suggestion: `give another value, or change what the package declares for '${name}'`,
  });
}
