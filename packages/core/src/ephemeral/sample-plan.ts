/**
 * Owns what of a row may be seen in a sample: keys, references, choices, times of a day and truths stay. Every other value is
 * masked, numbers and days too: which of them tells of a person no metadata says. What its field says is masked for most
 * people is gone where it is no text.
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
import type { NumberRange } from './masked-number.ts';

const FORMS: Readonly<Record<string, Mask>> = { email: 'email', phone: 'phone', url: 'url' };
/** What is no text and masked all the same. */
const UNWRITTEN: Partial<Record<ColumnSpec['type']['kind'], Mask>> = {
  float: 'number',
  date: 'day',
  datetime: 'day',
};
/** Their values name a row, or one of a few things that everybody may know. */
const STAY: ReadonlySet<string> = new Set(['user', 'select', 'radio', 'multiselect', 'checkboxes', 'color']);

interface KnownField {
  readonly type: string;
  readonly sensitive: boolean;
  readonly range: NumberRange;
}

/** When a row was made and changed is no value of it. */
const OF_ROWS: ReadonlySet<string> = new Set(['created_at', 'updated_at']);

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
      [...tables].map(([name, { columns, indexes }]) => {
        const apart = new Set(
          indexes.flatMap(({ unique, parts }) => (unique ? parts.map(({ column }) => column) : [])),
        );
        return [
          name,
          new Map(
            columns.map((column) => [
              column.name,
              {
                ...sampled(column, fields.get(`${name}.${column.name}`)),
                ...(apart.has(column.name) ? ({ apart: true } as const) : {}),
              },
            ]),
          ),
        ];
      }),
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
    readonly fields?: Readonly<Record<string, DeclaredField>>;
  };
  const table = tableNameOf(extend ?? name ?? '');
  for (const [field, { type = '', maskingRule, min, max }] of Object.entries(declared)) {
    const key = `${table}.${field}`;
    const known = fields.get(key);
    const sensitive = maskingRule !== undefined || known?.sensitive === true;
    const range = {
      ...known?.range,
      ...(typeof min === 'number' ? { min } : {}),
      ...(typeof max === 'number' ? { max } : {}),
    };
    fields.set(key, { type: type || (known?.type ?? ''), sensitive, range });
  }
}

interface DeclaredField {
  readonly type?: string;
  readonly maskingRule?: unknown;
  readonly min?: unknown;
  readonly max?: unknown;
}

function sampled(column: ColumnSpec, field: KnownField | undefined): SampledColumn {
  const { name, type, reference, choices } = column;
  const refers = reference === undefined ? {} : { reference };
  const isText = type.kind === 'string' || type.kind === 'text' || type.kind === 'json';
  if (name === 'id' || (reference !== undefined && !field?.sensitive)) return { mask: null, ...refers };
  if (!isText) {
    const mask = OF_ROWS.has(name) ? null : (UNWRITTEN[type.kind] ?? null);
    return {
      mask,
      ...(mask === 'number' && field ? { range: field.range } : {}),
      ...(field?.sensitive ? { gone: true } : {}),
    };
  }
  if (!field?.sensitive && (choices || (field && STAY.has(field.type)))) return { mask: null };
  return { mask: type.kind === 'json' ? 'json' : (FORMS[field?.type ?? ''] ?? 'text') };
}
