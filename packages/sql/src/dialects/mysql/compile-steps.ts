/**
 * Owns how steps become MySQL's actions: one statement each wherever it can be one, because a statement of DDL is there
 * as a whole or not at all.
 */
import {
  applyStep,
  assertNever,
  type ColumnSpec,
  conversionBetween,
  invariant,
  type SchemaState,
  type Step,
  type StepOf,
  substitute,
  syncName,
  type TableSpec,
} from '@objectstack/metadata-authoring';
import { assertHeld } from '../../environment/assert-held.ts';
import { columnTypesOf } from '../../environment/column-types.ts';
import { defaultFits } from '../../environment/default-value.ts';
import { sequenceChangeOf } from '../../environment/sequences.ts';
import { lasting } from '../../environment/statement-limits.ts';
import {
  checkMode,
  followMode,
  followSync,
  shadowSync,
  swappedSync,
  turnedSyncs,
} from '../../environment/sync.ts';
import { restoredForm } from '../../environment/sync-forms.ts';
import type { MysqlAction } from './action.ts';
import { storesDefault } from './column-default.ts';
import { indexDefinition } from './create-index.ts';
import { columnDefinition, columnWithDefault, createTable } from './create-table.ts';
import type { Fact } from './fact.ts';
import { fillOf, fillStatement } from './fill.ts';
import { type Alter, type Altering, waysOf } from './online-alter.ts';
import { quoteName } from './quote.ts';
import { renderColumn, renderIndex } from './render.ts';
import { retype } from './retype.ts';
import {
  createSync,
  dropTriggers,
  leadName,
  type SyncTriggers,
  syncTriggers,
  triggersInAnyMode,
  triggersInMode,
  triggersOfEither,
  triggersOfSync,
} from './sync.ts';
import { createView, dropView } from './view.ts';

export function compileSteps(steps: readonly Step[], before: SchemaState): readonly MysqlAction[] {
  const tables = new Map(before);
  const actions: MysqlAction[] = [];
  for (const step of steps) {
    const table = tables.get(step.table);
    applyStep(tables, step);
    for (const action of actionsOf(step, table, tables.get(step.table)))
      actions.push({ ...action, ...lasting(step) });
    const sequences = sequenceChangeOf(step);
    if (sequences) actions.push({ kind: 'sequences', stepId: step.id, ...sequences });
  }
  return actions;
}

