/** Owns making a workspace: folder, control plane, pipeline of three SQLite environments. Doing it again changes nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openClient } from '../compose.ts';
import { makeFolder, writeOutput } from '../output/write-output.ts';
import { absoluteUrl } from './database-url.ts';
import { createSqliteFile } from './sqlite-file.ts';
import { systemUser } from './system-user.ts';
import { openWorkspace, WORKSPACE_FILE, type Workspace, writeConfig } from './workspace-file.ts';

const PIPELINE = [
  { name: 'dev', type: 'development' },
  { name: 'staging', type: 'staging' },
  { name: 'prod', type: 'production' },
] as const;

export interface InitializedWorkspace {
  /** It was a workspace before. */
  readonly existed: boolean;
  readonly environments: readonly {
    readonly name: string;
    readonly type: string;
    readonly database: string;
  }[];
}

/**
 * @param root absolute
 * @throws USAGE_INVALID when the folder cannot be made, DATABASE_UNAVAILABLE
 */
export async function initWorkspace(
  root: string,
  asked: { readonly actor: string | undefined; readonly package: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Promise<InitializedWorkspace> {
  const existed = existsSync(join(root, WORKSPACE_FILE));
  const workspace: Workspace = existed ? await openWorkspace(root, root) : newWorkspace(root, asked.package);
  await makeFolder(join(root, '.mda', 'env'), root);
  const user = systemUser(env);
  const { client, close } = await openClient(
    workspace,
    { actor: asked.actor ?? user, systemUser: user },
    { create: true },
  );
  try {
    if ((await client.environments()).length === 0)
      for (const { name, type } of PIPELINE) {
        const path = `.mda/env/${name}.db`;
        await createSqliteFile(join(root, path));
        await client.addEnvironment({ name, type, databaseUrl: `sqlite:${path}` });
      }
    const environments = (await client.environments()).map(({ name, type, database }) => ({
      name,
      type,
      database: absoluteUrl(database, root),
    }));
    // Last: a folder counts as a workspace only once everything in it is there.
    if (!existed) {
      await writeOutput(join(root, '.mda', '.gitignore'), '*\n', '.mda/.gitignore');
      await writeConfig(root, workspace.config);
    }
    return { existed, environments };
  } finally {
    await close();
  }
}

function newWorkspace(root: string, packageId: string | undefined): Workspace {
  const control = 'sqlite:.mda/control.db';
  return { root, config: packageId === undefined ? { control } : { control, package: packageId } };
}
