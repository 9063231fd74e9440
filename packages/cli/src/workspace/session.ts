/**
 * Owns what a command works with: the workspace, the client of its control plane, and which package is meant.
 * Opened once per call, closed at its end.
 */
import { AuthoringError, type DraftHandle } from '@objectstack/metadata-authoring';
import type { AuthoringClient } from '../client.ts';
import type { GlobalOptions } from '../command-line/global-options.ts';
import type { Io } from '../command-line/io.ts';
import { openClient } from '../compose.ts';
import { sinkOf } from '../notify/receivers.ts';
import { systemUser } from './system-user.ts';
import { tellHalfDone } from './tell-half-done.ts';
import { tellReceivers } from './tell-receivers.ts';
import { openWorkspace, type Workspace } from './workspace-file.ts';

export interface Session {
  readonly workspace: Workspace;
  readonly client: AuthoringClient;
  /** @throws PACKAGE_NOT_FOUND, USAGE_INVALID when several could be meant */
  packageId(): Promise<string>;
  /** The open draft of the package that is meant. @throws PACKAGE_NOT_FOUND */
  draft(): Promise<DraftHandle>;
  /** The same for the first item of a new workspace: where there is no package yet, the named one is opened. */
  draftForNewItem(): Promise<DraftHandle>;
  close(): Promise<void>;
}

/** An empty one is a variable that nobody set: it must not become whoever runs the script. @throws USAGE_INVALID */
function actorOf({ actor }: GlobalOptions): string | undefined {
  if (actor === undefined || actor.trim() !== '') return actor;
  throw new AuthoringError('USAGE_INVALID', '--actor names nobody', {
    suggestion: 'name who acts, or leave --actor out: then it is the operating-system user',
  });
}

/** @throws WORKSPACE_NOT_FOUND, DATABASE_UNAVAILABLE, USAGE_INVALID, TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED */
export async function openSession(globals: GlobalOptions, io: Io): Promise<Session> {
  refuseServer(globals, io);
  const token = tokenOf(globals, io);
  const workspace = await openWorkspace(io.cwd, globals.workspace);
  const actor = actorOf(globals) ?? systemUser(io.env);
  const { root, config } = workspace;
  const sinks = (config.notifications ?? []).map((one) =>
    sinkOf(one, { root, stderr: io.stderr, env: io.env }),
  );
  const { client, close } = await openClient(
    workspace,
    { actor, systemUser: systemUser(io.env), token },
    { env: io.env, sinks },
  );
  await tellHalfDone(client, io);
  const named = globals.package ?? workspace.config.package;
  const packageId = async () => choosePackage(await packagesOf(client), named);
  return {
    workspace,
    client,
    packageId,
    draft: async () => client.openDraft(await packageId()),
    draftForNewItem: async () => {
      const known = await packagesOf(client);
      return client.openDraft(
        named !== undefined && known.length === 0 ? named : choosePackage(known, named),
      );
    },
    async close() {
      if (sinks.length > 0) await tellReceivers(client, io);
      await close();
    },
  };
}

async function packagesOf(client: AuthoringClient): Promise<readonly string[]> {
  return (await client.packages()).map((row) => row.manifestId);
}

function choosePackage(known: readonly string[], named: string | undefined): string {
  if (named !== undefined) {
    if (known.includes(named)) return named;
    throw new AuthoringError('PACKAGE_NOT_FOUND', `there is no package '${named}'`, {
      details: { packages: known },
      suggestion:
        known.length > 0 ? `there is: ${known.join(', ')}` : 'import a stack definition: mda import PATH',
    });
  }
  const [only, ...others] = known;
  if (only === undefined)
    throw new AuthoringError('PACKAGE_NOT_FOUND', 'the workspace has no package yet', {
      suggestion: 'import a stack definition: mda import PATH',
    });
  if (others.length > 0)
    throw new AuthoringError('USAGE_INVALID', 'the workspace has several packages', {
      details: { packages: known },
      suggestion: `name one with --package: ${known.join(', ')}`,
    });
  return only;
}

function refuseServer(globals: GlobalOptions, io: Io): void {
  if (globals.server === undefined && !io.env.MDA_SERVER) return;
  throw new AuthoringError('USAGE_INVALID', 'there is no server support in this version', {
    suggestion: 'leave out --server (and MDA_SERVER) to use the embedded workspace; --token works there too',
  });
}

/** A token says itself who acts. @throws USAGE_INVALID */
function tokenOf(globals: GlobalOptions, io: Io): string | undefined {
  const token = globals.token ?? (io.env.MDA_TOKEN || undefined);
  if (token !== undefined && globals.actor !== undefined)
    throw new AuthoringError('USAGE_INVALID', 'a token says who acts, and --actor says it too', {
      suggestion: 'leave out one of them: --actor, or --token (and MDA_TOKEN)',
    });
  return token;
}
