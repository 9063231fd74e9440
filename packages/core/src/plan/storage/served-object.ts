/**
 * Owns what the runtime's registry serves of an authored object, as far as storage is concerned: the injected system
 * columns first, then the authored fields, with the defaults that the spec's parse would add.
 * It never parses: a body met the spec's schema when it was staged. tests/storage holds it against the real registry.
 */
import { applyInjectedSystemColumns } from '@objectstack/metadata-core';
import { isTenancyDisabled } from '@objectstack/spec/data';
import { invariant } from '../../error.ts';

/** 'organization': one holder per tenant; 'global': one holder per installation. */
export type UniqueScope = 'organization' | 'global';

export interface ServedField {
  readonly type: string;
  readonly multiple: boolean;
  readonly maxLength: number | null;
  readonly unique: UniqueScope | null;
  readonly notNull: boolean;
  /** As authored: a literal, a runtime token, an expression, an array, or undefined. */
  readonly defaultValue: unknown;
  /** The values of its options, sorted; null: it takes others too. */
  readonly choices: readonly string[] | null;
  /** The object that a relation points at; null: it is none. */
  readonly reference: string | null;
  /** Package that asks for the column first; '' for a column that the platform injects. */
  readonly owner: string;
  /** Package whose definition decides type and uniqueness; '' as for `owner`. */
  readonly definedBy: string;
}

export interface ServedIndex {
  /** Authored name, or null for the derived one. */
  readonly name: string | null;
  readonly fields: readonly string[];
  readonly unique: UniqueScope | null;
  readonly owner: string;
}

export interface ServedObject {
  readonly name: string;
  /** Bound to a table of somebody else: the runtime never creates one. */
  readonly external: boolean;
  readonly tenancy: { readonly disabled: boolean; readonly tenantField: string | null };
  /** In served order. */
  readonly fields: ReadonlyMap<string, ServedField>;
  /** In declared order. */
  readonly indexes: readonly ServedIndex[];
  /** manifestId of the package that owns the object. */
  readonly owner: string;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * @param body an object body that parses under the spec's ObjectSchema
 * @param owner manifestId of the package that holds it
 * @throws ASSERTION_FAILED when the body is no object with a name
 */
export function servedObjectOf(body: unknown, owner: string): ServedObject {
  const object = recordOf(body);
  invariant(
    object && typeof object.name === 'string',
    'an object body without a name reached the storage model',
  );
  const tenantField = recordOf(object.tenancy)?.tenantField;
  return {
    name: object.name,
    external: object.external !== undefined && object.external !== null,
    tenancy: {
      disabled: isTenancyDisabled(object),
      tenantField: typeof tenantField === 'string' && tenantField !== '' ? tenantField : null,
    },
    fields: servedFieldsOf(object, owner, ''),
    indexes: servedIndexesOf(object.indexes, owner),
    owner,
  };
}

/**
 * Injected and authored fields of one contribution, in the registry's order.
 * @param injectedOwner who is said to ask for the columns that the body does not declare itself
 */
export function servedFieldsOf(
  body: Body,
  owner: string,
  injectedOwner: string,
): ReadonlyMap<string, ServedField> {
  const authored = recordOf(body.fields) ?? {};
  // Asked with no fields at all, it answers every column it would inject, and wide objects are not copied.
  const injected = recordOf(applyInjectedSystemColumns({ ...body, fields: {} }).fields) ?? {};
  const fields = new Map<string, ServedField>();
  for (const name of Object.keys(injected)) {
    if (authored[name] === undefined) fields.set(name, servedFieldOf(injected[name], injectedOwner));
  }
  for (const name of Object.keys(authored)) fields.set(name, servedFieldOf(authored[name], owner));
  return fields;
}

export function servedIndexesOf(indexes: unknown, owner: string): readonly ServedIndex[] {
  if (!Array.isArray(indexes)) return [];
  return indexes.flatMap((index): ServedIndex[] => {
    const { name, fields, unique } = recordOf(index) ?? {};
    const columns = Array.isArray(fields) ? fields.filter((f) => typeof f === 'string' && f !== '') : [];
    if (columns.length === 0) return [];
    return [
      {
        name: typeof name === 'string' && name.trim() !== '' ? name.trim() : null,
        fields: columns,
        // On a declared index a bare `true` is verbatim; on a field it is per tenant.
        unique:
          unique === 'organization'
            ? 'organization'
            : unique === true || unique === 'global'
              ? 'global'
              : null,
        owner,
      },
    ];
  });
}

function servedFieldOf(definition: unknown, owner: string): ServedField {
  const field = recordOf(definition) ?? {};
  const { maxLength } = field;
  return {
    type: String(field.type),
    multiple: field.multiple === true,
    maxLength:
      typeof maxLength === 'number' && Number.isInteger(maxLength) && maxLength > 0 ? maxLength : null,
    unique: uniqueScopeOf(field),
    notNull: recordOf(field.storage)?.notNull === true,
    defaultValue: field.defaultValue,
    choices: choicesOf(field),
    reference: referenceOf(field),
    owner,
    definedBy: owner,
  };
}

const CHOOSING: ReadonlySet<unknown> = new Set(['select', 'radio', 'multiselect', 'checkboxes']);

function choicesOf({ type, options }: Body): readonly string[] | null {
  if (!CHOOSING.has(type) || !Array.isArray(options) || options.length === 0) return null;
  const values = options.map((option: unknown) => recordOf(option)?.value ?? option);
  return values.every((value) => typeof value === 'string') ? [...new Set(values)].sort() : null;
}

const RELATING: ReadonlySet<unknown> = new Set(['lookup', 'master_detail', 'tree', 'user']);

function referenceOf({ type, reference }: Body): string | null {
  return RELATING.has(type) && typeof reference === 'string' && reference !== '' ? reference : null;
}

/** An autonumber identifies records: the spec's parse makes it unique per tenant unless its author says otherwise. */
function uniqueScopeOf({ type, unique }: Body): UniqueScope | null {
  if (unique === 'global') return 'global';
  if (unique === true || unique === 'organization') return 'organization';
  return unique === undefined && type === 'autonumber' ? 'organization' : null;
}

export function recordOf(value: unknown): Body | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null;
}
