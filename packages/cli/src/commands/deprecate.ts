/** `mda deprecate`: stops new installs of a version, with `--yank` for good. Environments that run it go on. */
import { defineCommand } from '../command-line/command.ts';
import { noticeWords } from '../output/notice-words.ts';
import { findVersion } from '../workspace/find-version.ts';

export const command = defineCommand({
  arguments: ['VERSION'],
  options: {
    reason: { value: 'TEXT', summary: 'why; everybody who runs it is told' },
    yank: { summary: 'nobody installs it any more, also with --allow-deprecated; needs --reason' },
  },
  details: 'A yank is never taken back: seal a version that does without what is wrong.',
  async run({ args, options, session }) {
    const opened = await session();
    const { id, version } = await findVersion(opened, args.version);
    const notice = await opened.client.deprecate(id, {
      yank: options.yank,
      ...(options.reason === undefined ? {} : { reason: options.reason }),
    });
    const { yanked, reason } = notice;
    return {
      json: { version, versionId: id, status: 'deprecated', yanked, reason },
      text: (style) => `${style.bold(version)} is ${noticeWords(notice)}. It takes no new installs.\n`,
    };
  },
});
