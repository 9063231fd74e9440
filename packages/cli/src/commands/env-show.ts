/** `mda env show`: one environment with everything that wants attention. */
import { defineCommand } from '../command-line/command.ts';
import { renderDrift } from '../output/drift-view.ts';
import { halfDoneWords } from '../output/half-done-words.ts';
import { observedWords } from '../output/health-view.ts';
import { noticeWords } from '../output/notice-words.ts';
import { absoluteUrl } from '../workspace/database-url.ts';

export const command = defineCommand({
  arguments: ['NAME'],
  options: {},
  async run({ args, session }) {
    const { client, workspace } = await session();
    const detail = await client.environment(args.name);
    const halfDone = (await client.halfDoneRuns()).filter(({ environment }) => environment === detail.name);
    const database = absoluteUrl(detail.database, workspace.root);
    const { name, type, driver, installations, schemaAhead, openRuns, drift, held, pendingContract } = detail;
    return {
      json: {
        name,
        type,
        driver,
        database,
        installations,
        health: detail.health,
        drifted: drift.length > 0,
        drift,
        openRuns,
        schemaAhead,
        ...(detail.forgottenRun === undefined ? {} : { forgottenRun: detail.forgottenRun }),
        ...(detail.lackedRun === undefined ? {} : { lackedRun: detail.lackedRun }),
        held,
        pendingContract,
        ...(detail.expiresAt === undefined ? {} : { state: detail.state, expiresAt: detail.expiresAt }),
      },
      text(style) {
        const lines = [`${style.bold(name)}  ${type}, ${driver}  ${style.dim(database)}`];
        if (detail.expiresAt !== undefined) lines.push(`  ${detail.state}, ends ${detail.expiresAt}`);
        for (const installed of installations) {
          lines.push(
            `  runs ${style.bold(`${installed.package} ${installed.version}`)} ${style.dim(installed.checksum ?? '')}`,
          );
          if (installed.notice !== undefined)
            lines.push(style.yellow(`    ${noticeWords(installed.notice)}`));
        }
        for (const one of detail.health)
          if (one.observed !== 'healthy' && one.since !== null)
            lines.push(`  found ${observedWords(one, style)}`);
        if (installations.length === 0) lines.push('  runs nothing yet');
        if (pendingContract > 0)
          lines.push(
            `  ${pendingContract} leftovers of earlier versions: ${style.cyan(`mda finalize --env ${name}`)} puts them aside`,
          );
        for (const one of held) lines.push(`  put aside: ${one.name}, kept until ${one.until}`);
        if (held.length > 0)
          lines.push(
            `  ${style.cyan(`mda purge --env ${name}`)} removes for good what need not be kept longer`,
          );
        for (const run of halfDone) lines.push(style.yellow(`  ${halfDoneWords(run)}`));
        if (detail.forgottenRun !== undefined)
          lines.push(
            style.yellow(
              `  its database was last worked on by run ${detail.forgottenRun}, which nobody knows here: mda reconcile --env ${name} --repair`,
            ),
          );
        if (detail.lackedRun !== undefined)
          lines.push(
            style.yellow(
              `  its database was restored from a backup, and lacks what run ${detail.lackedRun} did: restore a newer one, or mda reconcile --env ${name} --repair`,
            ),
          );
        return `${lines.join('\n')}\n${drift.length > 0 ? renderDrift(drift, style) : ''}`;
      },
    };
  },
});
