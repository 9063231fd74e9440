/**
 * Owns target databases in memory: plain maps by URL, good enough to run whole publishes in fast tests. Same promises
 * as the real ones (fence, session lock, all-or-nothing chunks, mark), proven by the same contract suite.
 */
import {
  AuthoringError,
  type Chunk,
  type ChunkWatch,
  type ColumnDefault,
  type ColumnType,
  type CountedThing,
  type Engine,
  type EngineLimits,
  type EnvironmentRow,
  type FlatRow,
  invariant,
  LIMITS,
  type Phase,
  type PhysicalSchema,
  type PhysicalTable,
  type PhysicalTriggers,
  type PhysicalViews,
  type PreflightCheck,
  type PreflightFinding,
  readTable,
  type SchemaState,
  type Step,
  type TableFacts,
  type TableReading,
  type TableSpec,
  type TargetDatabase,
  type TargetDatabases,
  type TargetMark,
} from '@objectstack/metadata-authoring';
import { bytesOf, preflightOn } from './target-database-memory-preflight.ts';
import {
  insertedRow,
  type MemoryTable,
  type MemoryTables,
  misfitIn,
  stepOn,
} from './target-database-memory-tables.ts';
import { rowAsSeen, rowThrough, viewNamed, viewPicture } from './target-database-memory-views.ts';
import type { TableRow } from './target-database-subject.ts';

interface MemoryState {
  tables: MemoryTables;
  mark: TargetMark | null;
  holder: MemoryTargetDatabase | null;
}

export interface MemoryTargetOptions {
  /** What `now` defaults give. ISO-8601 UTC. */
  readonly now?: string;
}

const LIMITLESS: EngineLimits = {
  columns: 2_000,
  indexes: Number.MAX_SAFE_INTEGER,
  indexKeyBytes: Number.MAX_SAFE_INTEGER,
  uniqueKeyBytes: Number.MAX_SAFE_INTEGER,
  rowBytes: Number.MAX_SAFE_INTEGER,
};

/** One per test: holds every database that its environments name, by URL. */
export class MemoryTargetDatabases implements TargetDatabases {
  readonly #states = new Map<string, MemoryState>();
  readonly #now: string;

  constructor(options: MemoryTargetOptions = {}) {
    this.#now = options.now ?? '2026-01-01T00:00:00.000Z';
  }

