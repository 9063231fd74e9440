/** `mda env preview`: an environment for a look: a copy of another one with the draft or a version in it, until it expires. */
import { AuthoringError, type Sampled } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { timeSpanMs } from '../input/time-span.ts';
import { countWords } from '../output/amounts.ts';
import { planJson } from '../output/plan-json.ts';
import type { Style } from '../output/style.ts';
import { absoluteUrl } from '../workspace/database-url.ts';
import { findVersion } from '../workspace/find-version.ts';
import { withProgress } from './with-progress.ts';

export const command = defineCommand({
  arguments: [],
  options: {
    from: { value: 'NAME', summary: 'the environment that it is a copy of', required: true },
    ttl: { value: 'TIME', summary: 'how long it lasts: 90s, 45m, 2h, 7d (default: 2h)' },
    name: { value: 'NAME', summary: 'what it is called (default: preview- and a number)' },
    draft: { summary: 'installs a frozen snapshot of the draft (the default)' },
    version: { value: 'VERSION', summary: 'installs this sealed version instead of the draft' },
    data: {
      value: 'WHAT',
      summary: 'rows that are copied: none (default), sample for some that are masked, or full for all',
      choices: ['none', 'sample', 'full'],
    },
    rows: { value: 'N', summary: 'of a sample: how many of each table (default: 1000)' },
  },
  async run({ options, session, io }) {
    if (options.draft && options.version !== undefined)
      throw new AuthoringError('USAGE_INVALID', 'a preview shows the draft or a version, not both', {
        suggestion: 'leave out --draft or --version',
      });
    const ttlMs = timeSpanMs(options.ttl ?? '2h');
    const opened = await session();
    const what =
      options.version === undefined
        ? { draft: await opened.draft() }
        : { versionId: (await findVersion(opened, options.version)).id };
    const made = await withProgress(io, (onProgress) =>
      opened.client.previewEnvironment(
        {
          from: options.from,
          what,
          ttlMs,
          ...(options.data === undefined ? {} : { data: options.data }),
          ...(options.rows === undefined ? {} : { rows: Number(options.rows) }),
          ...(options.name === undefined ? {} : { name: options.name }),
        },
        onProgress,
      ),
    );
    const database = absoluteUrl(made.database, opened.workspace.root);
    const { name, from, data, form, sampled, expiresAt, result } = made;
    return {
      json: {
        environment: name,
        from,
        data,
        form,
        ...(sampled ? { sampled } : {}),
        expiresAt,
        database,
        version: result.semver,
        checksum: result.checksum,
        run: result.run,
        plan: planJson(result.plan),
      },
      text: (style) =>
        `${[
          `${style.green('✓')} ${style.bold(name)} shows ${result.semver} on a copy of ${style.bold(from)}, until ${expiresAt}.`,
          style.dim(`  ${database}`),
          ...(sampled ? sampledLines(sampled, style) : []),
          ...(data === 'full' && form === 'by_table' && !database.startsWith('mysql')
            ? [style.dim(`  copied table by table: sessions were connected to ${from}`)]
            : []),
          `  end it before its time with: ${style.cyan(`mda env remove ${name}`)}`,
        ].join('\n')}\n`,
    };
  },
});

function sampledLines({ rows, cut }: Sampled, style: Style): readonly string[] {
  const few = cut.map((one) => `${one.table}.${one.column} (${countWords(one.rows)})`);
  return [
    style.dim(`  ${countWords(rows)} rows; texts, numbers and days in them are masked`),
    ...(few.length === 0 ? [] : [style.dim(`  references to rows that are not in it: ${few.join(', ')}`)]),
  ];
}
