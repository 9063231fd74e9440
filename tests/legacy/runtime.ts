/**
 * Owns an app as a real ObjectStack runtime makes it where nobody stages or publishes: ObjectQL, its SQL driver and the
 * metadata protocol on one database; each item is saved as Studio saves it, active at once and bound by a flat package id.
 */
import {
  SysMetadataAuditObject,
  SysMetadataCommitObject,
  SysMetadataHistoryObject,
  SysMetadataObject,
} from '@objectstack/metadata-core';
import { ObjectStackProtocolImplementation } from '@objectstack/metadata-protocol';
import { ObjectQL } from '@objectstack/objectql';
import { openJudged } from '../judge/database.ts';

const ignore = () => {};
const silent = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  child: () => silent,
};
const asSystem = { context: { isSystem: true, userId: 'usr_runtime' } } as const;

type Row = Record<string, unknown>;

export interface Runtime {
  /** What Studio sends when somebody saves. `packageId` null: bound to none, an overlay. */
  save(type: string, name: string, item: unknown, packageId: string | null): Promise<void>;
  saveDraft(type: string, name: string, item: unknown, packageId: string): Promise<void>;
  remove(type: string, name: string): Promise<void>;
  insert(object: string, row: Row): Promise<void>;
  find(object: string): Promise<readonly Row[]>;
  query(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Starts on the database as it is: what was saved there before is loaded again. */
export async function startRuntime(url: string): Promise<Runtime> {
  const judged = await openJudged(url);
  const engine = new ObjectQL({ logger: silent });
  engine.registerDriver(judged.driver, true);
  await engine.init();
  engine.registry.logLevel = 'error';
  for (const object of [
    SysMetadataObject,
    SysMetadataHistoryObject,
    SysMetadataAuditObject,
    SysMetadataCommitObject,
  ]) {
    engine.registry.registerObject(object as never, 'com.objectstack.platform');
    await engine.syncObjectSchema(object.name);
  }
  const protocol = new ObjectStackProtocolImplementation(engine as never);
  await protocol.loadMetaFromDb();
  return {
    async save(type, name, item, packageId) {
      await protocol.saveMetaItem({
        type,
        name,
        item,
        ...(packageId === null ? {} : { packageId }),
        force: true,
      });
    },
    async saveDraft(type, name, item, packageId) {
      await protocol.saveMetaItem({ type, name, item, packageId, mode: 'draft' });
    },
    async remove(type, name) {
      await protocol.deleteMetaItem({ type, name });
    },
    async insert(object, row) {
      await engine.insert(object, row, asSystem);
    },
    find: (object) => engine.find(object, { limit: 1_000 }, asSystem) as Promise<readonly Row[]>,
    query: judged.query as (sql: string) => Promise<readonly Row[]>,
    close: () => judged.close(),
  };
}