  async open(environment: EnvironmentRow): Promise<TargetDatabase> {
    return new MemoryTargetDatabase(environment.engine, this.#state(environment), this.#now);
  }

  /** Writes rows as a runtime would, by the side of any run. */
  insert(environment: EnvironmentRow, table: string, rows: readonly TableRow[]): void {
    const state = this.#state(environment);
    const view = viewNamed(state.tables, table);
    const name = view?.table ?? table;
    const found = state.tables.get(name);
    invariant(found, `table '${name}' is not there`);
    const written = view ? rows.map((row) => rowThrough(view, row, this.#now)) : rows;
    const inserted = written.map((row) => insertedRow(found, row, this.#now));
    const next = { ...found, rows: [...found.rows, ...inserted] };
    const what = misfitIn(next);
    if (what !== null) throw new Error(`${what} in '${name}'`);
    state.tables = new Map(state.tables).set(name, next);
  }

  /** Ordered by id. */
  rows(environment: EnvironmentRow, table: string): readonly TableRow[] {
    const { tables } = this.#state(environment);
    const view = viewNamed(tables, table);
    const rows = tables.get(view?.table ?? table)?.rows ?? [];
    const seen = view ? rows.map((row) => rowAsSeen(view, row)) : rows;
    return [...seen].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }

  #state(environment: EnvironmentRow): MemoryState {
    let state = this.#states.get(environment.databaseUrl);
    if (!state) {
      state = { tables: new Map(), mark: null, holder: null };
      this.#states.set(environment.databaseUrl, state);
    }
    return state;
  }
}

const FLAT_STATES: ReadonlySet<unknown> = new Set(['active', 'draft']);

class MemoryTargetDatabase implements TargetDatabase {
  readonly engine: Engine;
  readonly limits = LIMITLESS;
  readonly #state: MemoryState;
  readonly #now: string;
  #fence: number | null = null;

  constructor(engine: Engine, state: MemoryState, now: string) {
    this.engine = engine;
    this.#state = state;
    this.#now = now;
  }

  async introspect(tables?: readonly string[]): Promise<PhysicalSchema> {
    const named = tables === undefined ? null : new Set(tables);
    const found = [...this.#state.tables].filter(([name]) => named === null || named.has(name));
    return new Map(found.map(([name, table]) => [name, pictureOf(table)]));
  }

  async views(names?: readonly string[]): Promise<PhysicalViews> {
    const asked = names === undefined ? null : new Set(names);
    const all = [...this.#state.tables].flatMap(([table, { views }]) =>
      [...views].map(([name, columns]) => [name, viewPicture({ table, columns })] as const),
    );
    return new Map(all.filter(([name]) => asked === null || asked.has(name)));
  }

  /** Nobody can drop what the model itself writes along. */
  async triggers(): Promise<PhysicalTriggers> {
    return new Map();
  }

  triggersUntil(): readonly PhysicalTriggers[] {
    return [];
  }

  render(table: TableSpec): PhysicalTable {
    const named = <T extends { readonly name: string }>(things: readonly T[]) =>
      new Map(things.map((thing) => [thing.name, thing] as const));
    return pictureOf({
      columns: named(table.columns),
      indexes: named(table.indexes),
      rows: [],
      syncs: [],
      views: new Map(),
    });
  }

  specOf(name: string, table: PhysicalTable): TableReading {
    return readTable(name, table, {
      isNumber: () => false,
      fitsNumber: () => false,
      typeText,
      literalOf: memoryLiteral,
      render: (spec) => this.render(spec),
    });
  }

  describe(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
    return new Map(steps.map((step) => [step.id, [`-- ${step.kind} ${step.table}`]]));
  }

  chunks(phase: Phase, steps: readonly Step[], firstNo: number): readonly Chunk[] {
    return steps.length === 0 ? [] : [{ no: firstNo, phase, steps, transactional: true }];
  }

  async preflight(
    checks: readonly PreflightCheck[],
    goesOn: () => Promise<void> = async () => {},
  ): Promise<readonly PreflightFinding[]> {
    const findings: PreflightFinding[] = [];
    for (const check of checks) {
      await goesOn();
      findings.push(...preflightOn(this.#state.tables, check, this.#now));
    }
    return findings;
  }

  async countRows(things: readonly CountedThing[]): Promise<readonly (number | null)[]> {
    return things.map(({ table, column }) => {
      const rows = this.#state.tables.get(table)?.rows;
      if (rows === undefined) return null;
      return column === undefined ? rows.length : rows.filter((row) => row[column] != null).length;
    });
  }

  async tableFacts(tables: readonly string[]): Promise<readonly TableFacts[]> {
    return tables.flatMap((name) => {
      const table = this.#state.tables.get(name);
      if (table === undefined) return [];
      return [
        {
          table: name,
          rows: table.rows.length,
          exactRows: true,
          bytes: table.rows.reduce((sum, row) => sum + bytesOf(row, undefined), 0),
          exactBytes: true,
        },
      ];
    });
  }

  /** It copies nothing. */
  async refusedOnline(): Promise<readonly AuthoringError[]> {
    return [];
  }

  async flatRows(packageId: string, afterId: string, limit: number): Promise<readonly FlatRow[]> {
    return this.#metadataRows()
      .filter((row) => row.package_id === packageId && FLAT_STATES.has(row.state) && String(row.id) > afterId)
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
      .slice(0, limit)
      .map((row) => ({
        id: String(row.id),
        type: String(row.type ?? ''),
        name: String(row.name ?? ''),
        state: row.state as FlatRow['state'],
        organizationId: (row.organization_id ?? null) as string | null,
        body:
          typeof row.metadata === 'string' && row.metadata.length <= LIMITS.item_bytes ? row.metadata : null,
      }));
  }

  async flatPackages(): Promise<readonly { readonly packageId: string; readonly rows: number }[]> {
    const counts = new Map<string, number>();
    for (const { state, package_id: id } of this.#metadataRows())
      if (state === 'active' && id) counts.set(String(id), (counts.get(String(id)) ?? 0) + 1);
    return [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, 100)
      .map(([packageId, rows]) => ({ packageId, rows }));
  }

  #metadataRows(): TableRow[] {
    return [...(this.#state.tables.get('sys_metadata')?.rows ?? [])];
  }

  async mark(): Promise<TargetMark | null> {
    return this.#state.mark;
  }

  async enter(
    environmentId: string,
    runId: string,
    fence: number,
    planHash: string,
    over?: TargetMark,
  ): Promise<void> {
    const { holder, mark } = this.#state;
    if (holder !== null && holder !== this)
      throw new AuthoringError('ENVIRONMENT_LOCKED', "another session works on the environment's database", {
        suggestion: 'wait until the other run has finished, then resume this one',
      });
    const ours = mark?.environmentId === environmentId ? mark : null;
    const isForgotten = ours?.runId === over?.runId && ours?.fence === over?.fence;
    if (ours && ours.fence > fence && !isForgotten) throw leaseLost(fence);
    this.#state.holder = this;
    this.#fence = fence;
    const chunksDone = ours?.runId === runId ? ours.chunksDone : 0;
    this.#state.mark = { environmentId, fence, runId, chunksDone, planHash };
  }

  async execute(chunk: Chunk, _before: SchemaState, fence: number, watch?: ChunkWatch): Promise<void> {
    const { mark } = this.#state;
    if (this.#fence !== fence || mark === null || mark.fence !== fence) throw leaseLost(fence);
    if (chunk.no < mark.chunksDone) return;
    invariant(
      chunk.no === mark.chunksDone || chunk.reverses,
      `chunk ${chunk.no} would skip chunk ${mark.chunksDone}`,
    );
    let { tables } = this.#state;
    for (const step of chunk.steps) tables = stepOn(tables, step, this.#now);
    this.#state.tables = tables;
    this.#state.mark = { ...mark, chunksDone: chunk.no + 1 };
    // Nothing here takes any time.
    for (const { id } of chunk.steps) watch?.onStep?.({ stepId: id, tookMs: 0, lockMs: 0 });
  }

  async settle(chunk: Chunk): Promise<boolean> {
    return chunk.no < (this.#state.mark?.chunksDone ?? 0);
  }

  /** Nothing here takes any time. */
  async interrupt(): Promise<void> {}

  async progress(): Promise<null> {
    return null;
  }

  async leave(): Promise<void> {
    this.#fence = null;
    if (this.#state.holder === this) this.#state.holder = null;
  }

  close(): Promise<void> {
    return this.leave();
  }
}

function leaseLost(fence: number): AuthoringError {
  return new AuthoringError('LEASE_LOST', `fence ${fence} does not hold the environment`, {
    details: { fence },
    suggestion: 'look at the run that took over; resume this run only when that one has ended',
  });
}

function typeText(type: ColumnType): string {
  return type.kind === 'string' ? `string(${type.length})` : type.kind;
}

function memoryLiteral(text: string): string | null {
  const value = JSON.parse(text) as ColumnDefault;
  return value.kind === 'literal' ? String(value.value) : null;
}

function pictureOf(table: MemoryTable): PhysicalTable {
  return {
    columns: new Map(
      [...table.columns].map(([name, column]) => [
        name,
        {
          type: typeText(column.type),
          notNull: column.notNull,
          default: column.default === null ? null : JSON.stringify(column.default),
        },
      ]),
    ),
    indexes: new Map(
      [...table.indexes].map(([name, { unique, parts }]) => [
        name,
        {
          unique,
          parts: parts.map(({ column, nullSafe }) =>
            nullSafe ? `COALESCE(${column}, '__global__')` : column,
          ),
          constraint: false,
          valid: true,
        },
      ]),
    ),
  };
}
