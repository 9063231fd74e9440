/** Owns the steps that take one table's indexes from the old to the new shape. */
import { shadowIndexName } from './shadow-name.ts';
import type { StepList } from './step-list.ts';
import { isWidening, sameType } from './steps/type-conversion.ts';
import type { IndexSpec, TableSpec } from './storage/table-spec.ts';

/** What a column that still stands under its old name is called as well, and whether both hold the very same values. */
export interface Beside {
  readonly as: string;
  readonly equal: boolean;
}

export interface IndexDiffInput {
  readonly old: TableSpec;
  readonly spec: TableSpec;
  /** old column → new column. */
  readonly columnRenames: ReadonlyMap<string, string>;
  /** Columns of `old` that go, whatever has their names in `spec`. */
  readonly ended: ReadonlySet<string>;
  /** Columns that another takes the place of → what that one is called until the switch. */
  readonly replaced: ReadonlyMap<string, string>;
  /** Old names under which columns stay until the contract. */
  readonly beside: ReadonlyMap<string, Beside>;
  /** Index names of the whole database, before and after: they share one name space. */
  readonly indexNames: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };
}

export function diffIndexes(steps: StepList, input: IndexDiffInput): void {
  const { old, spec } = input;
  const newName = (column: string) => input.columnRenames.get(column) ?? column;
  const oldName = new Map([...input.columnRenames].map(([from, to]) => [to, from]));
  const columnsAfter = new Set(spec.columns.map((column) => column.name));
  const wanted = new Map(spec.indexes.map((index) => [signature(index, (c) => c), index]));
  const kept = new Set<string>();
  const leaving: IndexSpec[] = [];
  for (const index of old.indexes) {
    const match = wanted.get(signature(index, newName));
    // A column renamed away and re-created under its old name only looks the same.
    const survives =
      match &&
      index.parts.every(
        ({ column }) =>
          columnsAfter.has(newName(column)) && !losesItsName(column, input) && !input.replaced.has(column),
      );
    if (!survives || kept.has(match.name)) {
      leaving.push(index);
      continue;
    }
    kept.add(match.name);
    if (match.name !== index.name) steps.renameIndex(spec.name, { ...match, name: index.name }, match.name);
  }
  for (const index of leaving) {
    // Uniqueness must be gone before new writers come; a taken name must be free before its new meaning.
    const now =
      (index.unique && !staysTrue(index, input, wanted)) ||
      input.indexNames.after.has(index.name) ||
      index.parts.some(({ column }) => losesItsName(column, input) || input.replaced.has(column));
    if (now) steps.dropIndex('switch', old.name, index);
    else
      steps.dropIndex('contract', spec.name, {
        ...index,
        parts: index.parts.map((p) => ({ ...p, column: newName(p.column) })),
      });
  }
  const switching = new Set(
    spec.columns
      .filter((column) => {
        const was = old.columns.find((c) => c.name === (oldName.get(column.name) ?? column.name));
        return (
          was !== undefined &&
          !input.replaced.has(was.name) &&
          !sameType(was.type, column.type) &&
          !isWidening(was.type, column.type)
        );
      })
      .map((column) => column.name),
  );
  const newNames = new Set([...input.beside.values()].map(({ as }) => as));
  const oldColumns = new Set(old.columns.map((column) => column.name));
  for (const index of spec.indexes) {
    if (kept.has(index.name)) continue;
    const columnWaits = index.parts.some(
      ({ column }) =>
        switching.has(column) ||
        // new column whose name is still taken in expand: it appears only after the renames
        (!oldName.has(column) &&
          oldColumns.has(column) &&
          (newName(column) !== column || input.ended.has(column))),
    );
    const nameWaits = input.indexNames.before.has(index.name);
    const early = {
      ...index,
      parts: index.parts.map((part) => {
        const today = oldName.get(part.column) ?? part.column;
        return { ...part, column: input.replaced.get(today) ?? today };
      }),
    };
    // An index of what takes a column's place is built beside that of the column, and gets its name with the switch.
    const replaces = index.parts.some(({ column }) => input.replaced.has(column) || newNames.has(column));
    if (columnWaits || (nameWaits && !replaces)) steps.createIndex('switch', spec.name, index);
    else if (nameWaits) {
      const name = shadowIndexName(index.name);
      steps.createIndex('expand', old.name, { ...early, name });
      steps.renameIndex(spec.name, { ...index, name }, index.name);
    } else steps.createIndex('expand', old.name, early);
  }
}

/** Under the new names of its columns the same values are unique as well: whoever writes either is held to both. */
function staysTrue(
  { unique, parts }: IndexSpec,
  { beside, columnRenames }: IndexDiffInput,
  wanted: ReadonlyMap<string, IndexSpec>,
): boolean {
  const renamed = parts.filter(({ column }) => beside.has(column));
  if (renamed.length === 0 || renamed.some(({ column }) => !beside.get(column)?.equal)) return false;
  return wanted.has(
    signature({ unique, parts }, (column) => beside.get(column)?.as ?? columnRenames.get(column) ?? column),
  );
}

/** The column is dropped and another one gets its name: it is held before that, and its indexes go first. */
function losesItsName(
  column: string,
  { columnRenames, ended }: Pick<IndexDiffInput, 'columnRenames' | 'ended'>,
): boolean {
  return ended.has(column) || (!columnRenames.has(column) && [...columnRenames.values()].includes(column));
}

function signature(index: Pick<IndexSpec, 'unique' | 'parts'>, rename: (column: string) => string): string {
  return JSON.stringify([index.unique, index.parts.map((part) => [rename(part.column), part.nullSafe])]);
}
