/** Owns composing the real service for tests: SQLite control plane and target databases in a folder that goes away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Authorize,
  allowAll,
  type Clock,
  ContentCache,
  type Context,
  type ControlPlane,
  type EnvironmentType,
  type HealthProbes,
  type Members,
  MetadataAuthoringService,
  type NotificationSink,
  type ProvisionPort,
  type Scope,
  type SecretKeys,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import {
  type OpenControlPlane,
  openControlPlane,
  openProvision,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';

export const SCOPE: Scope = { orgId: 'org-acme', principal: { kind: 'user', id: 'maker' } };

export interface TestService {
  readonly service: MetadataAuthoringService;
  /** What the service works with: for another one on the same control plane. */
  readonly context: Context;
  readonly plane: OpenControlPlane;
  readonly folder: string;
  /** SQLite file of an environment added through `environment`. */
  databaseOf(name: string): string;
  environment(name: string, type?: EnvironmentType): Promise<void>;
  dispose(): Promise<void>;
}

export interface TestServiceOptions {
  /** Stands between the service and its control plane. */
  readonly wrap?: (plane: ControlPlane) => ControlPlane;
  readonly clock?: Clock;
  /** Stands between the service and the databases of its environments. */
  readonly wrapTargets?: (targets: TargetDatabases) => TargetDatabases;
  /** Stands between the service and what makes databases. */
  readonly wrapProvision?: (provision: ProvisionPort) => ProvisionPort;
  /** Everybody may do everything, and nobody has to be asked, where these are absent. */
  readonly authorize?: Authorize;
  readonly members?: Members;
  readonly secretKeys?: SecretKeys;
  readonly sinks?: readonly NotificationSink[];
  readonly probes?: HealthProbes;
}

export async function testService(options: TestServiceOptions = {}): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), 'mda-test-'));
  const clock = options.clock ?? systemClock;
  const plane = await openControlPlane(`sqlite:${join(folder, 'control.db')}`, {
    clock,
    ids: uuidv7Ids,
  });
  const targets = openTargetDatabases();
  const context: Context = {
    plane: options.wrap?.(plane) ?? plane,
    targets: options.wrapTargets?.(targets) ?? targets,
    provision: options.wrapProvision?.(openProvision()) ?? openProvision(),
    clock,
    ids: uuidv7Ids,
    authorize: options.authorize ?? allowAll,
    members: options.members ?? null,
    ...(options.probes ? { probes: options.probes } : {}),
    cache: new ContentCache(),
    owner: `test:${process.pid}`,
    ...(options.secretKeys ? { secretKeys: options.secretKeys } : {}),
    ...(options.sinks ? { sinks: options.sinks } : {}),
  };
  const service = new MetadataAuthoringService(context);
  const databaseOf = (name: string) => join(folder, `${name}.db`);
  return {
    service,
    context,
    plane,
    folder,
    databaseOf,
    environment: async (name, type = 'development') => {
      await service.addEnvironment(SCOPE, { name, type, databaseUrl: `sqlite:${databaseOf(name)}` });
    },
    dispose: async () => {
      await plane.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
