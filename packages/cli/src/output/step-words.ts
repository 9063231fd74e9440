/** Owns the words for one migration step: a maker reads them, not a database administrator. */
import {
  type ColumnSpec,
  type ColumnType,
  expressionText,
  type Hazard,
  type IndexSpec,
  isShadowName,
  type Step,
  shadowedName,
  syncedColumnOf,
} from '@objectstack/metadata-authoring';

export interface StepWords {
  /** `+` comes, `~` changes, `-` goes. */
  readonly mark: '+' | '~' | '-';
  readonly what: string;
  readonly name: string;
  readonly detail: string;
}

export function stepWords(step: Step): StepWords {
  const at = (name: string) =>
    isShadowName(name) ? `${step.table}.${shadowedName(name)} (new form)` : `${step.table}.${name}`;
  switch (step.kind) {
    case 'create_table':
      return { mark: '+', what: 'table', name: step.table, detail: tableSize(step.spec) };
    case 'rename_table':
      return { mark: '~', what: 'table', name: step.table, detail: `is renamed to ${step.to}` };
    case 'hold_table':
      return { mark: '-', what: 'table', name: step.table, detail: 'is put aside with its rows' };
    case 'restore_table':
      return { mark: '+', what: 'table', name: step.table, detail: 'comes back with its rows' };
    case 'purge_table':
      return { mark: '-', what: 'table', name: step.table, detail: 'is removed for good with its rows' };
    case 'add_column':
      return { mark: '+', what: 'column', name: at(step.column.name), detail: columnWords(step.column) };
    case 'rename_column':
      return { mark: '~', what: 'column', name: at(step.from), detail: `is renamed to ${step.to}` };
    case 'change_type':
      return {
        mark: '~',
        what: 'column',
        name: at(step.column),
        detail: `${typeWords(step.from)} becomes ${typeWords(step.to)}`,
      };
    case 'set_not_null':
      return { mark: '~', what: 'column', name: at(step.column), detail: 'must have a value from now on' };
    case 'drop_not_null':
      return { mark: '~', what: 'column', name: at(step.column), detail: 'may be empty from now on' };
    case 'set_default':
      return {
        mark: '~',
        what: 'column',
        name: at(step.column),
        detail: step.to === null ? 'has no default any more' : defaultWords(step.to),
      };
    case 'hold_column':
      return {
        mark: '-',
        what: 'column',
        name: at(step.column.name),
        detail: 'is put aside with its values',
      };
    case 'restore_column':
      return { mark: '+', what: 'column', name: at(step.column.name), detail: 'comes back with its values' };
    case 'purge_column':
      return {
        mark: '-',
        what: 'column',
        name: at(step.column.name),
        detail: 'is removed for good with its values',
      };
    case 'backfill':
      return step.rows === 'stale'
        ? { mark: '~', what: 'rows', name: at(step.column), detail: `get ${expressionText(step.value)}` }
        : {
            mark: '~',
            what: 'rows',
            name: at(step.column),
            detail: `empty ones get a value${step.asMade ? ', but for what may have been emptied' : ''}`,
          };
    case 'retire_choices':
      return {
        mark: '~',
        what: 'column',
        name: at(step.column),
        detail: `may no longer hold ${step.choices.map((choice) => JSON.stringify(choice)).join(', ')}`,
      };
    case 'retarget_reference':
      return { mark: '~', what: 'column', name: at(step.column), detail: `points at ${step.reference}` };
    case 'add_shadow':
      return {
        mark: '+',
        what: 'column',
        name: at(step.shadow.name),
        detail: `${typeWords(step.shadow.type)}, ${step.down ? 'stays the same as' : 'follows'} ${expressionText(step.up)}`,
      };
    case 'drop_shadow':
      return { mark: '-', what: 'column', name: at(step.shadow.name), detail: 'is not needed any more' };
    case 'check_shadow':
      return { mark: '~', what: 'rows', name: at(step.column), detail: 'every value must convert' };
    case 'swap_column':
      return { mark: '~', what: 'column', name: at(step.column.name), detail: swapWords(step) };
    case 'turn_sync':
      return { mark: '~', what: 'column', name: at(step.from.name), detail: turnWords(step) };
    case 'retire_column':
      return {
        mark: '-',
        what: 'column',
        name: at(step.old.name),
        detail: `its values are under ${step.column}; it is put aside`,
      };
    case 'end_sync':
      return {
        mark: '-',
        what: 'column',
        name: at(step.column),
        detail: 'its earlier form is put aside with its values',
      };
    case 'follow_column':
      return {
        mark: '~',
        what: 'column',
        name: at(step.column.name),
        detail: `is kept as ${expressionText(step.value)} where its writer gives it no value`,
      };
    case 'unfollow_column':
      return { mark: '~', what: 'column', name: at(step.column.name), detail: 'is written on its own' };
    case 'restore_sync':
      return {
        mark: '~',
        what: 'column',
        name: at(syncedColumnOf(step.until)),
        detail: 'is written along again',
      };
    case 'watch_rows':
      return { mark: '~', what: 'rows', name: at(step.column), detail: watchWords(step) };
    case 'unwatch_rows':
      return { mark: '~', what: 'rows', name: at(step.column), detail: 'are watched for no more' };
    case 'prove_not_null':
      return { mark: '~', what: 'rows', name: at(step.column), detail: 'every one must have a value' };
    case 'create_view':
      return {
        mark: '+',
        what: 'view',
        name: step.view,
        detail: `is ${step.table} as the old version knows it`,
      };
    case 'drop_view':
      return { mark: '-', what: 'view', name: step.view, detail: `${step.table} keeps its rows` };
    case 'create_index':
      return { mark: '+', what: 'index', name: step.table, detail: indexWords(step.index) };
    case 'drop_index':
      return {
        mark: '-',
        what: 'index',
        name: step.table,
        detail: step.unreadable ? step.index.name : indexWords(step.index),
      };
    case 'rename_index':
      return {
        mark: '~',
        what: 'index',
        name: step.table,
        detail: `${step.index.name} is renamed to ${step.to}`,
      };
  }
}

