/** Owns which adapter meets which port in this executable. Nothing else here knows an adapter. */
import { existsSync } from 'node:fs';
import {
  AuthoringError,
  authorizeBy,
  ContentCache,
  type Context,
  type ControlPlane,
  type EnvironmentRow,
  MetadataAuthoringService,
  type NotificationSink,
  type ProvisionPort,
  redeemToken,
  type Scope,
  type SecretKeys,
  secretKeyOf,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import {
  openControlPlane,
  openProvision,
  openTargetDatabases,
  systemClock,
  uuidv7Ids,
} from '@objectstack/metadata-authoring-sql';
import { type AuthoringClient, bindScope } from './client.ts';
import type { Io } from './command-line/io.ts';
import { healthProbes } from './health/health-probes.ts';
import { absoluteUrl, sqlitePathOf, storedUrl } from './workspace/database-url.ts';
import { membersOf, roleOf } from './workspace/member-role.ts';
import { ownerIsGone, ownerOf, processFacts } from './workspace/process-owner.ts';
import type { Workspace } from './workspace/workspace-file.ts';

/** The one organization of an embedded workspace. */
const ORGANIZATION = 'local';

export interface Actor {
  readonly actor: string;
  readonly systemUser: string;
  /** Acts instead of the actor. */
  readonly token?: string | undefined;
}

export interface OpenedClient {
  readonly client: AuthoringClient;
  close(): Promise<void>;
}

/**
 * @param options.create make the control plane when it is not there; without it a lost file is an error, not a fresh start
 * @param options.sinks who is told of approvals and runs
 * @throws DATABASE_UNAVAILABLE, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED
 */
export async function openClient(
  workspace: Workspace,
  { actor, systemUser, token }: Actor,
  options: {
    readonly create?: boolean;
    readonly env?: Io['env'];
    readonly sinks?: readonly NotificationSink[];
  } = {},
): Promise<OpenedClient> {
  const url = absoluteUrl(workspace.config.control, workspace.root);
  const path = sqlitePathOf(url);
  if (path !== null && !options.create && !existsSync(path))
    throw new AuthoringError('DATABASE_UNAVAILABLE', 'the control plane of the workspace is missing', {
      details: { control: workspace.config.control },
      suggestion: 'restore it from a backup, or start afresh with: mda init',
    });
  const ports = { clock: systemClock, ids: uuidv7Ids };
  const plane = await openControlPlane(url, ports);
  const scope = await scopeOf(plane, actor, token).catch(async (error: unknown) => {
    await plane.close();
    throw error;
  });
  const { members } = workspace.config;
  const context: Context = {
    plane,
    targets: targetsOf(workspace),
    provision: provisionOf(workspace),
    ...ports,
    authorize: authorizeBy(({ principal }) => roleOf(principal.id, systemUser, members)),
    members: async () => membersOf(systemUser, members),
    probes: healthProbes(process.env),
    cache: new ContentCache(),
    ...secretKeysOf(options.env ?? {}),
    owner: ownerOf(processFacts()),
    ownerIsGone,
    ...(options.sinks ? { sinks: options.sinks } : {}),
  };
  return { client: bindScope(new MetadataAuthoringService(context), scope), close: () => plane.close() };
}

/** Read where the process starts and nowhere else. @throws SECRET_KEY_REQUIRED when one is no key */
function secretKeysOf({ MDA_SECRET_KEY: current, MDA_SECRET_KEY_FORMER: former = '' }: Io['env']): {
  readonly secretKeys?: SecretKeys;
} {
  if (!current) return {};
  const earlier = former.split(',').filter((key) => key.trim() !== '');
  return { secretKeys: { current: secretKeyOf(current), former: earlier.map(secretKeyOf) } };
}

async function scopeOf(plane: ControlPlane, actor: string, token: string | undefined): Promise<Scope> {
  if (token !== undefined) return redeemToken({ plane, clock: systemClock }, ORGANIZATION, token);
  return { orgId: ORGANIZATION, principal: { kind: 'user', id: actor } };
}

/** Relative SQLite paths mean files of the workspace. */
function targetsOf(workspace: Workspace): TargetDatabases {
  const targets = openTargetDatabases();
  return {
    open: (environment) =>
      targets.open({ ...environment, databaseUrl: absoluteUrl(environment.databaseUrl, workspace.root) }),
  };
}

/** The same for databases that are made: what lies in the workspace is kept relative to it. */
function provisionOf({ root }: Workspace): ProvisionPort {
  const provision = openProvision();
  const opened = (environment: EnvironmentRow): EnvironmentRow => ({
    ...environment,
    databaseUrl: absoluteUrl(environment.databaseUrl, root),
  });
  return {
    databaseFor: (source, id) => storedUrl(provision.databaseFor(opened(source), id), root, root),
    make: (source, made, data) => provision.make(opened(source), opened(made), data),
    drop: (made) => provision.drop(opened(made)),
  };
}
