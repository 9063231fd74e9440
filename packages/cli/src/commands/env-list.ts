/** `mda env list`: the pipeline, and what each environment runs. */
import { defineCommand } from '../command-line/command.ts';
import { renderTable } from '../output/table.ts';
import { absoluteUrl } from '../workspace/database-url.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client, workspace } = await session();
    const environments = (await client.environments()).map(
      ({ name, type, driver, database, installations, state, expiresAt }) => ({
        name,
        type,
        driver,
        database: absoluteUrl(database, workspace.root),
        installations,
        ...(expiresAt === undefined ? {} : { state, expiresAt }),
      }),
    );
    return {
      json: { environments },
      text: (style) =>
        environments.length === 0
          ? 'No environment yet. Add one with: mda env add NAME --type development --database sqlite:PATH\n'
          : renderTable(
              ['environment', 'type', 'engine', 'runs', 'checksum'],
              environments.flatMap(
                ({ name, type, driver, installations }): (string | null | undefined)[][] =>
                  installations.length === 0
                    ? [[name, type, driver, 'nothing yet', null]]
                    : installations.map((installed, position) => [
                        position === 0 ? name : '',
                        position === 0 ? type : '',
                        position === 0 ? driver : '',
                        `${installed.package} ${installed.version}`,
                        installed.checksum?.slice(0, 12),
                      ]),
              ),
              style,
            ),
    };
  },
});
