/**
 * Owns the identity of a plan: sha256 over its ordered steps in canonical form and over every item that changes, so that
 * an edit of a label makes it another plan too. Run-specific held names stay outside.
 */
import { createHash } from 'node:crypto';
import { loadMetadataCore } from '../metadata/load-spec.ts';
import type { PlannedItem } from './migration-plan.ts';
import type { Step } from './steps/step.ts';
import type { ColumnSpec, IndexSpec, TableSpec } from './storage/table-spec.ts';

/**
 * @param items sorted by their key
 * @returns 64 hex; equal for equal plans across processes and key orders
 */
export async function planHashOf(steps: readonly Step[], items: readonly PlannedItem[]): Promise<string> {
  const { canonicalize } = await loadMetadataCore();
  const hash = createHash('sha256');
  for (const step of steps) {
    const held = 'heldName' in step ? { heldName: '' } : {};
    const column =
      'column' in step && typeof step.column === 'object' ? { column: withoutReference(step.column) } : {};
    const spec = 'spec' in step ? { spec: specHash(step.spec) } : {};
    hash.update(canonicalize({ ...step, ...held, ...column, ...spec }).replace(HELD, '')).update('\n');
  }
  for (const { ref, op, from, checksum } of items)
    hash.update(JSON.stringify([ref, op, from ?? null, checksum])).update('\n');
  return hash.digest('hex');
}

/** In a column of a view, or where a cycle of renames goes through a third name. */
const HELD = /_hold_[0-9a-f]{24}/g;

/** Tables are frozen once made, and the same table is in many plans of the same environment. */
const specHashes = new WeakMap<TableSpec, string>();

/**
 * The identity of a whole table, whatever the order of its keys. Written by position: a plan of 1,000 new tables is 70,000
 * small objects, and sorting the keys of each takes longer than making the plan.
 */
function specHash(spec: TableSpec): string {
  const known = specHashes.get(spec);
  if (known !== undefined) return known;
  const { name, columns, indexes, owner, ...rest } = spec;
  nothingLeft(rest);
  const text = JSON.stringify([name, owner, columns.map(columnParts), indexes.map(indexParts)]);
  const hash = createHash('sha256').update(text).digest('hex');
  specHashes.set(spec, hash);
  return hash;
}

function columnParts({
  name,
  type,
  notNull,
  default: value,
  owner,
  choices,
  counted,
  reference: _,
  ...rest
}: ColumnSpec): unknown {
  nothingLeft(rest);
  const length = type.kind === 'string' ? type.length : null;
  return [
    name,
    type.kind,
    length,
    notNull,
    value && (value.kind === 'literal' ? [value.value] : value.kind),
    owner,
    ...(choices ? [choices] : []),
    ...(counted ? ['counted'] : []),
  ];
}

/** What a column points at changes nothing that a step does to it: where that matters, a step of its own says so. */
function withoutReference({ reference: _, ...column }: ColumnSpec): Omit<ColumnSpec, 'reference'> {
  return column;
}

function indexParts({ name, parts, unique, owner, ...rest }: IndexSpec): unknown {
  nothingLeft(rest);
  return [name, parts.map(({ column, nullSafe }) => [column, nullSafe]), unique, owner];
}

/** The compiler's word that no part of a table stays outside the hash. */
function nothingLeft(_rest: Record<string, never>): void {}
