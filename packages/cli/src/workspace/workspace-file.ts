/**
 * Owns `mda.json`: finding it, reading it strictly, writing it. Paths in it are relative to its folder, so that a
 * workspace can be moved as a whole.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AuthoringError, isRole, ROLES, type Role } from '@objectstack/metadata-authoring';
import { parseReceivers, type Receiver } from '../notify/receivers.ts';
import { writeOutput } from '../output/write-output.ts';

export const WORKSPACE_FILE = 'mda.json';

export interface WorkspaceConfig {
  /** Control plane: `sqlite:PATH` relative to the workspace, or `postgres://…`. */
  readonly control: string;
  /** Package to work on where a command names none. */
  readonly package?: string;
  /** Roles by actor. The operating-system user is owner, an unknown actor is reader. */
  readonly members?: Readonly<Record<string, Role>>;
  /** Who is told of approvals and runs. */
  readonly notifications?: readonly Receiver[];
}

export interface Workspace {
  /** Absolute folder. */
  readonly root: string;
  readonly config: WorkspaceConfig;
}

/** The nearest folder with `mda.json`, from `from` upwards; null when there is none. */
export function findWorkspace(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, WORKSPACE_FILE))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** @throws WORKSPACE_NOT_FOUND, INPUT_UNPARSABLE, USAGE_INVALID */
export async function openWorkspace(cwd: string, named: string | undefined): Promise<Workspace> {
  const root = named === undefined ? findWorkspace(cwd) : resolve(cwd, named);
  if (root === null || !existsSync(join(root, WORKSPACE_FILE)))
    throw new AuthoringError(
      'WORKSPACE_NOT_FOUND',
      named === undefined ? 'no mda.json here or in a parent folder' : `there is no mda.json in '${named}'`,
      { suggestion: 'make a workspace with: mda init' },
    );
  return { root, config: parseConfig(await readFile(join(root, WORKSPACE_FILE), 'utf8')) };
}

/** @throws INPUT_UNPARSABLE, USAGE_INVALID */
export function parseConfig(text: string): WorkspaceConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AuthoringError('INPUT_UNPARSABLE', 'mda.json is no JSON', {
      suggestion: 'correct the file',
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('it is no JSON object');
  const {
    control,
    package: packageId,
    members,
    notifications,
    ...rest
  } = value as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid(`the key '${unknown}' is unknown`);
  if (typeof control !== 'string') throw invalid(`'control' is missing`);
  if (packageId !== undefined && typeof packageId !== 'string') throw invalid(`'package' is no text`);
  const roles = members === undefined ? undefined : parseMembers(members);
  const receivers = notifications === undefined ? undefined : parseReceivers(notifications);
  if (typeof receivers === 'string') throw invalid(receivers);
  return {
    control,
    ...(packageId === undefined ? {} : { package: packageId }),
    ...(roles === undefined ? {} : { members: roles }),
    ...(receivers === undefined ? {} : { notifications: receivers }),
  };
}

function parseMembers(value: unknown): Record<string, Role> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`'members' is no object`);
  const members: Record<string, Role> = {};
  for (const [name, role] of Object.entries(value)) {
    if (!isRole(role)) throw invalid(`the role of member '${name}' is none of ${ROLES.join(', ')}`);
    members[name] = role;
  }
  return members;
}

function invalid(why: string): AuthoringError {
  return new AuthoringError('USAGE_INVALID', `mda.json is not valid: ${why}`, {
    suggestion: 'its keys are control, package, members: {name: role} and notifications: [{kind, …}]',
  });
}

export async function writeConfig(root: string, config: WorkspaceConfig): Promise<void> {
  await writeOutput(join(root, WORKSPACE_FILE), `${JSON.stringify(config, null, 2)}\n`, WORKSPACE_FILE);
}
