/** Owns reading our triggers of SQLite's catalog: one query for all. */
import type { PhysicalTriggers } from '@objectstack/metadata-authoring';
import type { Database } from 'better-sqlite3';
import { triggerPicture } from './physical-trigger.ts';

const TRIGGERS =
  "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '\\_authoring\\_%' ESCAPE '\\'";

export function readTriggers(db: Database): PhysicalTriggers {
  const texts = db.prepare(TRIGGERS).pluck().all() as string[];
  return new Map(
    texts.map((sql) => {
      const { name, ...trigger } = triggerPicture(sql);
      return [name, trigger];
    }),
  );
}
