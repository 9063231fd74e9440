/**
 * Owns what MariaDB does not alter beside writers, or not at all, in the state that a table is in: one rule a thing, each as
 * measured on the server (10.11). Somebody else gave the table that thing, but for a key that is kept as a hash.
 */
import type { IndexSpec, StepOf, TableSpec } from '@objectstack/metadata-authoring';
import { storesDefault } from './column-default.ts';
import { prefixOf } from './create-index.ts';
import { charsOf, hashedKeys, KEY_CHARS } from './hashed-keys.ts';
import { type Altering, COPY, waysOf } from './online-alter.ts';
import { quoteName } from './quote.ts';
import type { TableState } from './table-state.ts';

/** A table as it is when a step comes to it. */
export interface TableThen {
  /** Its name today. */
  readonly name: string;
  readonly state: TableState | undefined;
  /** As the steps before have made it; undefined: nobody needs it any more. */
  readonly spec: TableSpec | undefined;
  /** What metadata knows of it today. */
  readonly specToday: TableSpec | undefined;
  /** What a column is called today; null: it is new. */
  today(column: string): string | null;
}

export interface Hindrance {
  /** Refused also for a table of few rows, and where nobody writes. */
  readonly always?: true;
  /** What it is, with its name: `its FULLTEXT key 'words'`. */
  readonly thing: string;
  readonly details: Readonly<Record<string, string>>;
  readonly wayOn: string;
}

type Rule = (step: Altering, table: TableThen) => Hindrance | null;

export function hindranceOf(step: Altering, table: TableThen): Hindrance | null {
  for (const rule of RULES) {
    const found = rule(step, table);
    if (found) return found;
  }
  return null;
}

/** Whether any rule asks for foreign keys that other tables have. */
export function asksWhoPointsAt(step: Altering): boolean {
  return dropsKeys(step) || step.kind === 'change_type' || isDroppingColumn(step);
}

const byHand = 'or make the change by hand at a time when nobody writes the table (mda diff shows it)';

const history: Rule = (step, { name, state }) =>
  state?.versioned && changesDefinition(step)
    ? {
        always: true,
        thing: 'the history that it keeps of its rows (SYSTEM VERSIONING)',
        details: { because: 'system versioning' },
        wayOn: `end its history with: ALTER TABLE ${quoteName(name)} DROP SYSTEM VERSIONING; or make the change by hand, with system_versioning_alter_history = KEEP`,
      }
    : null;

const partitions: Rule = (step, { name, state }) =>
  state?.partitioned && step.kind === 'create_index' && step.index.unique
    ? {
        always: true,
        thing: 'its partitions, by which a unique key must go as well',
        details: { because: 'partitions', index: step.index.name },
        wayOn: `leave out the unique key, or end its partitions with: ALTER TABLE ${quoteName(name)} REMOVE PARTITIONING`,
      }
    : null;

/** How many characters of keys fit beside the id into half of a page, by its size in KiB. */
const COMPRESSED_KEY_CHARS: Readonly<Record<number, number>> = { 16: KEY_CHARS, 8: 750, 4: 191 };

const compressedPages: Rule = (step, { name, state, spec }) => {
  if (!state?.compressedKib || step.kind !== 'create_index') return null;
  const most = COMPRESSED_KEY_CHARS[state.compressedKib] ?? 0;
  if (charsOf(step.index, spec?.columns ?? []) <= most) return null;
  return {
    always: true,
    thing: `its row format COMPRESSED, which holds ${most} characters of a key`,
    details: { because: 'row format', index: step.index.name },
    wayOn: `${most === 0 ? '' : `give the texts of that index a maxLength, together no more than ${most}, or `}change the format at a time when nobody writes the table, with: ALTER TABLE ${quoteName(name)} ROW_FORMAT=DYNAMIC`,
  };
};

const foreignKeys: Rule = (step, table) => {
  const { state, name, today } = table;
  const key = state?.foreignKeys.find((one) => {
    const names = (column: string) => one.columns.includes(today(column) ?? '');
    if (isDroppingColumn(step)) return names(droppedBy(step));
    if (step.kind === 'change_type') return names(step.column);
    if (step.kind === 'set_not_null') return one.empties && names(step.column);
    if (step.kind === 'restore_column') return step.column.notNull && one.empties && names(step.heldName);
    return isLeftWithoutKey(one.columns, step, table);
  });
  return key
    ? {
        always: true,
        thing: `the foreign key '${key.name}'${key.table === name ? '' : ` of '${key.table}'`}`,
        details: { because: 'foreign key', foreignKey: key.name },
        wayOn: `drop it with: ALTER TABLE ${quoteName(key.table)} DROP FOREIGN KEY ${quoteName(key.name)}; whoever made it may bring it back afterwards`,
      }
    : null;
};

