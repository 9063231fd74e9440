/** `mda status`: what the draft changes against its base, and what it still asks. */
import { defineCommand } from '../command-line/command.ts';
import { renderConversions } from '../output/conversions-view.ts';
import { renderQuestions } from '../output/questions-view.ts';
import { renderRenames } from '../output/renames-view.ts';
import { renderStatus } from '../output/status-view.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client, draft } = await session();
    const {
      draft: handle,
      base,
      changes,
      conversions,
      renames,
      questions,
    } = await client.status(await draft());
    return {
      json: {
        package: handle.packageId,
        draft: handle.draftId,
        draftVersion: handle.revision,
        base,
        changes,
        conversions,
        renames,
        questions,
      },
      text: (style) =>
        renderStatus({ packageId: handle.packageId, base, changes, renames }, style) +
        renderRenames(renames, style) +
        renderConversions(conversions, style) +
        renderQuestions(questions, style),
    };
  },
});
