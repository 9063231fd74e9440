/** Owns what the contract of target databases needs from an adapter under test, and the moves that its tests share. */
import {
  applySteps,
  type EnvironmentRow,
  type PhysicalSchema,
  type SchemaState,
  type Step,
  type TableSpec,
  type TargetDatabase,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import { expect } from 'vitest';

export type CellValue = string | number | boolean | null;
export type TableRow = Readonly<Record<string, CellValue>>;

/** An empty database of its own for one test, and a way to its rows that does not go through the adapter. */
export interface TargetSubject {
  readonly databases: TargetDatabases;
  readonly environment: EnvironmentRow;
  insert(table: string, rows: readonly TableRow[]): Promise<void>;
  /** The named columns, ordered by id. Numbers and booleans as such, everything else as text, JSON compact. */
  select(table: string, columns: readonly string[]): Promise<readonly TableRow[]>;
  dispose(): Promise<void>;
}

export type OpenTargetSubject = () => Promise<TargetSubject>;

export const PLAN = 'plan-1';

/** One database during one test: opens handles on it and follows what its schema should be. */
export class Workbench {
  readonly subject: TargetSubject;
  readonly database: TargetDatabase;
  #opened: TargetDatabase[];
  #fence = 0;
  #schema: SchemaState = new Map();

  private constructor(subject: TargetSubject, database: TargetDatabase) {
    this.subject = subject;
    this.database = database;
    this.#opened = [database];
  }

  static async open(open: OpenTargetSubject): Promise<Workbench> {
    const subject = await open();
    return new Workbench(subject, await subject.databases.open(subject.environment));
  }

  /** Another handle, as another process would have one. */
  async another(): Promise<TargetDatabase> {
    const database = await this.subject.databases.open(this.subject.environment);
    this.#opened.push(database);
    return database;
  }

  get schema(): SchemaState {
    return this.#schema;
  }

  async create(...tables: readonly TableSpec[]): Promise<void> {
    await this.apply(tables.map((spec) => ({ ...step('create_table', spec.name), spec })));
  }

  /** Runs the steps as one run of its own. The schema followed so far moves along with every chunk that succeeds. */
  async apply(steps: readonly Step[]): Promise<void> {
    this.#fence += 1;
    const { database } = this;
    await database.enter(this.subject.environment.id, `run-${this.#fence}`, this.#fence, PLAN);
    try {
      for (const chunk of database.chunks('expand', steps, 0)) {
        await database.execute(chunk, this.#schema, this.#fence);
        this.#schema = applySteps(this.#schema, chunk.steps);
      }
    } finally {
      await database.leave();
    }
  }

  /** The database holds what the specs say, and nothing else under their names. */
  async expectSchema(expected: SchemaState = this.#schema): Promise<void> {
    const actual = await this.database.introspect([...expected.keys()]);
    expect(plain(actual)).toEqual(plain(this.rendered(expected)));
  }

  rendered(schema: SchemaState): PhysicalSchema {
    return new Map([...schema].map(([name, spec]) => [name, this.database.render(spec)]));
  }

  async close(): Promise<void> {
    for (const database of this.#opened) await database.close();
    await this.subject.dispose();
  }
}

/** The head of a step; its id is unique within a test's plan. */
export function step<K extends Step['kind']>(
  kind: K,
  tableName: string,
  subject = '',
): { kind: K; id: string; phase: 'expand'; table: string } {
  return {
    kind,
    id: `expand:${kind}:${tableName}${subject === '' ? '' : `.${subject}`}`,
    phase: 'expand',
    table: tableName,
  };
}

/** Held columns and tables are nobody's drift: left out, names sorted. */
export function plain(schema: PhysicalSchema): unknown {
  const sorted = <T>(entries: Iterable<readonly [string, T]>) =>
    Object.fromEntries(
      [...entries].filter(([name]) => !name.startsWith('_hold_')).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return sorted(
    [...schema].map(([name, { columns, indexes }]) => [
      name,
      { columns: sorted(columns), indexes: sorted(indexes) },
    ]),
  );
}
