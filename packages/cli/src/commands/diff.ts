/** `mda diff`: the migration plan of the draft for one environment. Reads only. */
import { defineCommand } from '../command-line/command.ts';
import { RENAMES_OPTION, renamesAsked } from '../input/rename-form.ts';
import { RESTORE_OPTION, restoresAsked } from '../input/restore-from.ts';
import { planJson, preflightJson } from '../output/plan-json.ts';
import { renderDiff } from '../output/plan-view.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment (default: the first of the pipeline)' },
    sql: { summary: 'show the statements of each step' },
    renames: RENAMES_OPTION,
    restoreFrom: RESTORE_OPTION,
    preflight: { summary: 'also ask the real rows what would be lost or would fail' },
  },
  async run({ options, session }) {
    const opened = await session();
    const { client, draft } = opened;
    const restores = await restoresAsked(opened, options.restoreFrom);
    const diff = await client.diff(await draft(), {
      ...(options.env === undefined ? {} : { targetEnv: options.env }),
      preflight: options.preflight,
      ...renamesAsked(options.renames),
      ...restores,
    });
    return {
      json: {
        environment: diff.environment,
        from: diff.from,
        renames: diff.renames,
        ...planJson(diff.plan, options.sql ? diff.sql : undefined),
        baseFingerprint: diff.baseFingerprint,
        obstacles: diff.obstacles,
        ...(diff.overlays === undefined ? {} : { overlays: diff.overlays }),
        ...(options.preflight ? preflightJson(diff) : {}),
      },
      text: (style) => renderDiff(diff, style, { sql: options.sql }),
    };
  },
});
