/** `mda run list`: the newest runs. */
import { progressText } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: [],
  options: { env: { value: 'NAME', summary: 'only of this environment' } },
  async run({ options, session }) {
    const { client } = await session();
    const names = new Map((await client.environments()).map(({ id, name }) => [id, name]));
    const runs = (await client.runs(options.env === undefined ? {} : { environment: options.env })).map(
      (run) => ({
        id: run.id,
        kind: run.request.kind,
        environment: names.get(run.request.environmentId) ?? run.request.environmentId,
        state: run.state,
        requestedBy: run.requestedBy,
        requestedAt: run.requestedAt,
        finishedAt: run.finishedAt,
        failure: run.failure,
        progress: run.progress ?? null,
      }),
    );
    return {
      json: { runs },
      text: (style) =>
        runs.length === 0
          ? 'No run yet.\n'
          : renderTable(
              ['run', 'what', 'environment', 'state', 'how far', 'when', 'who'],
              runs.map((run) => [
                run.id,
                run.kind,
                run.environment,
                run.state,
                run.progress === null ? '' : progressText(run.progress),
                run.requestedAt,
                run.requestedBy,
              ]),
              style,
            ),
    };
  },
});