function swapWords({ old, column, up, down }: Extract<Step, { kind: 'swap_column' }>): string {
  if (down === null) return `${typeWords(old.type)} becomes ${typeWords(column.type)} again`;
  if (typeWords(old.type) === typeWords(column.type))
    return column.notNull && !old.notNull
      ? 'must have a value from now on'
      : `holds ${expressionText(up)} from now on`;
  return `${typeWords(old.type)} becomes ${typeWords(column.type)}`;
}

function turnWords({ from, column, returns }: Extract<Step, { kind: 'turn_sync' }>): string {
  const types = [typeWords(from.type), typeWords(column.type)];
  const retyped = types[0] === types[1] ? '' : `, ${types.join(' becomes ')}`;
  return `is renamed ${returns ? 'back ' : ''}to ${column.name}${retyped}; its old name works on until finalize`;
}

function watchWords({ rows }: Extract<Step, { kind: 'watch_rows' }>): string {
  if (rows.are === 'too_long') return `those longer than ${rows.length} are watched for`;
  return rows.are === 'empty'
    ? 'those without a value are watched for'
    : 'those whose value did not convert are watched for';
}

function tableSize(spec: {
  readonly columns: readonly unknown[];
  readonly indexes: readonly unknown[];
}): string {
  const indexes = spec.indexes.length === 1 ? '1 index' : `${spec.indexes.length} indexes`;
  return `${spec.columns.length} columns${spec.indexes.length > 0 ? `, ${indexes}` : ''}`;
}

function typeWords(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
      return `text up to ${type.length}`;
    case 'text':
      return 'long text';
    case 'float':
      return 'number';
    case 'boolean':
      return 'yes/no';
    case 'datetime':
      return 'date and time';
    case 'json':
      return 'structured value';
    case 'date':
    case 'time':
      return type.kind;
  }
}

function columnWords(column: ColumnSpec): string {
  const required = column.notNull ? ', required' : '';
  return `${typeWords(column.type)}${required}${column.default ? `, ${defaultWords(column.default)}` : ''}`;
}

function defaultWords(value: NonNullable<ColumnSpec['default']>): string {
  return value.kind === 'now' ? 'default: the current time' : `default ${JSON.stringify(value.value)}`;
}

function indexWords(index: IndexSpec): string {
  return `${index.unique ? 'no two rows alike in' : 'faster by'} ${index.parts.map((part) => part.column).join(', ')}`;
}

export const HAZARD_WORDS: Readonly<Record<Hazard, string>> = {
  destructive: 'loses data',
  blocking_lock: 'writers wait while it runs',
  table_rewrite: 'rewrites the whole table',
  needs_backfill: 'fills existing rows',
  may_fail_on_data: 'existing values must fit',
  breaks_old_readers: 'the old version cannot read it',
  irreversible: 'cannot be undone',
};

/** In place of `breaks_old_readers`, where it lasts for the switch alone. */
export const PAUSE_WORDS = 'the old version fails while the switch runs';
