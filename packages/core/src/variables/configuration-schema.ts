/**
 * Owns what variables a package declares: its `configurationSchema`, the JSON Schema that the spec's PackageManifest has
 * for settings of an installation. A property with `writeOnly` is a secret. Only what is checked here may be written: a
 * keyword that nobody looks at would promise what does not hold.
 */
export type VariableType = 'string' | 'number' | 'integer' | 'boolean';
export type VariableValue = string | number | boolean;

export interface Variable {
  readonly name: string;
  readonly type: VariableType;
  /** Never shown, never sealed, kept encrypted. */
  readonly secret: boolean;
  /** Named by `required`, and without a default. */
  readonly required: boolean;
  readonly default?: VariableValue;
  readonly description?: string;
  readonly enum?: readonly VariableValue[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface ConfigurationProblem {
  readonly path: string;
  readonly message: string;
}

type Body = Readonly<Record<string, unknown>>;

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const MOST_VARIABLES = 200;
const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean'] satisfies VariableType[];
const SCHEMA_KEYS = new Set([
  '$schema',
  'type',
  'title',
  'description',
  'properties',
  'required',
  'additionalProperties',
]);
const PROPERTY_KEYS = new Set([
  ...['type', 'title', 'description', 'default', 'enum', 'writeOnly'],
  ...['minimum', 'maximum', 'minLength', 'maxLength'],
]);

/** All at once; empty: `variablesOf` may be asked. */
export function configurationProblems(body: unknown): readonly ConfigurationProblem[] {
  if (!isBody(body)) return [{ path: '', message: 'is no JSON Schema of an object' }];
  const problems: ConfigurationProblem[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  for (const key of Object.keys(body))
    if (!SCHEMA_KEYS.has(key)) add(key, 'is a keyword that variables have not');
  if (body.type !== undefined && body.type !== 'object') add('type', "is not 'object'");
  if (body.additionalProperties !== undefined && body.additionalProperties !== false)
    add('additionalProperties', 'is not false: only what is declared has a value');
  const properties = body.properties ?? {};
  if (!isBody(properties)) {
    add('properties', 'is no JSON object');
    return problems;
  }
  if (Object.keys(properties).length > MOST_VARIABLES) add('properties', `are more than ${MOST_VARIABLES}`);
  for (const [name, property] of Object.entries(properties))
    for (const { path, message } of propertyProblems(name, property))
      add(['properties', name, path].filter(Boolean).join('.'), message);
  const { required = [] } = body;
  if (!Array.isArray(required)) add('required', 'is no list of names');
  else
    required.forEach((name, at) => {
      if (typeof name !== 'string' || !Object.hasOwn(properties, name))
        add(`required.${at}`, `names no property: ${JSON.stringify(name)}`);
    });
  return problems;
}

function propertyProblems(name: string, property: unknown): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const add = (path: string, message: string) => problems.push({ path, message });
  if (!NAME.test(name)) add('', 'is no name of letters, digits and _ that begins with a letter');
  if (!isBody(property)) return [...problems, { path: '', message: 'is no JSON Schema' }];
  for (const key of Object.keys(property))
    if (!PROPERTY_KEYS.has(key)) add(key, 'is a keyword that variables have not');
  if (!TYPES.includes(property.type)) {
    add('type', `is none of ${TYPES.join(', ')}`);
    return problems;
  }
  if (property.writeOnly !== undefined && typeof property.writeOnly !== 'boolean')
    add('writeOnly', 'is neither true nor false');
  for (const key of ['minimum', 'maximum'] as const)
    if (property[key] !== undefined && typeof property[key] !== 'number') add(key, 'is no number');
  for (const key of ['minLength', 'maxLength'] as const)
    if (property[key] !== undefined && !isCount(property[key])) add(key, 'is no whole number from 0');
  if (problems.length > 0) return problems;
  if (property.writeOnly === true) {
    if (property.type !== 'string') add('type', "of a secret is 'string'");
    if (property.default !== undefined) add('default', 'of a secret would be sealed with the version');
    if (property.enum !== undefined) add('enum', 'of a secret would be sealed with the version');
  }
  const choices = property.enum ?? [];
  if (!Array.isArray(choices) || (property.enum !== undefined && choices.length === 0))
    return [...problems, { path: 'enum', message: 'is no list of values' }];
  const { enum: _, ...open } = property;
  const variable = variableOf(name, open, []);
  choices.forEach((choice, at) => {
    const problem = valueProblem(variable, choice);
    if (problem) add(`enum.${at}`, problem);
  });
  const problem =
    property.default === undefined ? null : valueProblem(variableOf(name, property, []), property.default);
  if (problem) add('default', problem);
  return problems;
}

/** @param body without problems */
export function variablesOf(body: unknown): readonly Variable[] {
  const { properties = {}, required = [] } = (body ?? {}) as {
    readonly properties?: Readonly<Record<string, Body>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => variableOf(name, property, required));
}

function variableOf(name: string, property: Body, required: readonly string[]): Variable {
  const { type, title, description = title, writeOnly, ...rest } = property;
  return {
    ...(rest as Omit<Variable, 'name' | 'type' | 'secret' | 'required' | 'description'>),
    ...(description === undefined ? {} : { description: String(description) }),
    name,
    type: type as VariableType,
    secret: writeOnly === true,
    required: required.includes(name) && rest.default === undefined,
  };
}

/** Why the value is none of this variable; it never says the value. */
export function valueProblem(variable: Variable, value: unknown): string | null {
  const { type, enum: choices } = variable;
  const fits =
    type === 'string' || type === 'boolean'
      ? typeof value === type
      : typeof value === 'number' &&
        Number.isFinite(value) &&
        (type === 'number' || Number.isSafeInteger(value));
  if (!fits) return `is no ${type}`;
  if (choices && !choices.includes(value as VariableValue)) return `is none of ${choices.join(', ')}`;
  if (typeof value === 'number') {
    if (variable.minimum !== undefined && value < variable.minimum) return `is less than ${variable.minimum}`;
    if (variable.maximum !== undefined && value > variable.maximum) return `is more than ${variable.maximum}`;
  }
  if (typeof value === 'string') {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = variable;
    const length = [...value].length;
    if (length < minLength) return `is shorter than ${minLength} characters`;
    if (length > maxLength) return `is longer than ${maxLength} characters`;
  }
  return null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
