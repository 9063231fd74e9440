/** Owns running one expression over many rows in a real engine, in the three ways in which plans do. */
import type { ColumnType, Expression, TableSpec } from '@objectstack/metadata-authoring';
import {
  column,
  EXPRESSION_COLUMNS,
  type TableRow,
  table,
  Workbench,
} from '@objectstack/metadata-authoring-testkit';
import { compileExpression as mysqlExpression } from '../../src/dialects/mysql/compile-expression.ts';
import { quoteName as mysqlName } from '../../src/dialects/mysql/quote.ts';
import * as mysqlSync from '../../src/dialects/mysql/sync.ts';
import { CREATE_CASTABLE, DROP_CASTABLE } from '../../src/dialects/postgres/castable.ts';
import { compileExpression as postgresExpression } from '../../src/dialects/postgres/compile-expression.ts';
import { quoteName as postgresName } from '../../src/dialects/postgres/quote.ts';
import * as postgresSync from '../../src/dialects/postgres/sync.ts';
import { compileExpression as sqliteExpression } from '../../src/dialects/sqlite/compile-expression.ts';
import { quoteName as sqliteName } from '../../src/dialects/sqlite/quote.ts';
import * as sqliteSync from '../../src/dialects/sqlite/sync.ts';
import type { Sync } from '../../src/environment/sync.ts';
import type { OpenSubject } from './target-subjects.ts';

const DIALECTS = {
  sqlite: { ...sqliteSync, compileExpression: sqliteExpression, quoteName: sqliteName },
  postgres: { ...postgresSync, compileExpression: postgresExpression, quoteName: postgresName },
  mysql: {
    ...mysqlSync,
    dropSync: (name: string) => mysqlSync.dropTriggers(mysqlSync.triggersInAnyMode(name)),
    compileExpression: mysqlExpression,
    quoteName: mysqlName,
  },
} as const;

export interface ExpressionRun {
  /** Row by row, in the order of their ids: whether it converts, by the condition that preflight asks. */
  readonly fails: readonly boolean[];
  /** What an update writes; NULL where it does not convert. */
  readonly updated: readonly unknown[];
  /** What the trigger of a lenient sync writes when the same rows are inserted. */
  readonly synced: readonly unknown[];
}

/** A table of rows in one engine, and expressions run over all of them. */
export class ExpressionTable {
  readonly #subject: OpenSubject;
  readonly #bench: Workbench;

  private constructor(subject: OpenSubject, bench: Workbench) {
    this.#subject = subject;
    this.#bench = bench;
  }

  static async open(subject: OpenSubject, targets: readonly ColumnType[], rows: readonly TableRow[]) {
    const bench = await Workbench.open(async () => subject);
    const spec = (name: string): TableSpec =>
      table(name, [
        ...[...EXPRESSION_COLUMNS].map(([title, type]) => column(title, type)),
        column('fails', { kind: 'boolean' }),
        ...targets.map((type) => column(outOf(type), type)),
      ]);
    await bench.create(spec('rows'), spec('written'));
    await subject.insert(
      'rows',
      rows.map((row) => stored(row, subject)),
    );
    return new ExpressionTable(subject, bench);
  }

  async run(value: Expression, target: ColumnType): Promise<ExpressionRun> {
    const { engine } = this.#subject.environment;
    const { compileExpression, misfit, createSync, dropSync, quoteName } = DIALECTS[engine];
    const out = outOf(target);
    const columns = EXPRESSION_COLUMNS;
    const [watched = 'title'] = columns.keys();
    const sync: Sync = {
      name: 'sync_1',
      table: 'written',
      column: watched,
      columns,
      follower: out,
      type: target,
      value,
    };
    const fails = misfit(sync);
    const sql = compileExpression(value, target, columns);
    const set = fails === null ? sql : `CASE WHEN ${fails} THEN NULL ELSE ${sql} END`;
    const names = ['id', ...columns.keys()].map(quoteName).join(', ');
    await this.#exec(
      `UPDATE ${quoteName('rows')} SET ${quoteName(out)} = ${set}, ${quoteName('fails')} = ${fails ?? 'false'}`,
    );
    // Whatever an expression that failed left behind.
    for (const statement of dropSync(sync.name, 'written')) await this.#exec(statement);
    await this.#exec(`DELETE FROM ${quoteName('written')}`);
    for (const statement of createSync(sync, 'lenient')) await this.#exec(statement);
    await this.#exec(
      `INSERT INTO ${quoteName('written')} (${names}) SELECT ${names} FROM ${quoteName('rows')}`,
    );
    const updated = await this.#subject.select('rows', [out, 'fails']);
    const synced = await this.#subject.select('written', [out]);
    return {
      fails: updated.map((row) => Boolean(row.fails)),
      updated: updated.map((row) => row[out]),
      synced: synced.map((row) => row[out]),
    };
  }

  async #exec(sql: string): Promise<void> {
    try {
      // What preflight puts into its transaction.
      if (this.#subject.environment.engine === 'postgres' && sql.startsWith('UPDATE'))
        await this.#subject.exec(`BEGIN; ${CREATE_CASTABLE}; ${sql}; ${DROP_CASTABLE}; COMMIT`);
      else await this.#subject.exec(sql);
    } catch (error) {
      throw new Error(`${this.#subject.environment.engine}: ${String(error)}\n${sql}`);
    }
  }

  async close(): Promise<void> {
    await this.#bench.close();
  }
}

/** MySQL takes no zone in a text that is written to a column: its drivers bring an instant to UTC. */
function stored(row: TableRow, { environment }: OpenSubject): TableRow {
  if (environment.engine !== 'mysql' || typeof row.seen !== 'string') return row;
  return { ...row, seen: row.seen.replace('T', ' ').replace('Z', '') };
}

export function outOf(type: ColumnType): string {
  return `out_${type.kind}`;
}
