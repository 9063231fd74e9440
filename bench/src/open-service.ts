/** Owns the bench's composition: the service over real adapters. */
import {
  allowAll,
  ContentCache,
  MetadataAuthoringService,
  type Scope,
} from '@objectstack/metadata-authoring';
import {
  type OpenControlPlane,
  openControlPlane,
  openTargetDatabases,
  type StatementObserver,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';

export const SCOPE: Scope = { orgId: 'bench', principal: { kind: 'user', id: 'bench' } };

/** As a server keeps them; a command opens the database anew. */
const KEEP_IDLE_MS = 30_000;

export interface OpenService {
  readonly plane: OpenControlPlane;
  readonly service: MetadataAuthoringService;
  /** The same plane behind empty caches: what another process would see, modules loaded. */
  withCache(cache: ContentCache): MetadataAuthoringService;
  close(): Promise<void>;
}

export async function openService(controlUrl: string, observer?: StatementObserver): Promise<OpenService> {
  const plane = await openControlPlane(controlUrl, { clock: systemClock, ids: uuidv7Ids });
  const targets = openTargetDatabases({ keepIdleMs: KEEP_IDLE_MS, ...(observer && { observer }) });
  const withCache = (cache: ContentCache) =>
    new MetadataAuthoringService({
      plane,
      targets,
      clock: systemClock,
      ids: uuidv7Ids,
      authorize: allowAll,
      members: null,
      cache,
      owner: `bench-${process.pid}`,
    });
  const close = async () => {
    await targets.close();
    await plane.close();
  };
  return { plane, service: withCache(new ContentCache()), withCache, close };
}
