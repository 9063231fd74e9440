/** Owns the comparable picture of a trigger on MySQL: which row it fires for, and its body as the catalog keeps it. */
import { invariant, type PhysicalTrigger, type PhysicalTriggers } from '@objectstack/metadata-authoring';
import type { ObservedClient } from './observed-client.ts';

const TRIGGERS =
  "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME LIKE '\\\\_authoring\\\\_%'";

type TriggerRow = [name: string, table: string, timing: string, verb: string, body: string];

const STATEMENT =
  /^CREATE TRIGGER `((?:[^`]|``)+)` (BEFORE) (\w+) ON `((?:[^`]|``)+)` FOR EACH ROW (?:PRECEDES `(?:[^`]|``)+` )?(BEGIN .*)$/s;

export async function readTriggers(client: ObservedClient): Promise<PhysicalTriggers> {
  const rows = await client.query<TriggerRow>(TRIGGERS, []);
  return new Map(
    rows.map(([name, table, timing, verb, body]) => [name, { table, text: textOf(timing, verb, body) }]),
  );
}

/** @param sql a statement that makes one of ours */
export function triggerPicture(sql: string): PhysicalTrigger & { readonly name: string } {
  const [, name, timing, verb, table, body] = STATEMENT.exec(sql) ?? [];
  invariant(name && timing && verb && table && body, 'a trigger of ours has another form');
  return { name: bare(name), table: bare(table), text: textOf(timing, verb, body) };
}

function textOf(timing: string, verb: string, body: string): string {
  return `${timing} ${verb} ${body}`;
}

function bare(name: string): string {
  return name.replaceAll('``', '`');
}