const computedFrom: Rule = (step, { state, name, today }) => {
  if (!isDroppingColumn(step)) return null;
  const dropped = today(droppedBy(step));
  const column = state?.computed.find(({ reads }) => dropped !== null && reads.includes(dropped));
  return column
    ? {
        always: true,
        thing: `its column '${column.name}', which is computed from the one that goes`,
        details: { because: 'computed column', column: column.name },
        wayOn: `drop it with: ALTER TABLE ${quoteName(name)} DROP COLUMN ${quoteName(column.name)}`,
      }
    : null;
};

/** A key that is there already stands in the way of giving its texts a length, too. */
const hash: Rule = (step, { state, spec, specToday }) => {
  if (step.kind === 'rename_table' || step.kind === 'hold_table') return null;
  const known = new Set(specToday?.indexes.map((index) => index.name));
  const ours = spec ? hashedKeys(spec) : [];
  const others = (state?.keys ?? []).filter(({ method, name }) => method === 'HASH' && !known.has(name));
  const keys = [...ours, ...others.map(({ name }) => name)];
  const [key] = keys;
  if (key === undefined) return null;
  // The last of them goes without a look at its column.
  const isAlone = keys.length === 1;
  if (isAlone && step.kind === 'drop_index' && step.index.name === key) return null;
  return {
    thing: `the unique key '${key}', which it keeps as a hash`,
    details: { because: 'hashed key', index: key },
    wayOn:
      !isAlone || (specToday && !known.has(key) && !ours.includes(key))
        ? `drop every such key by hand at a time when nobody writes the table, and make it again afterwards; ${byHand}`
        : known.has(key) || specToday === undefined
          ? 'take the key out in a version of its own, then change the rest, and bring the key back in a last one'
          : `give the texts of that key a maxLength, together no more than ${KEY_CHARS}, or leave the key for a version of its own after this one`,
  };
};

const engine: Rule = (step, { name, state, spec }) =>
  state && state.engine !== 'InnoDB' && (rebuilds(step, spec) !== null || dropsKeys(step, spec))
    ? otherEngine(name, state.engine)
    : null;

/** It cuts what it takes of a text by itself. */
const shorterKeys: Rule = (step, { name, state, spec }) =>
  state &&
  state.engine !== 'InnoDB' &&
  step.kind === 'create_index' &&
  step.index.parts.some((part) => prefixOf(part, step.index, spec?.columns ?? []) !== null)
    ? { ...otherEngine(name, state.engine), always: true }
    : null;

function otherEngine(table: string, engine: string): Hindrance {
  return {
    thing: `its storage engine ${engine}`,
    details: { because: 'storage engine', engine },
    wayOn: `move it to InnoDB at a time when nobody writes it, with: ALTER TABLE ${quoteName(table)} ENGINE=InnoDB; ${byHand}`,
  };
}

const words: Rule = (step, { name, state, spec, today }) => {
  const key = state?.keys.find(({ method }) => method === 'FULLTEXT');
  if (!key || rebuilds(step, spec) === null) return null;
  // The key goes with the last of its columns.
  const dropped = isDroppingColumn(step) ? today(droppedBy(step)) : null;
  if (dropped !== null && key.columns.every((column) => column === dropped)) return null;
  return otherKey('FULLTEXT', name, key.name);
};

const places: Rule = (step, { name, state, spec }) => {
  const key = state?.keys.find(({ method }) => method === 'SPATIAL');
  const how = rebuilds(step, spec);
  return key && how !== null && how !== 'columns' ? otherKey('SPATIAL', name, key.name) : null;
};

function otherKey(method: string, table: string, key: string): Hindrance {
  return {
    thing: `its ${method} key '${key}'`,
    details: { because: `${method} key`, index: key },
    wayOn: `drop the key with: ALTER TABLE ${quoteName(table)} DROP KEY ${quoteName(key)}; and make it again afterwards; ${byHand}`,
  };
}

