/**
 * Owns the comparable picture of a trigger on MySQL: which row it fires for, and its body as it was sent. information_schema
 * shows texts in it without what escapes them: `'\\\\'` as `'\\'`.
 */
import { invariant, type PhysicalTrigger, type PhysicalTriggers } from '@objectstack/metadata-authoring';
import { mysqlErrno } from './errors.ts';
import type { ObservedClient } from './observed-client.ts';
import { quoteName } from './quote.ts';

const TRIGGERS =
  "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME LIKE '\\\\_authoring\\\\_%'";

type TriggerRow = [name: string, table: string];
/** The server writes who made it into what was sent. */
type ShownRow = [name: string, sqlMode: string, statement: string];

const ANY = '`(?:[^`]|``)*`';
const NAME = '`((?:[^`]|``)+)`';
const STATEMENT = new RegExp(
  `^CREATE (?:DEFINER=${ANY}@${ANY} )?TRIGGER ${NAME} (BEFORE) (\\w+) ON ${NAME} FOR EACH ROW (?:PRECEDES ${ANY} )?(BEGIN .*)$`,
  's',
);

/** Dropped since it was listed. */
const DOES_NOT_EXIST = 1360;

export async function readTriggers(client: ObservedClient): Promise<PhysicalTriggers> {
  const triggers = new Map<string, PhysicalTrigger>();
  for (const [name, table] of await client.query<TriggerRow>(TRIGGERS, [])) {
    const sql = await sentFor(client, name);
    if (sql !== null) triggers.set(name, { table, text: pictureOf(sql)?.text ?? sql });
  }
  return triggers;
}

async function sentFor(client: ObservedClient, name: string): Promise<string | null> {
  try {
    const [shown] = await client.query<ShownRow>(`SHOW CREATE TRIGGER ${quoteName(name)}`, []);
    return shown?.[2] ?? null;
  } catch (error) {
    if (mysqlErrno(error) === DOES_NOT_EXIST) return null;
    throw error;
  }
}

/** @param sql a statement that makes one of ours */
export function triggerPicture(sql: string): PhysicalTrigger & { readonly name: string } {
  const picture = pictureOf(sql);
  invariant(picture, 'a trigger of ours has another form');
  return picture;
}

/** null: it has another form than one of ours. */
function pictureOf(sql: string): (PhysicalTrigger & { readonly name: string }) | null {
  const [, name, timing, verb, table, body] = STATEMENT.exec(sql) ?? [];
  if (!(name && timing && verb && table && body)) return null;
  return { name: bare(name), table: bare(table), text: `${timing} ${verb} ${body}` };
}

function bare(name: string): string {
  return name.replaceAll('``', '`');
}
