/** `mda env add`: one more environment in the pipeline. Touches no table of its database. */
import { ENVIRONMENT_TYPES } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { absoluteUrl, sqlitePathOf, storedUrl } from '../workspace/database-url.ts';
import { createSqliteFile } from '../workspace/sqlite-file.ts';

export const command = defineCommand({
  arguments: ['NAME'],
  options: {
    type: {
      value: 'TYPE',
      summary: 'what it is for; policies follow from it',
      required: true,
      choices: ENVIRONMENT_TYPES,
    },
    database: {
      value: 'URL',
      summary: 'sqlite:PATH, postgres://…, mysql://… or mariadb://…',
      required: true,
    },
    after: { value: 'NAME', summary: 'its place in the pipeline (default: the end)' },
    schemaMode: {
      value: 'MODE',
      summary: 'whether mda may change its tables (default: managed)',
      choices: ['managed', 'validate-only', 'external'],
    },
  },
  async run({ args, options, session, io }) {
    const { client, workspace } = await session();
    const databaseUrl = storedUrl(options.database, workspace.root, io.cwd);
    const added = await client.addEnvironment({
      name: args.name,
      type: options.type,
      databaseUrl,
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(options.schemaMode === undefined ? {} : { schemaMode: options.schemaMode }),
    });
    const path = sqlitePathOf(absoluteUrl(databaseUrl, workspace.root));
    if (path !== null) await createSqliteFile(path);
    const { name, type, driver } = added;
    const database = absoluteUrl(added.database, workspace.root);
    return {
      json: { name, type, driver, database },
      text: (style) => `Environment ${style.bold(name)} (${type}, ${driver}) is in the pipeline.\n`,
    };
  },
});