const computed: Rule = (step, { state, spec, name }) => {
  const how = rebuilds(step, spec);
  if (how === null) return null;
  const keyed = (column: string) => state?.keys.some(({ columns }) => columns.includes(column)) ?? false;
  const column = state?.computed.find((one) => (one.stored ? how === 'required' : keyed(one.name)));
  return column
    ? {
        thing: `its computed column '${column.name}'${column.stored ? '' : ', which has a key'}`,
        details: { because: 'computed column', column: column.name },
        wayOn: column.stored
          ? byHand.replace(/^or /, '')
          : `drop the keys of that column and make them again afterwards: ALTER TABLE ${quoteName(name)} DROP KEY …; ${byHand}`,
      }
    : null;
};

/** What no copy would help comes first. */
const BESIDE_WRITERS: readonly Rule[] = [hash, engine, words, places, computed];
const RULES: readonly Rule[] = [
  ...[history, partitions, compressedPages, shorterKeys, foreignKeys, computedFrom],
  ...BESIDE_WRITERS.map(
    (rule): Rule =>
      (step, table) =>
        waysOf(step).includes(COPY) ? null : rule(step, table),
  ),
];

/**
 * Why the server builds the table anew, or would where it cannot do that in its catalog; null: it never does.
 * `columns`: one more or one less; `nullable`, `required`: what one of them may hold.
 */
function rebuilds(step: Altering, spec: TableSpec | undefined): 'columns' | 'nullable' | 'required' | null {
  switch (step.kind) {
    case 'add_column':
    case 'add_shadow':
    case 'purge_column':
    case 'drop_shadow':
      return 'columns';
    case 'drop_not_null':
      return 'nullable';
    case 'hold_column':
      return liveColumn(step, spec).notNull ? 'nullable' : null;
    case 'restore_column':
      return step.column.notNull ? 'required' : null;
    default:
      return null;
  }
}

function liveColumn({ column }: StepOf<'hold_column'>, spec: TableSpec | undefined) {
  return spec?.columns.find(({ name }) => name === column.name) ?? column;
}

/** The server asks a table with a history about everything that says anew what a column is. */
function changesDefinition(step: Altering): boolean {
  switch (step.kind) {
    case 'rename_table':
    case 'hold_table':
    case 'restore_table':
    case 'rename_column':
    case 'rename_index':
    case 'drop_index':
    case 'swap_column':
    case 'retire_column':
      return false;
    case 'create_index':
      return step.index.unique;
    case 'hold_column':
      return step.column.notNull;
    case 'turn_sync':
      return [step.from, step.column].some((one) => one.default !== null && storesDefault(one.type));
    default:
      return true;
  }
}

type DroppingColumn = StepOf<'purge_column' | 'drop_shadow'>;

function isDroppingColumn(step: Altering): step is Altering & DroppingColumn {
  return step.kind === 'purge_column' || step.kind === 'drop_shadow';
}

function droppedBy(step: DroppingColumn): string {
  return step.kind === 'purge_column' ? step.heldName : step.shadow.name;
}

/** @param spec without it: whether it may drop any */
function dropsKeys(step: Altering, spec?: TableSpec): boolean {
  if (step.kind === 'drop_index') return true;
  if (step.kind !== 'hold_column' && step.kind !== 'retire_column') return false;
  return spec === undefined || droppedKeys(step, spec).length > 0;
}

function droppedKeys(step: Altering, spec: TableSpec | undefined): readonly IndexSpec[] {
  if (step.kind === 'drop_index') return [step.index];
  if (step.kind !== 'hold_column' && step.kind !== 'retire_column') return [];
  const column = step.kind === 'hold_column' ? step.column.name : step.old.name;
  return (spec?.indexes ?? []).filter(({ parts }) => parts.some((part) => part.column === column));
}

/** A foreign key needs a key that begins with its columns, on either side. */
function isLeftWithoutKey(
  columns: readonly string[],
  step: Altering,
  { state, spec, specToday, today }: TableThen,
): boolean {
  const dropped = droppedKeys(step, spec);
  const begins = (key: readonly (string | null)[]) => columns.every((column, at) => key[at] === column);
  const namesToday = ({ parts }: IndexSpec) => parts.map(({ column }) => today(column));
  if (!dropped.some((index) => begins(namesToday(index)))) return false;
  const left = (spec?.indexes ?? []).filter(({ name }) => !dropped.some((one) => one.name === name));
  const known = new Set(specToday?.indexes.map(({ name }) => name));
  const others = (state?.keys ?? []).filter(({ name }) => !known.has(name));
  return ![...left.map(namesToday), ...others.map((key) => key.columns)].some(begins);
}
