/** `mda rollback`: back to an earlier version. Forward in history: nothing is rewritten. */
import { AuthoringError } from '@objectstack/metadata-authoring';
import type { AuthoringClient } from '../client.ts';
import { type CommandResult, defineCommand } from '../command-line/command.ts';
import type { Io } from '../command-line/io.ts';
import { RENAMES_OPTION, renamesAsked } from '../input/rename-form.ts';
import { renderItemsAsked, renderReverted } from '../output/revert-view.ts';
import { renderPackageGoing, renderRollbackPreview, renderSurfaced } from '../output/rollback-view.ts';
import { findVersion } from '../workspace/find-version.ts';
import { dryRunResult, publishResult } from './publish-result.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    env: { value: 'NAME', summary: 'the environment', required: true },
    to: { value: 'VERSION', summary: 'the version (default: the one before)' },
    run: { value: 'RUN', summary: 'take back all that a run moved, as a whole: a train, an uninstall' },
    preview: { summary: 'say what would be lost, kept and restored; change nothing' },
    item: {
      value: 'TYPE/NAME',
      summary: 'only this item (repeatable): stage it as that version has it; nothing runs until mda publish',
      repeatable: true,
    },
    renames: RENAMES_OPTION,
    force: { summary: 'accept that data is lost where the preview says so' },
  },
  async run({ options, session, io }) {
    const opened = await session();
    const { client } = opened;
    if (options.run !== undefined) return rollbackOfRun(client, io, options.run, options);
    const packageId = await opened.packageId();
    const request = {
      targetEnv: options.env,
      packageId,
      force: options.force,
      ...renamesAsked(options.renames),
      ...(options.to === undefined ? {} : { toVersionId: (await findVersion(opened, options.to)).id }),
    };
    if (options.item.length > 0 && !options.preview) {
      const { force: _force, renames: _renames, ...asked } = request;
      const reverted = await client.revertItems({ ...asked, items: options.item });
      return { json: reverted, text: (style) => renderReverted(reverted, style) };
    }
    if (options.preview) {
      const preview = await client.rollbackPreview(request);
      if (options.item.length > 0) {
        const asked = new Set(options.item);
        const items = preview.items.filter(
          ({ ref, from }) =>
            asked.has(ref) || (from !== undefined && asked.has(`${ref.slice(0, ref.indexOf('/'))}/${from}`)),
        );
        return {
          json: { ...preview, items },
          text: (style) => renderItemsAsked({ ...preview, items }, style),
        };
      }
      return { json: preview, text: (style) => renderRollbackPreview(preview, style) };
    }
    // What it cannot bring back is surfaced, and so is read off the very plan that runs.
    const { lost, planHash } = await client.rollbackPreview({ ...request, count: 'lost' });
    const result = await withProgress(io, (onProgress) =>
      client.rollback({ ...request, expectPlanHash: planHash }, onProgress),
    );
    return {
      json: {
        environment: result.activatedEnv,
        version: result.semver,
        versionId: result.packageVersionId,
        checksum: result.checksum,
        surfaced: lost,
        run: result.run,
        state: result.state,
        changeLogSeq: result.changeLogSeq,
        health: result.health,
      },
      text(style) {
        return `${style.green('✓')} ${style.bold(result.activatedEnv)} runs ${style.bold(result.semver)} again\n${renderSurfaced(lost, style)}`;
      },
    };
  },
});

interface RunOptions {
  readonly env: string;
  readonly to?: string | undefined;
  readonly preview: boolean;
  readonly force: boolean;
  readonly renames?: string | undefined;
}

async function rollbackOfRun(
  client: AuthoringClient,
  io: Io,
  runId: string,
  options: RunOptions,
): Promise<CommandResult> {
  if (options.to !== undefined)
    throw new AuthoringError(
      'USAGE_INVALID',
      '--to names a version of one package, --run all that a run moved',
      {
        suggestion: 'give one of the two',
      },
    );
  const { env: targetEnv, preview: dryRun, force, renames } = options;
  const request = { runId, targetEnv, dryRun, force, ...renamesAsked(renames) };
  const result = await withProgress(io, (onProgress) => client.rollbackRun(request, onProgress));
  if ('packageVersionId' in result) return publishResult(result, 'back');
  const { json, text } = dryRunResult(result);
  const { packages } = result;
  return {
    json: { ...(json as object), packages },
    text: (style) => `${text(style)}${packages.map((one) => `\n${renderPackageGoing(one, style)}`).join('')}`,
  };
}
