/** Owns what an action leaves in the catalog, by which it is told after a lost acknowledgement whether it took effect. */
import type { PhysicalColumn, PhysicalIndex, PhysicalSchema } from '@objectstack/metadata-authoring';

export type Fact =
  | { readonly what: 'table'; readonly table: string; readonly present: boolean }
  | {
      readonly what: 'column';
      readonly table: string;
      readonly column: string;
      /** What is said of it holds; null: it is not there. */
      readonly is: Partial<PhysicalColumn> | null;
    }
  | {
      readonly what: 'index';
      readonly table: string;
      readonly index: string;
      readonly is: Pick<PhysicalIndex, 'unique' | 'parts'> | null;
    }
  /** `table` is its name. */
  | { readonly what: 'view'; readonly table: string; readonly present: boolean }
  | { readonly what: 'trigger'; readonly table: string; readonly trigger: string; readonly present: boolean };

/** What the catalog shows: tables, and the names of views and triggers. */
export interface Live {
  readonly tables: PhysicalSchema;
  readonly views: ReadonlySet<string>;
  readonly triggers: ReadonlySet<string>;
}

export function holds(fact: Fact, live: Live): boolean {
  const table = live.tables.get(fact.table);
  switch (fact.what) {
    case 'trigger':
      return live.triggers.has(fact.trigger) === fact.present;
    case 'view':
      return live.views.has(fact.table) === fact.present;
    case 'table':
      return (table !== undefined) === fact.present;
    case 'column': {
      const column = table?.columns.get(fact.column);
      if (fact.is === null || column === undefined) return (fact.is === null) === (column === undefined);
      return (['type', 'notNull', 'default'] as const).every(
        (name) => fact.is?.[name] === undefined || fact.is[name] === column[name],
      );
    }
    case 'index': {
      const index = table?.indexes.get(fact.index);
      if (fact.is === null || index === undefined) return (fact.is === null) === (index === undefined);
      return index.unique === fact.is.unique && index.parts.join() === fact.is.parts.join();
    }
  }
}