function actionsOf(
  step: Step,
  before: TableSpec | undefined,
  after: TableSpec | undefined,
): readonly MysqlAction[] {
  const { table } = step;
  const ddl = (sql: string, ...leaves: readonly Fact[]): MysqlAction => ({
    kind: 'statement',
    stepId: step.id,
    sql,
    autocommits: true,
    leaves,
  });
  const alter = (of: Altering, clauses: string, ...leaves: readonly Fact[]): MysqlAction => ({
    kind: 'alter',
    stepId: step.id,
    table,
    autocommits: true,
    sql: `ALTER TABLE ${quoteName(table)} ${clauses}`,
    ways: waysOf(of),
    leaves,
  });
  const column = (name: string, spec: ColumnSpec | null): Fact => ({
    what: 'column',
    table,
    column: name,
    is: spec === null ? null : renderColumn(spec),
  });
  const index = (name: string, is: Extract<Fact, { what: 'index' }>['is']): Fact => ({
    what: 'index',
    table,
    index: name,
    is,
  });
  const trigger = (name: string, present: boolean): Fact => ({
    what: 'trigger',
    table,
    trigger: name,
    present,
  });
  const withoutTriggers = (names: readonly string[]) =>
    dropTriggers(names).map((sql, at) => ddl(sql, trigger(names[at] as string, false)));
  const withTriggers = (triggers: SyncTriggers) =>
    createSync(triggers.sync, triggers.mode).map((sql, at) =>
      ddl(sql, trigger(triggersOfSync(triggers)[at] as string, true)),
    );
  const modify = (of: Altering, spec: ColumnSpec) =>
    alter(of, `MODIFY COLUMN ${columnDefinition(spec)}`, column(spec.name, spec));
  switch (step.kind) {
    case 'create_table':
      return [ddl(createTable(step.spec), isThere(table))];
    case 'rename_table':
      return [alter(step, `RENAME TO ${quoteName(step.to)}`, isGone(table), isThere(step.to))];
    case 'hold_table':
      return [alter(step, `RENAME TO ${quoteName(step.heldName)}`, isGone(table), isThere(step.heldName))];
    case 'restore_table': {
      const { heldName, spec } = step;
      const leaves = [isGone(heldName), isThere(table)];
      return [
        {
          kind: 'restore_table',
          stepId: step.id,
          autocommits: true,
          ways: waysOf(step),
          heldName,
          spec,
          leaves,
        },
      ];
    }
    case 'purge_table':
      assertHeld(table);
      return [ddl(`DROP TABLE ${quoteName(table)}`, isGone(table))];
    case 'add_column': {
      const added = alter(step, `ADD COLUMN ${columnWithDefault(step.column)}`, {
        what: 'column',
        table,
        column: step.column.name,
        is: {},
      });
      // Rows that are there already take the default, which a column of this type does not keep.
      const passing = step.column.default !== null && !storesDefault(step.column.type);
      return passing ? [added, modify(step, step.column)] : [added];
    }
    case 'rename_column':
      return [
        alter(
          step,
          `RENAME COLUMN ${quoteName(step.from)} TO ${quoteName(step.to)}`,
          column(step.from, null),
          column(step.to, columnOf(after, table, step.to)),
        ),
      ];
    case 'change_type': {
      const spec = withFittingDefault(columnOf(after, table, step.column), step);
      return [
        step.lossless && step.conversion.op === 'column' ? modify(step, spec) : retype(step, before, spec),
      ];
    }
    case 'set_not_null':
    case 'drop_not_null':
      return [modify(step, columnOf(after, table, step.column))];
    case 'set_default': {
      const spec = columnOf(after, table, step.column);
      return storesDefault(spec.type) ? [modify(step, spec)] : [];
    }
    case 'hold_column':
      return [holdColumn(step, before)];
    case 'restore_column': {
      const { name } = step.column;
      const change = `CHANGE COLUMN ${quoteName(step.heldName)} ${columnDefinition(step.column)}`;
      return [alter(step, change, column(step.heldName, null), column(name, step.column))];
    }
    case 'purge_column':
      assertHeld(step.heldName);
      return [alter(step, `DROP COLUMN ${quoteName(step.heldName)}`, column(step.heldName, null))];
    case 'backfill': {
      const fill = fillOf(step, before);
      if (step.phase === 'expand') return [{ kind: 'fill_rows', stepId: step.id, ...fill }];
      return [{ kind: 'rows', stepId: step.id, sql: fillStatement(fill) }];
    }
    case 'retire_choices':
    case 'retarget_reference':
    case 'watch_rows':
    case 'unwatch_rows':
      // Only rows can object, and they were asked.
      return [];
    case 'prove_not_null': {
      if (step.fill === null) return [];
      const fill = fillOf({ table, column: step.column, value: step.fill, rows: 'empty' }, before);
      return [{ kind: 'rows', stepId: step.id, sql: fillStatement(fill) }];
    }
    case 'add_shadow': {
      return [
        alter(step, `ADD COLUMN ${columnDefinition(step.shadow)}`, column(step.shadow.name, step.shadow)),
        ...withTriggers({ sync: shadowSync(step, before), mode: 'lenient' }),
      ];
    }
    case 'drop_shadow':
      return [
        ...withoutTriggers(
          triggersInAnyMode(step.twoWay ? leadName(step.sync, step.column, step.shadow.name) : step.sync),
        ),
        alter(step, `DROP COLUMN ${quoteName(step.shadow.name)}`, column(step.shadow.name, null)),
      ];
    case 'check_shadow': {
      const [sync, mode] = [shadowSync(step, before), checkMode(step)];
      return [
        {
          kind: 'check_shadow',
          stepId: step.id,
          autocommits: true,
          repeatable: true,
          leaves: [],
          sync,
          mode,
        },
      ];
    }
    case 'swap_column':
      return [swapColumn(step, before)];
    case 'turn_sync':
      return [turnSync(step, before)];
    case 'retire_column': {
      const { old, heldName } = step;
      const clauses = [
        ...columnIndexes(before, old.name).map(({ name }) => `DROP KEY ${quoteName(name)}`),
        `RENAME COLUMN ${quoteName(old.name)} TO ${quoteName(heldName)}`,
      ];
      return [
        ...withoutTriggers(triggersInMode(leadName(step.sync, step.column, step.old.name), 'turned')),
        alter(step, clauses.join(', '), column(old.name, null), column(heldName, { ...old, name: heldName })),
      ];
    }
    case 'end_sync':
      return withoutTriggers((step.twoWay ? triggersOfEither : syncTriggers)(syncName(step.heldName)));
    case 'create_view':
      return createView(step, ddl);
    case 'drop_view':
      return dropView(step, ddl);
    case 'follow_column':
      return withTriggers({ sync: followSync(table, step, before), mode: followMode(step) });
    case 'unfollow_column':
      return withoutTriggers(triggersInAnyMode(step.sync));
    case 'restore_sync': {
      const { sync, mode } = restoredForm(step, before);
      const known = [...triggersOfEither(sync.name), ...syncTriggers(sync.name)];
      return [...dropTriggers([...new Set(known)]), ...createSync(sync, mode)].map((sql) => ({
        ...ddl(sql),
        repeatable: true,
      }));
    }
    case 'create_index':
      return [
        alter(
          step,
          `ADD ${indexDefinition(step.index, after?.columns ?? [])}`,
          index(step.index.name, renderIndex(step.index, after?.columns ?? [])),
        ),
      ];
    case 'drop_index':
      return [alter(step, `DROP KEY ${quoteName(step.index.name)}`, index(step.index.name, null))];
    case 'rename_index':
      return [
        alter(
          step,
          `RENAME KEY ${quoteName(step.index.name)} TO ${quoteName(step.to)}`,
          index(step.index.name, null),
          index(step.to, renderIndex(step.index, after?.columns ?? [])),
        ),
      ];
    default:
      return assertNever(step, 'step');
  }
}

