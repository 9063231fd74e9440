/** Owns reading what is numbered to its end, from where the caller left off: the change log, and the audit log. */
import { AuthoringError } from '@objectstack/metadata-authoring';

/** Rows fetched at once; all of them are returned. */
const PAGE = 1_000;

interface Numbered {
  readonly seq: number;
}

/**
 * @param since as it was typed; absent: from the first on
 * @param what one of them, with the command that prints its number
 * @throws USAGE_INVALID
 */
export async function numberedRows<R extends Numbered>(
  since: string | undefined,
  what: { readonly row: string; readonly command: string },
  page: (since: number, limit: number) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const rows: R[] = [];
  for (let last = parseSince(since, what); ; ) {
    const more = await page(last, PAGE);
    const end = more.at(-1);
    if (!end) return rows;
    rows.push(...more);
    last = end.seq;
  }
}

function parseSince(
  since: string | undefined,
  { row, command }: { readonly row: string; readonly command: string },
): number {
  const number = since === undefined ? 0 : Number(since);
  if (Number.isSafeInteger(number) && number >= 0 && since?.trim() !== '') return number;
  throw new AuthoringError('USAGE_INVALID', `'${since}' is no number of ${row}`, {
    suggestion: `give the seq of ${row}, as ${command} prints it`,
  });
}
