/** Owns reading our triggers of PostgreSQL's catalog, with the functions that they run: one query for all. */
import type { PhysicalTriggers } from '@objectstack/metadata-authoring';
import type { Client } from 'pg';
import { triggerText } from './row-trigger.ts';

const TRIGGERS = `SELECT g.tgname::text, t.relname::text, g.tgtype::int, g.tgenabled::text,
    ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (g.tgattr)),
    coalesce(p.proconfig, '{}'), p.prosrc
  FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid
  WHERE t.relnamespace = current_schema()::regnamespace AND NOT g.tgisinternal AND g.tgname LIKE '\\_authoring\\_%'`;

type TriggerRow = [
  name: string,
  table: string,
  type: number,
  enabled: string,
  columns: string[],
  settings: string[],
  body: string,
];

export async function readTriggers(client: Client): Promise<PhysicalTriggers> {
  const { rows } = await client.query<TriggerRow>({ text: TRIGGERS, rowMode: 'array' });
  return new Map(
    rows.map(([name, table, type, enabled, columns, settings, body]) => [
      name,
      { table, text: triggerText({ type, enabled, columns, settings, body }) },
    ]),
  );
}
