/**
 * Owns what of a row may be seen in a sample: keys, references, choices, numbers, days and truths stay. Every other value is
 * masked, and so is whatever its field says is masked for most people; of what no field is known, every text is.
 */
import { bodiesOf } from '../content.ts';
import type { Context } from '../context.ts';
import { keysOfType } from '../metadata/item-index.ts';
import type { ColumnSpec } from '../plan/storage/table-spec.ts';
import type { EnvironmentRow } from '../ports/environment.ts';
import type { Mask, SampledColumn, SamplePlan } from '../ports/provision.ts';
import { tablesOf } from '../release/compare-contents.ts';
import { installedPackages } from '../release/environment-content.ts';
import type { Scope } from '../scope.ts';

const FORMS: Readonly<Record<string, Mask>> = { email: 'email', phone: 'phone', url: 'url' };
/** Their values name a row, or one of a few things that everybody may know. */
const STAY: ReadonlySet<string> = new Set(['user', 'select', 'radio', 'multiselect', 'checkboxes', 'color']);

interface KnownField {
  readonly type: string;
  readonly sensitive: boolean;
}

export async function samplePlan(
  context: Context,
  scope: Scope,
  source: EnvironmentRow,
  rows: number,
): Promise<SamplePlan> {
  const { plane } = context;
  // Names of tables load the spec: only who makes a sample waits for that.
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const installed = await installedPackages(context, plane, scope, source.id);
  const fields = new Map<string, KnownField>();
  for (const { index } of installed)
    for (const type of ['object', 'object_extension']) {
      const bodies = await bodiesOf(context, plane, scope, index, keysOfType(index, type));
      for (const body of bodies.values()) gather(body, fields, tableNameOf);
    }
  const tables = await tablesOf(context, plane, scope, installed, 'all');
  return {
    rows,
    tables: new Map(
      [...tables].map(([name, { columns }]) => [
        name,
        new Map(
          columns.map((column) => [column.name, sampled(column, fields.get(`${name}.${column.name}`))]),
        ),
      ]),
    ),
  };
}

function gather(
  body: unknown,
  fields: Map<string, KnownField>,
  tableNameOf: (objectName: string) => string,
): void {
  const {
    name,
    extend,
    fields: declared = {},
  } = body as {
    readonly name?: string;
    readonly extend?: string;
    readonly fields?: Readonly<Record<string, { readonly type?: string; readonly maskingRule?: unknown }>>;
  };
  const table = tableNameOf(extend ?? name ?? '');
  for (const [field, { type = '', maskingRule }] of Object.entries(declared)) {
    const key = `${table}.${field}`;
    const sensitive = maskingRule !== undefined || fields.get(key)?.sensitive === true;
    fields.set(key, { type: type || (fields.get(key)?.type ?? ''), sensitive });
  }
}

function sampled(column: ColumnSpec, field: KnownField | undefined): SampledColumn {
  const { name, type, reference, choices } = column;
  const refers = reference === undefined ? {} : { reference };
  const isText = type.kind === 'string' || type.kind === 'text' || type.kind === 'json';
  if (name === 'id' || (reference !== undefined && !field?.sensitive)) return { mask: null, ...refers };
  if (!isText) return { mask: null, ...(field?.sensitive ? { gone: true } : {}) };
  if (!field?.sensitive && (choices || (field && STAY.has(field.type)))) return { mask: null };
  return { mask: type.kind === 'json' ? 'json' : (FORMS[field?.type ?? ''] ?? 'text') };
}
