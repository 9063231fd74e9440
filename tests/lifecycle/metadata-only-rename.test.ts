/**
 * Proves that a rename in the switch changes the catalog alone, on every engine: no step goes through rows, and on disk the
 * table stays the one that it was. Who reads what the pointer names fails between the rename and the swap, at no other
 * time; where a view keeps the old name, and comes with the rename, nobody fails at all.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ControlPlane, LIMITS, type Step } from '@objectstack/metadata-authoring';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRaw, type RawDatabase } from '../faults/support/raw-database.ts';
import { portsOf } from '../support/ports-of.ts';
import { type DatabaseServer, describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { type Altered, alteredShop } from './altered.ts';
import { object, SHOP, text } from './shop.ts';

describe('a rename in the switch · sqlite', () => suite(null));
describeServers('a rename in the switch', suite);

const ROWS = 5_000;
const POLL_MS = 5;
/** Long enough that somebody who polls meets the moment before the swap. */
const BEFORE_SWAP_MS = 4 * POLL_MS;
const CATALOG_ONLY: ReadonlySet<Step['kind']> = new Set([
  'rename_table',
  'rename_column',
  'rename_index',
  'create_table',
  'create_view',
  'drop_view',
]);

/** The real control plane, a little slower right before the pointer moves. */
function slowAtSwap(plane: ControlPlane): ControlPlane {
  return {
    ...portsOf(plane),
    transaction: async (work) => {
      const result = await plane.transaction(work);
      const [run] = await plane.runs.list(SCOPE, { limit: 1 });
      if (run?.state === 'applied') await pause(BEFORE_SWAP_MS);
      return result;
    },
  };
}

interface Failure {
  /** Of the clock that the journal has. */
  readonly beganAt: number;
  readonly endedAt: number;
  readonly message: string;
}

/** A runtime on connections of its own that asks for one row under the names of the version that the pointer is at. */
class Reader {
  readonly failures: Failure[] = [];
  polls = 0;
  readonly #control: SqliteDatabase.Database;
  readonly #database: RawDatabase;
  readonly #sqlOf: (version: string) => string;
  readonly #working: Promise<void>;
  #isStopped = false;

  constructor(control: string, database: RawDatabase, sqlOf: (version: string) => string) {
    this.#control = new SqliteDatabase(control, { readonly: true });
    this.#database = database;
    this.#sqlOf = sqlOf;
    this.#working = this.#work();
  }

  async until(polls: number): Promise<void> {
    while (this.polls < polls) await pause(POLL_MS);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#working;
    this.#control.close();
    await this.#database.close();
  }

