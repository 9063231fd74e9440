/** Owns the parts of a shadow that its steps share, as core's replace-column.ts puts them together. */
import {
  type ColumnSpec,
  type ColumnType,
  conversionBetween,
  type Expression,
  type StepOf,
  syncName,
} from '@objectstack/metadata-authoring';
import { column } from '@objectstack/metadata-authoring-testkit';

type Options = Parameters<typeof column>[2];

/** @param fill what rows without a value get */
export function shadowOf(
  table: string,
  name: string,
  from: ColumnType,
  to: ColumnType,
  options: Options & { readonly fill?: Expression } = {},
): Pick<StepOf<'add_shadow'>, 'column' | 'from' | 'shadow' | 'up' | 'sync'> {
  const { fill, ...rest } = options;
  const takes = `_authoring_new_${name}`;
  const converted = conversionBetween(name, from, to);
  return {
    column: name,
    from,
    shadow: column(takes, to, rest),
    up: fill ? { op: 'coalesce', values: [converted, fill] } : converted,
    sync: syncName(`${table}.${takes}`),
  };
}

/** The swap that such a shadow ends in. */
export function swapOf(
  table: string,
  name: string,
  from: ColumnType,
  to: ColumnType,
  options: Parameters<typeof shadowOf>[4] = {},
): Pick<StepOf<'swap_column'>, 'old' | 'heldName' | 'column' | 'takes' | 'ends' | 'up' | 'down'> {
  const { shadow, sync, up } = shadowOf(table, name, from, to, options);
  return {
    old: column(name, from),
    heldName: '_hold_1',
    column: { ...shadow, name },
    takes: shadow.name,
    ends: sync,
    up,
    down: conversionBetween(name, to, from),
  };
}

/** The turn from one name of a column to the other. */
export function turnOf(
  table: string,
  from: ColumnSpec,
  to: ColumnSpec,
): Pick<StepOf<'turn_sync'>, 'from' | 'column' | 'up' | 'down' | 'sync'> {
  return {
    from,
    column: to,
    up: conversionBetween(from.name, from.type, to.type),
    down: conversionBetween(to.name, to.type, from.type),
    sync: syncName(`${table}.turned`),
  };
}
