/** Owns an environment on any engine whose tables a test alters by hand: the shop, published, reached past the service. */
import type { EnvironmentType } from '@objectstack/metadata-authoring';
import { type JudgedDatabase, openJudged } from '../judge/database.ts';
import { type DatabaseServer, freshDatabase } from '../support/servers.ts';
import { SCOPE, type TestService, type TestServiceOptions, testService } from '../support/service.ts';
import { object, SHOP, shopStack, text } from './shop.ts';

type Body = Record<string, unknown>;
type Fields = Record<string, Record<string, unknown>>;

export const fields = (): Fields => ({
  name: text('Name', { required: true }),
  code: { type: 'phone', label: 'Code', maxLength: 40, unique: 'global' },
  credit: { type: 'number', label: 'Credit', defaultValue: 5 },
  stage: { type: 'phone', label: 'Stage', defaultValue: 'new', storage: { notNull: true } },
  born: { type: 'date', label: 'Born' },
});

export const INDEXES = [{ name: 'idx_stage', fields: ['stage'] }];

export interface Altered extends TestService {
  readonly database: JudgedDatabase;
  /** Of it. */
  readonly url: string;
  /** Statements one after the other; names in double quotes are quoted as the engine does. */
  alter(...statements: readonly string[]): Promise<void>;
  /** What differs, in short: `missing column shop_customer.code`. */
  drift(): Promise<readonly string[]>;
  stage(body: Body): Promise<void>;
  publish(): Promise<string>;
}

export interface AlteredOptions extends TestServiceOptions {
  readonly type?: EnvironmentType;
}

/** @param server null: SQLite */
export async function alteredShop(
  server: DatabaseServer | null,
  { type = 'development', ...options }: AlteredOptions = {},
): Promise<Altered> {
  const bench = await testService(options);
  const fresh = server ? await freshDatabase(server) : null;
  const databaseUrl = fresh?.url ?? `sqlite:${bench.databaseOf('dev')}`;
  await bench.service.addEnvironment(SCOPE, { name: 'dev', type, databaseUrl });
  const customer = object('shop_customer', fields(), { indexes: INDEXES });
  const order = object('shop_order', { name: text('Name'), total: { type: 'currency', label: 'Total' } });
  const { views: _views, ...stack } = shopStack([customer, order]);
  await bench.service.importStack(SCOPE, { stack });
  const publish = async () =>
    (await bench.service.publish(SCOPE, await bench.service.openDraft(SCOPE, SHOP), { targetEnv: 'dev' }))
      .semver;
  await publish();
  const database = await openJudged(databaseUrl);
  return {
    ...bench,
    database,
    url: databaseUrl,
    publish,
    alter: async (...statements) => {
      // SQLite's ALTER believes what its connection last saw of the schema; a read makes it look again.
      if (database.engine === 'sqlite') await database.query('SELECT count(*) FROM sqlite_schema');
      for (const statement of statements)
        await database.query(statement.replace(/"(\w+)"/g, (_, name: string) => database.quoted(name)));
    },
    drift: async () =>
      (await bench.service.drift(SCOPE, 'dev')).map(({ kind, what, table, column, index, view }) =>
        [kind, what, view ?? [table, column ?? index].filter(Boolean).join('.')].join(' '),
      ),
    stage: async (body) => {
      const draft = await bench.service.openDraft(SCOPE, SHOP);
      await bench.service.stage(SCOPE, {
        op: 'put',
        type: 'object',
        name: String(body.name),
        item: body,
        draft,
      });
    },
    dispose: async () => {
      await database.close();
      await bench.dispose();
      await fresh?.dispose();
    },
  };
}
