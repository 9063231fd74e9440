/**
 * Owns a deterministic package of any size, shaped like the real ones: what the bench measures with. Same arguments,
 * same bytes.
 */
import { type Field, fieldOf } from './field-of.ts';
import {
  GROUPS_PER_OBJECT,
  INDEX_COUNT_WEIGHTS,
  INDEX_UNIQUE_WEIGHTS,
  INDEX_WIDTH_WEIGHTS,
  TENANCY_OFF_SHARE,
} from './observed-shapes.ts';
import { Random } from './random.ts';
import { NOUNS, QUALIFIERS, titleOf } from './words.ts';

export interface PackageOptions {
  readonly objects: number;
  readonly fieldsPerObject: number;
  readonly seed: number;
  /** Reverse domain; its last part is the namespace of the objects. Default `com.example.bench`. */
  readonly packageId?: string;
}

export interface GeneratedObject {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly [attribute: string]: unknown;
}

export interface GeneratedStack {
  readonly manifest: { readonly id: string; readonly namespace: string; readonly [key: string]: unknown };
  readonly objects: readonly GeneratedObject[];
}

/** A stack definition that imports without a problem. */
export function packageOf({
  objects,
  fieldsPerObject,
  seed,
  packageId = 'com.example.bench',
}: PackageOptions): GeneratedStack {
  const random = new Random(seed);
  const namespace = packageId.slice(packageId.lastIndexOf('.') + 1);
  const names = namesOf(objects, random).map((name) => `${namespace}_${name}`);
  return {
    manifest: {
      id: packageId,
      namespace,
      version: '1.0.0',
      type: 'app',
      name: titleOf(namespace),
      description: `${objects} objects of ${fieldsPerObject} fields`,
    },
    objects: names.map((name) => objectOf(name, names, fieldsPerObject, random)),
  };
}

/** Different names in a fixed number: words first, then words with a number. */
function namesOf(count: number, random: Random): readonly string[] {
  const names = new Set<string>();
  while (names.size < count) {
    const noun = random.pick(NOUNS);
    const name = random.chance(0.35) ? noun : `${random.pick(QUALIFIERS)}_${noun}`;
    names.add(names.has(name) ? `${name}_${names.size}` : name);
  }
  return [...names];
}

function objectOf(
  name: string,
  objects: readonly string[],
  fieldCount: number,
  random: Random,
): GeneratedObject {
  const groups = namesOf(GROUPS_PER_OBJECT, random);
  const fields = Object.fromEntries(
    namesOf(fieldCount, random).map((field) => [field, fieldOf(random, { name: field, objects, groups })]),
  );
  const label = titleOf(name.slice(name.indexOf('_') + 1));
  return {
    name,
    label,
    pluralLabel: `${label}s`,
    description: `${label} records of the organization, kept with their history`,
    icon: 'box',
    isSystem: false,
    datasource: 'default',
    enable: {
      trackHistory: random.chance(0.5),
      searchable: true,
      apiEnabled: true,
      files: false,
      feeds: random.chance(0.3),
      activities: random.chance(0.3),
      clone: true,
    },
    fieldGroups: groups.map((key) => ({ key, label: titleOf(key) })),
    fields,
    indexes: indexesOf(fields, random),
    ...(random.chance(TENANCY_OFF_SHARE) ? { tenancy: { enabled: false } } : {}),
    nameField: Object.keys(fields).find((field) => fields[field]?.type === 'text') ?? 'id',
    highlightFields: Object.keys(fields).slice(0, 5),
  };
}

/** Types that the engines can index as they are stored. */
const INDEXABLE: ReadonlySet<string> = new Set([
  'text',
  'datetime',
  'lookup',
  'select',
  'number',
  'boolean',
  'email',
  'date',
]);

function indexesOf(fields: Readonly<Record<string, Field>>, random: Random) {
  const indexable = Object.keys(fields).filter((name) => {
    const field = fields[name];
    return (
      field !== undefined &&
      INDEXABLE.has(field.type) &&
      field.multiple !== true &&
      Number(field.maxLength ?? 0) <= 768
    );
  });
  const lists = new Map<string, object>();
  for (let left = Number(random.weighted(INDEX_COUNT_WEIGHTS)); left > 0 && indexable.length > 0; left -= 1) {
    const width = Math.min(Number(random.weighted(INDEX_WIDTH_WEIGHTS)), indexable.length);
    const columns = new Set<string>();
    while (columns.size < width) columns.add(random.pick(indexable));
    const unique = random.weighted(INDEX_UNIQUE_WEIGHTS);
    // One index a list of columns: two would take the same derived name.
    lists.set([...columns].join(), {
      fields: [...columns],
      unique: unique === 'true' || (unique === 'false' ? false : unique),
    });
  }
  return [...lists.values()];
}