/** A held column must not refuse the rows of writers that no longer know it. */
function holdColumn(step: StepOf<'hold_column'>, before: TableSpec | undefined): MysqlAction {
  const { table, heldName } = step;
  const { name } = step.column;
  const covering = columnIndexes(before, name);
  const live = before?.columns.find((candidate) => candidate.name === name) ?? step.column;
  const clauses = [
    ...covering.map((index) => `DROP KEY ${quoteName(index.name)}`),
    live.notNull
      ? `CHANGE COLUMN ${quoteName(name)} ${columnDefinition({ ...live, name: heldName, notNull: false })}`
      : `RENAME COLUMN ${quoteName(name)} TO ${quoteName(heldName)}`,
  ];
  return {
    kind: 'alter',
    stepId: step.id,
    table,
    autocommits: true,
    sql: `ALTER TABLE ${quoteName(table)} ${clauses.join(', ')}`,
    ways: waysOf(step),
    leaves: [
      { what: 'column', table, column: name, is: null },
      { what: 'column', table, column: heldName, is: live.notNull ? { notNull: false } : {} },
    ],
  };
}

function swapColumn(step: StepOf<'swap_column'>, before: TableSpec | undefined): MysqlAction {
  const { table, old, heldName, column, takes, ends, up, down } = step;
  const sync = swappedSync(step, before);
  const follows = sync && {
    sync: { ...sync, back: substitute(up, new Map([[old.name, { op: 'column', name: heldName }]])) },
    mode: 'lenient' as const,
  };
  return {
    kind: 'swap_column',
    stepId: step.id,
    autocommits: true,
    ways: waysOf(step),
    table,
    column: column.name,
    heldName,
    takes,
    followed: {
      sync: {
        name: ends,
        table,
        column: old.name,
        columns: new Map([...columnTypesOf(before), [old.name, old.type]]),
        follower: takes,
        type: column.type,
        value: up,
        back: substitute(
          down ?? conversionBetween(column.name, column.type, old.type),
          new Map([[column.name, { op: 'column', name: takes }]]),
        ),
      },
      // What followed until now and takes its place again was never to refuse anything.
      mode: down === null ? 'lenient' : 'strict',
    },
    follows,
    leaves: [
      { what: 'column', table, column: heldName, is: {} },
      { what: 'column', table, column: takes, is: null },
      ...(follows
        ? triggersOfSync(follows).map(
            (name): Fact => ({ what: 'trigger', table, trigger: name, present: true }),
          )
        : []),
    ],
  };
}

function columnIndexes(table: TableSpec | undefined, column: string): TableSpec['indexes'] {
  return (table?.indexes ?? []).filter(({ parts }) => parts.some((part) => part.column === column));
}

function turnSync(step: StepOf<'turn_sync'>, before: TableSpec | undefined): MysqlAction {
  const { table, from, column } = step;
  const syncs = turnedSyncs(step);
  const now: SyncTriggers = { sync: syncs.now, mode: 'turned' };
  const until: SyncTriggers = { sync: syncs.until, mode: syncs.modeUntil };
  const both = [from, column].filter((spec) => spec.default !== null && storesDefault(spec.type));
  const led = (by: string): readonly ColumnSpec[] =>
    both.map((spec) => ({
      ...columnOf(before, table, spec.name),
      default: spec.name === by ? spec.default : null,
    }));
  const defaults = (by: string): Alter | null =>
    both.length === 0
      ? null
      : {
          table,
          sql: `ALTER TABLE ${quoteName(table)} ${led(by)
            .map((spec) => `MODIFY COLUMN ${columnDefinition(spec)}`)
            .join(', ')}`,
          ways: waysOf(step),
        };
  const triggers = (names: readonly string[], present: boolean) =>
    names.map((trigger): Fact => ({ what: 'trigger', table, trigger, present }));
  return {
    kind: 'turn_sync',
    stepId: step.id,
    autocommits: true,
    table,
    now: { ...now, defaults: defaults(column.name) },
    until: { ...until, defaults: defaults(from.name) },
    leaves: [
      ...triggers(triggersOfSync(now), true),
      ...triggers(triggersOfSync(until), false),
      ...led(column.name).map(
        (spec): Fact => ({ what: 'column', table, column: spec.name, is: renderColumn(spec) }),
      ),
    ],
  };
}

/** After a change of type the old default may not fit any more. */
function withFittingDefault(spec: ColumnSpec, step: StepOf<'change_type'>): ColumnSpec {
  const keeps =
    spec.default === null || step.conversion.op === 'column' || defaultFits(spec.default, step.to);
  return keeps ? spec : { ...spec, default: null };
}

const isThere = (table: string): Fact => ({ what: 'table', table, present: true });
const isGone = (table: string): Fact => ({ what: 'table', table, present: false });

function columnOf(table: TableSpec | undefined, name: string, column: string): ColumnSpec {
  const spec = table?.columns.find((candidate) => candidate.name === column);
  invariant(spec, `a step names column '${name}.${column}', which is not there`);
  return spec;
}
