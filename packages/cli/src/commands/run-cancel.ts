/** `mda run cancel`: stops a run that is going on, and waits until it has taken back what it did. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthoringError, isTerminal, type RunRow } from '@objectstack/metadata-authoring';
import { defineCommand } from '../command-line/command.ts';
import { runJson } from '../output/plan-json.ts';
import { renderRun } from '../output/run-view.ts';

const DEFAULT_WAIT_S = 60;
const POLL_MS = 200;

export const command = defineCommand({
  arguments: ['RUN'],
  options: {
    wait: { summary: `seconds to wait for its driver (${DEFAULT_WAIT_S})`, value: 'SECONDS' },
  },
  async run({ args, options, session }) {
    const waitS = options.wait === undefined ? DEFAULT_WAIT_S : Number(options.wait);
    if (!(waitS >= 0))
      throw new AuthoringError('USAGE_INVALID', '--wait is not a number of seconds', {
        suggestion: `give it a number, as in: mda run cancel ${args.run} --wait 10`,
      });
    const { client } = await session();
    let run = await client.cancelRun(args.run);
    const giveUpAt = performance.now() + waitS * 1_000;
    while (isMoving(run) && performance.now() < giveUpAt) {
      await sleep(POLL_MS);
      ({ run } = await client.run(args.run));
    }
    const detail = await client.run(args.run);
    return { json: { run: runJson(detail) }, text: (style) => renderRun(detail, style) };
  },
});

function isMoving({ state }: RunRow): boolean {
  return !isTerminal(state) && state !== 'schema_ahead' && state !== 'committed';
}
