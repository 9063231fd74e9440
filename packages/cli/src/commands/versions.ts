/** `mda versions`: the sealed versions of the package, newest first. */
import { defineCommand } from '../command-line/command.ts';
import { noticeWords } from '../output/notice-words.ts';
import { renderTable } from '../output/table.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client, packageId } = await session();
    const versions = await client.versions(await packageId());
    return {
      json: { versions },
      text: (style) =>
        versions.length === 0
          ? 'Nothing is published yet.\n'
          : renderTable(
              ['version', 'status', 'published', 'by', 'checksum', 'notes'],
              versions.map(({ version, status, publishedAt, publishedBy, checksum, notes, notice }) => [
                version,
                notice === undefined ? status : noticeWords(notice),
                publishedAt,
                publishedBy,
                checksum?.slice(0, 12),
                notes ?? '',
              ]),
              style,
            ),
    };
  },
});
