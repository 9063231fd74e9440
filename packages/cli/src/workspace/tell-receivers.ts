/** Owns the last thing a process does: whoever is to be told is told. It neither fails a command nor changes how it ended. */
import { counted, isAuthoringError } from '@objectstack/metadata-authoring';
import type { AuthoringClient } from '../client.ts';
import type { Io } from '../command-line/io.ts';

export async function tellReceivers(client: AuthoringClient, io: Io): Promise<void> {
  try {
    const { parked } = await client.deliverNotifications();
    if (parked > 0)
      io.stderr.write(`note: ${counted(parked, 'notification')} cannot be delivered, see: mda notify list\n`);
  } catch (error) {
    // What is due stays in the outbox: the next command tells it.
    if (!isAuthoringError(error)) throw error;
  }
}
