import { describe, expect, it } from 'vitest';
import { numberedRows } from './numbered-rows.ts';

const rows = Array.from({ length: 2_500 }, (_, at) => ({ seq: at + 1 }));
const what = { row: 'an event', command: 'mda log' };
const page = async (since: number, limit: number) => rows.slice(since, since + limit);

describe('what is numbered', () => {
  it.each([
    [undefined, 1, 2_500],
    ['0', 1, 2_500],
    ['999', 1_000, 1_501],
    ['2500', undefined, 0],
    ['9000', undefined, 0],
  ])('is read to its end after %s', async (since, first, count) => {
    const read = await numberedRows(since, what, page);
    expect([read[0]?.seq, read.length]).toEqual([first, count]);
  });

  it.each(['', ' ', '-1', '1.5', 'x', '1e99'])('is not read after %j', async (since) => {
    await expect(numberedRows(since, what, page)).rejects.toMatchObject({
      code: 'USAGE_INVALID',
      suggestion: 'give the seq of an event, as mda log prints it',
    });
  });
});
