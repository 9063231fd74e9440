/** Owns the difference between two catalogs as lines that people read. The order of columns is not compared. */
import type { Catalog, CatalogColumn, CatalogTable } from '../storage/catalog.ts';

/** Made lazily by the runtime, and this project's own marks: no app has them. */
const notOfAnApp = /^(_objectstack_sequences$|_authoring)/;

/** @returns one line a difference; tables, columns and indexes beyond `expected` are differences too */
export function differencesOf(expected: Catalog, actual: Catalog): readonly string[] {
  const lines: string[] = [];
  for (const [name, table] of Object.entries(expected)) {
    const real = actual[name];
    if (!real) lines.push(`missing table ${name}`);
    else lines.push(...tableDifferences(name, table, real));
  }
  for (const name of Object.keys(actual))
    if (!expected[name] && !notOfAnApp.test(name)) lines.push(`extra table ${name}`);
  return lines;
}

function tableDifferences(name: string, expected: CatalogTable, actual: CatalogTable): readonly string[] {
  const key = [...changes('primary key', { [name]: expected.primaryKey }, { [name]: actual.primaryKey })];
  return [
    ...key,
    ...changes('column', columnTexts(name, expected.columns), columnTexts(name, actual.columns)),
    ...changes('index', indexTexts(name, expected), indexTexts(name, actual)),
  ];
}

type Texts = Readonly<Record<string, string>>;

function changes(what: string, expected: Texts, actual: Texts): readonly string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name) => {
    const [want, have] = [expected[name], actual[name]];
    return want === have ? [] : [`${what} ${name}: expected ${want ?? 'none'}, actual ${have ?? 'none'}`];
  });
}

function columnTexts(table: string, columns: readonly CatalogColumn[]): Texts {
  return Object.fromEntries(
    columns.map(({ name, type, notNull, default: value }) => [
      `${table}.${name}`,
      `${type}${notNull ? ' not null' : ''}${value === null ? '' : ` default ${value}`}`,
    ]),
  );
}

function indexTexts(table: string, { indexes }: CatalogTable): Texts {
  return Object.fromEntries(
    Object.entries(indexes).map(([name, { unique, key, constraint }]) => [
      `${table}.${name}`,
      `${unique ? 'unique ' : ''}${constraint ? 'constraint ' : ''}${key}`,
    ]),
  );
}
