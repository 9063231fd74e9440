/** `mda adopt`: an app whose runtime has authored its own metadata becomes a package. Nothing of its database changes. */
import { existsSync } from 'node:fs';
import { AuthoringError, ENVIRONMENT_TYPES } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { adoptedText, flatChangesText } from '../output/adopt-view.ts';
import { absoluteUrl, sqlitePathOf, storedUrl } from '../workspace/database-url.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    from: { value: 'URL', summary: 'its database (default: that of --env)' },
    env: {
      value: 'NAME',
      summary: 'the environment that it is (default: the one with this database, else a new one: adopted)',
    },
    type: {
      value: 'TYPE',
      summary: 'of a new environment (default: production)',
      choices: ENVIRONMENT_TYPES,
    },
    version: { value: 'X', summary: 'of the baseline (default: 0.1.0)' },
    namespace: { value: 'PREFIX', summary: "of the package's objects (default: none is asked for)" },
    check: { summary: 'only tell what changed there since; change nothing' },
  },
  details:
    'Reads the rows of sys_metadata that carry the id given with --package, seals them as a baseline, and makes that live\n' +
    'in the environment. Done again, it stages what changed there since into the draft.\n' +
    'Items that the spec refuses, and code, are named and left; the tables of the database stay as they are.',
  async run({ options, globals, session, io }) {
    const { client, workspace } = await session();
    const packageId = globals.package ?? workspace.config.package;
    if (packageId === undefined)
      throw new AuthoringError('USAGE_INVALID', 'the package is not named', {
        suggestion: 'give the id that its rows carry: --package com.acme.crm',
      });
    const { from, env, type, version, namespace, check } = options;
    const databaseUrl = from === undefined ? undefined : storedUrl(from, workspace.root, io.cwd);
    if (databaseUrl !== undefined) assertFileThere(absoluteUrl(databaseUrl, workspace.root));
    const place = {
      packageId,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
      ...(env === undefined ? {} : { environment: env }),
    };
    if (check) {
      const found = await client.flatChanges(place);
      return { json: found, text: (style) => flatChangesText(found, style) };
    }
    const result = await client.adoptPackage({
      ...place,
      ...(type === undefined ? {} : { type }),
      ...(version === undefined ? {} : { version }),
      ...(namespace === undefined ? {} : { namespace }),
    });
    return { json: result, text: (style) => adoptedText(result, style) };
  },
});

/** Opening would make an empty one. */
function assertFileThere(url: string): void {
  const path = sqlitePathOf(url);
  if (path === null || existsSync(path)) return;
  throw new AuthoringError('DATABASE_UNAVAILABLE', 'there is no database file to adopt', {
    details: { file: path },
    suggestion: 'correct the path: sqlite:PATH, from where you are',
  });
}
