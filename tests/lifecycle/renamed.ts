/** Owns the publish after which an old version goes on under the old name of its table. */
import { SCOPE } from '../support/service.ts';
import { type Altered, fields, INDEXES } from './altered.ts';
import { object, SHOP } from './shop.ts';

/** `code` is called `number`, `born` goes, `credit` becomes a text, `tier` is new and required. */
export async function renameAndChange(shop: Altered) {
  const draft = await shop.service.openDraft(SCOPE, SHOP);
  await shop.service.rename(SCOPE, draft, { type: 'object', name: 'shop_customer' }, 'shop_client');
  await shop.service.renameField(SCOPE, draft, 'shop_client', 'code', 'number');
  const { code, born: _born, ...kept } = fields();
  await shop.stage(
    object(
      'shop_client',
      {
        ...kept,
        number: code ?? {},
        credit: { type: 'text', label: 'Credit', defaultValue: '5' },
        tier: { type: 'phone', label: 'Tier', storage: { notNull: true }, defaultValue: 'basic' },
      },
      { indexes: INDEXES },
    ),
  );
  return publishForced(shop);
}

/** The name alone. */
export async function renameOnly(shop: Altered) {
  const draft = await shop.service.openDraft(SCOPE, SHOP);
  await shop.service.rename(SCOPE, draft, { type: 'object', name: 'shop_customer' }, 'shop_client');
  return publishForced(shop);
}

async function publishForced(shop: Altered) {
  const draft = await shop.service.openDraft(SCOPE, SHOP);
  return shop.service.publish(SCOPE, draft, { targetEnv: 'dev', force: true });
}

/** Whatever stands beside the tables. */
export async function besideTables({ database }: Altered): Promise<readonly unknown[]> {
  const sql = {
    sqlite: "SELECT name FROM sqlite_schema WHERE type IN ('trigger', 'view')",
    postgres: `SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal UNION ALL
      SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE '\\_authoring%' UNION ALL
      SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace`,
    mysql: `SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() UNION ALL
      SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()`,
  }[database.engine];
  return database.query(sql);
}
