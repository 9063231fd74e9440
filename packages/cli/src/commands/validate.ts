/** `mda validate`: checks the draft as a whole. Exits with 2 when it could not be published. */
import { defineCommand } from '../command-line/command.ts';
import { countProblems, renderProblems } from '../output/problems-view.ts';

export const command = defineCommand({
  arguments: [],
  options: {},
  async run({ session }) {
    const { client, draft } = await session();
    const { valid, problems } = await client.validateSet(await draft());
    const count = countProblems(problems);
    return {
      json: { valid, problems },
      text: (style) =>
        `${renderProblems(problems, style)}${valid ? style.green(`Valid: ${count}.`) : style.red(`Not valid: ${count}.`)}\n`,
      ...(valid
        ? {}
        : { failure: { code: 'SET_INVALID', kind: 'invalid', message: `the set has ${count}`, exit: 2 } }),
    };
  },
});