  async #work(): Promise<void> {
    const pointer = this.#control
      .prepare(
        'SELECT v.version FROM sys_package_installation i JOIN sys_package_version v ON v.id = i.package_version_id',
      )
      .pluck();
    while (!this.#isStopped) {
      const beganAt = Date.now();
      const sql = this.#sqlOf(pointer.get() as string);
      try {
        const rows = await this.#database.query(sql);
        if (rows.length !== 1) throw new Error(`${rows.length} rows for ${sql}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.failures.push({ beganAt, endedAt: Date.now(), message });
      }
      this.polls += 1;
      await pause(POLL_MS);
    }
  }
}

function suite(server: DatabaseServer | null): void {
  let shop: Altered;
  let database: RawDatabase;
  beforeEach(async () => {
    shop = await alteredShop(server, { type: 'staging', wrap: slowAtSwap });
    database = await openRaw(await urlOf());
    const rows = Array.from({ length: ROWS }, (_, n) => `('c${n}', 'n${n}', '${n}', ${n % 100})`);
    await shop.alter(
      `INSERT INTO "shop_customer" ("id", "name", "code", "credit") VALUES ${rows.join(', ')}`,
    );
  });
  afterEach(async () => {
    await database.close();
    await shop.dispose();
  });

  const urlOf = async () => {
    const [row] = await shop.plane.environments.list(SCOPE);
    return row?.databaseUrl as string;
  };
  const named = (column: string, table: string) => {
    const [name, from, id] = [column, table, 'id'].map((one) => database.quote(one));
    return `SELECT ${name} FROM ${from} WHERE ${id} = 'c7'`;
  };
  const reading = async (sqlOf: (version: string) => string) =>
    new Reader(join(shop.folder, 'control.db'), await openRaw(await urlOf()), sqlOf);

  /** What the engine itself calls the place where rows lie, which every copy of them changes. */
  async function storedAt(table: string): Promise<unknown> {
    if (database.engine === 'sqlite')
      return database.query(`SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = '${table}'`);
    if (database.engine === 'postgres')
      // A row that is written anew lies elsewhere, and has another writer.
      return database.query(
        `SELECT c.oid, c.relfilenode, (SELECT md5(string_agg(ctid || ' ' || xmin, ' ' ORDER BY id)) FROM ${database.quote(table)}) AS rows
         FROM pg_class c WHERE c.relname = '${table}' AND c.relkind = 'r'`,
      );
    const [{ version } = {}] = await database.query('SELECT version() AS version');
    const tables = String(version).includes('MariaDB') ? 'INNODB_SYS_TABLES' : 'INNODB_TABLES';
    return database.query(
      `SELECT TABLE_ID, SPACE FROM information_schema.${tables} WHERE NAME = concat(database(), '/${table}')`,
    );
  }

  const rename = {
    column: async () => {
      const draft = await shop.service.openDraft(SCOPE, SHOP);
      await shop.service.renameField(SCOPE, draft, 'shop_customer', 'code', 'number');
    },
    table: async () => {
      const draft = await shop.service.openDraft(SCOPE, SHOP);
      await shop.service.rename(SCOPE, draft, { type: 'object', name: 'shop_customer' }, 'shop_client');
    },
  };

  /** @returns when the step of that kind was begun, and when the pointer had moved */
  async function publish(renaming: Step['kind']): Promise<{ from: number; to: number }> {
    let to = 0;
    const { run, plan } = await shop.service.publish(
      SCOPE,
      await shop.service.openDraft(SCOPE, SHOP),
      { targetEnv: 'dev' },
      ({ state }) => {
        if (to === 0 && (state === 'committed' || state === 'finished')) to = Date.now();
      },
    );
    const { chunks } = await shop.service.run(SCOPE, run);
    const { id } = plan.steps.find(({ step }) => step.kind === renaming)?.step ?? {};
    const chunk = chunks.find(({ stepIds }) => id !== undefined && stepIds.includes(id));
    // What ran, by the plan and by the journal.
    const ran = plan.steps.map(({ step }) => step).filter(({ phase }) => phase !== 'contract');
    expect(ran.filter(({ kind }) => !CATALOG_ONLY.has(kind))).toEqual([]);
    expect(chunks.flatMap(({ stepIds }) => stepIds).sort()).toEqual(ran.map((step) => step.id).sort());
    expect(await shop.drift()).toEqual([]);
    return { from: Date.parse(String(chunk?.startedAt)), to };
  }

  /** Between the two, and for no longer than a lock may be waited for. */
  function expectWithin(failures: readonly Failure[], { from, to }: { from: number; to: number }): void {
    expect(failures.filter(({ beganAt, endedAt }) => endedAt < from || beganAt > to)).toEqual([]);
    const [first, last] = [failures[0]?.beganAt ?? 0, failures.at(-1)?.endedAt ?? 0];
    expect(last - first).toBeLessThanOrEqual(LIMITS.lock_timeout_ms + 50);
  }

  it('I-19: of a column copies no row, and fails its readers from there to the swap alone', async () => {
    const before = await storedAt('shop_customer');
    const reader = await reading((version) =>
      named(version === '1.0.0' ? 'code' : 'number', 'shop_customer'),
    );
    await reader.until(10);
    await rename.column();
    const window = await publish('rename_column');
    await reader.until(reader.polls + 10);
    await reader.stop();
    expect(reader.failures.length).toBeGreaterThan(0);
    expectWithin(reader.failures, window);
    expect(await storedAt('shop_customer')).toEqual(before);
  });

  it('I-19: of a table whose name something else takes copies no row, and fails its readers from there to the swap alone', async () => {
    const before = await storedAt('shop_customer');
    const reader = await reading((version) =>
      named('code', version === '1.0.0' ? 'shop_customer' : 'shop_client'),
    );
    await reader.until(10);
    await rename.table();
    await shop.stage(object('shop_customer', { label: text('Label') }));
    const window = await publish('rename_table');
    await reader.until(reader.polls + 10);
    await reader.stop();
    expect(reader.failures.length).toBeGreaterThan(0);
    expectWithin(reader.failures, window);
    expect(await storedAt('shop_client')).toEqual(before);
  });

  it('I-32: of a table that leaves a view copies no row, and fails no reader of the old name', async () => {
    const before = await storedAt('shop_customer');
    const reader = await reading(() => named('code', 'shop_customer'));
    await reader.until(10);
    await rename.table();
    const window = await publish('rename_table');
    await reader.until(reader.polls + 10);
    await reader.stop();
    if (database.engine === 'mysql') expectWithin(reader.failures, window);
    else expect(reader.failures).toEqual([]);
    expect(await storedAt('shop_client')).toEqual(before);
  });
}
