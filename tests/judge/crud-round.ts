/** Owns one record of each object through its life in the real engine, and what did not come back as it was written. */
import type { ObjectQL } from '@objectstack/objectql';
import type { JudgedDatabase } from './database.ts';
import { sampleValue } from './sample-value.ts';
import { multipleTargets, type ServedField, type ServedObject } from './served-object.ts';

export interface CrudStats {
  objects: number;
  create: number;
  read: number;
  find: number;
  update: number;
  delete: number;
  /** Values that came back equal. */
  values: number;
  /** Deletes by the driver alone: see #cannotFindReferrers. */
  plainDeletes: number;
}

export interface CrudFailure {
  readonly object: string;
  readonly operation: string;
  readonly message: string;
}

export interface CrudVerdict {
  readonly stats: Readonly<CrudStats>;
  readonly failures: readonly CrudFailure[];
}

type Row = Record<string, unknown>;

const options = { context: { isSystem: true, userId: 'usr_judge' } } as const;
const injected = new Set([
  'id',
  'created_at',
  'updated_at',
  'created_by',
  'updated_by',
  'organization_id',
  'owner_id',
  'owning_business_unit_id',
]);
const computed = new Set(['formula', 'summary', 'autonumber', 'secret', 'vector']);
/** Stored, but given back masked or resolved: only the write is on trial. */
const masked = new Set(['password', 'secret', 'file', 'image', 'avatar', 'video', 'audio', 'signature']);

export class CrudRound {
  readonly #engine: ObjectQL;
  readonly #judged: JudgedDatabase;
  readonly #runKey: string;
  readonly #multipleTargets: ReadonlySet<string>;
  readonly #created = new Map<string, string>();
  readonly #failures: CrudFailure[] = [];
  readonly #stats: CrudStats = {
    objects: 0,
    create: 0,
    read: 0,
    find: 0,
    update: 0,
    delete: 0,
    values: 0,
    plainDeletes: 0,
  };

  constructor(engine: ObjectQL, judged: JudgedDatabase, objects: readonly ServedObject[], runKey: string) {
    this.#engine = engine;
    this.#judged = judged;
    this.#runKey = runKey;
    this.#multipleTargets = multipleTargets(objects);
  }

  verdict(): CrudVerdict {
    return { stats: this.#stats, failures: this.#failures };
  }

  /** Create, read back, find, update, read back. */
  async write(object: ServedObject): Promise<void> {
    this.#stats.objects += 1;
    const { name } = object;
    const record = this.#record(object, 1, ([field, definition]) => isWritable(field, definition));
    await this.#attempt(name, 'create', async () => {
      this.#created.set(name, await this.#insert(name, record));
    });
    const id = this.#created.get(name);
    if (id === undefined) return;
    await this.#attempt(name, 'read', () => this.#readsBack(object, id, record));
    await this.#attempt(name, 'find', async () => {
      const rows = await this.#engine.find(name, { where: { id }, limit: 5 }, options);
      if (rows.length !== 1) throw new Error(`find returned ${rows.length} rows`);
    });
    const change = this.#record(
      object,
      2,
      ([field, definition]) => isWritable(field, definition) && !isRelation(definition),
    );
    if (Object.keys(change).length === 0) return;
    await this.#attempt(name, 'update', async () => {
      await this.#engine.update(name, { id, ...change }, options);
      await this.#readsBack(object, id, change);
    });
  }

  /** A bug of the real driver on MySQL: it asks for the row that it inserted in a way that MySQL does not know, and gets none. */
  async #insert(object: string, record: Row): Promise<string> {
    const chosen = `${this.#runKey}_${object}`;
    const getsNone = this.#judged.engine === 'mysql';
    const row: Row = await this.#engine.insert(
      object,
      getsNone ? { ...record, id: chosen } : record,
      options,
    );
    return getsNone ? chosen : String(row.id);
  }

  /** Children go first, so nothing refers to the record any more. */
  async remove({ name }: ServedObject): Promise<void> {
    const id = this.#created.get(name);
    if (id === undefined) return;
    await this.#attempt(name, 'delete', async () => {
      try {
        await this.#engine.delete(name, { where: { id }, ...options });
      } catch (error) {
        if (!this.#cannotFindReferrers(name, error)) throw error;
        await this.#judged.driver.delete(name, id);
        this.#stats.plainDeletes += 1;
      }
      if (await this.#engine.findOne(name, { where: { id } }, options))
        throw new Error('the record is still there');
    });
  }

  /** A bug of the real engine: it looks for what refers to the record by comparing a json column with a text. */
  #cannotFindReferrers(object: string, error: unknown): boolean {
    return this.#judged.engine === 'postgres' && this.#multipleTargets.has(object) && hasNoOperator(error);
  }

  async #readsBack(object: ServedObject, id: string, written: Row): Promise<void> {
    const row: Row | null = await this.#engine.findOne(object.name, { where: { id } }, options);
    if (!row) throw new Error('the record is not there');
    for (const [name, value] of Object.entries(written)) {
      const field = object.fields[name] as ServedField;
      if (masked.has(field.type) || field.internal === true) continue;
      if (isSame(row[name], value, field.type)) this.#stats.values += 1;
      else
        throw new Error(`${name} (${field.type}): wrote ${canonical(value)}, read ${canonical(row[name])}`);
    }
  }

  #record(
    object: ServedObject,
    round: 1 | 2,
    isWanted: (entry: readonly [string, ServedField]) => boolean,
  ): Row {
    const seq = this.#stats.objects;
    const key = `${this.#runKey}${seq.toString(36)}`;
    const record: Row = {};
    for (const entry of Object.entries(object.fields).filter(isWanted)) {
      const [name, field] = entry;
      // A record cannot name itself before it is there.
      if (field.reference === object.name) continue;
      const value = sampleValue(field, {
        key: isRelation(field) ? key : `${name}_${key}`,
        seq: seq * 100,
        round,
        reference: (target) => this.#created.get(target) ?? `ref_${key}`,
      });
      if (value !== undefined) record[name] = value;
    }
    return record;
  }

  async #attempt(object: string, operation: keyof CrudStats, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#stats[operation] += 1;
    } catch (error) {
      const { message, fields } = error as Error & { readonly fields?: unknown };
      this.#failures.push({
        object,
        operation,
        message: `${message}${fields ? ` ${JSON.stringify(fields)}` : ''}`,
      });
    }
  }
}

/** SQLSTATE 42883, undefined_function: json has no equality. */
function hasNoOperator(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '42883') || hasNoOperator(error.cause);
}

function isWritable(name: string, field: ServedField): boolean {
  if (field.readonly || field.system || computed.has(field.type)) return false;
  return !injected.has(name) || (field.required === true && field.reference !== undefined);
}

function isRelation({ type, reference }: ServedField): boolean {
  return reference !== undefined || type === 'user';
}

function isSame(read: unknown, written: unknown, type: string): boolean {
  if (canonical(read) === canonical(written)) return true;
  const text = read instanceof Date ? read.toISOString() : String(read);
  if (type === 'datetime') return Date.parse(text) === Date.parse(String(written));
  if (type === 'time') return text.slice(0, 8) === String(written).slice(0, 8);
  return false;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
