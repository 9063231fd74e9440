/** Owns what a process says first: which runs stopped half way, and what has expired. It never keeps a command from running. */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import type { AuthoringClient } from '../client.ts';
import type { Io } from '../command-line/io.ts';
import { halfDoneWords } from '../output/half-done-words.ts';

export async function tellHalfDone(client: AuthoringClient, io: Io): Promise<void> {
  try {
    for (const run of await client.halfDoneRuns()) io.stderr.write(`note: ${halfDoneWords(run)}\n`);
    const ended = (await client.collectable()).map(({ name }) => name);
    if (ended.length > 0) io.stderr.write(`note: ${ended.join(', ')} can be taken away: mda env collect\n`);
  } catch (error) {
    // Who may not read, or cannot, is told so by the command itself.
    if (!isAuthoringError(error)) throw error;
  }
}
