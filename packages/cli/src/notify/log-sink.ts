/** Owns telling a log: one JSON line each, on stderr or at the end of a file. */
import { appendFile } from 'node:fs/promises';
import type { DeliveryOutcome, NotificationMessage } from '@objectstack/metadata-authoring';

export async function writeLine(
  write: (line: string) => Promise<void> | void,
  { id, body }: NotificationMessage,
): Promise<DeliveryOutcome> {
  try {
    await write(`${JSON.stringify({ id, ...(JSON.parse(body) as object) })}\n`);
    return { delivered: true };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { delivered: false, because: `its file cannot be written${code}` };
  }
}

export function appendTo(path: string): (line: string) => Promise<void> {
  return (line) => appendFile(path, line, { mode: 0o600 });
}
