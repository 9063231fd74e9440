/**
 * Proves that rows which share a key are found range by range as one look at all of them finds them: keys that the engine
 * takes for equal, keys that most rows have, keys of several parts, whatever characters are in them.
 */
import {
  column,
  datetime,
  float,
  string,
  table,
  text,
  Workbench,
} from '@objectstack/metadata-authoring-testkit';
import fc from 'fast-check';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { type DatabaseServer, describeServers } from '../../../tests/support/servers.ts';
import { ObservedClient } from '../src/dialects/mysql/observed-client.ts';
import { preflightAsker as mysqlAsker } from '../src/dialects/mysql/preflight.ts';
import { preflightAsker as postgresAsker } from '../src/dialects/postgres/preflight.ts';
import { AnswerWait } from '../src/environment/answer-wait.ts';
import type { PreflightAsker } from '../src/environment/ask-preflight.ts';
import { type GroupingInput, groupDuplicates } from '../src/environment/group-duplicates.ts';
import { mysqlSubject, type OpenSubject, postgresSubject } from './support/target-subjects.ts';

const ROWS = 600;
const RANGE_ROWS = 40;
const ANSWER_MS = 60_000;

/** What makes trouble at the end of a range: equal to the engine and not to us, quotes, escapes, the ends of the alphabet. */
const WORDS = ['a', 'A', 'ä', 'a ', "it's", 'back\\slash', '', '%', 'ß', 'ss', '🙂', 'zz', '\u{10ffff}'];

describeServers('duplicates in ranges', (server) => {
  let subject: OpenSubject;
  let bench: Workbench;
  let asker: PreflightAsker;
  let close: () => Promise<void>;

  beforeEach(async () => {
    subject = await (server.engine === 'mysql' ? mysqlSubject(server) : postgresSubject(server));
    bench = await Workbench.open(async () => subject);
    ({ asker, close } = await askerOf(server, subject.environment.databaseUrl));
    await bench.create(
      table('thing', [
        column('organization_id', text),
        column('v', string(40)),
        column('n', float),
        column('at', datetime),
      ]),
    );
  });
  afterEach(async () => {
    await close();
    await bench.close();
  });

  const where = (parts: readonly string[]) =>
    parts.map((part) => `${asker.texts.quoteName(part)} IS NOT NULL`).join(' AND ');

  async function found(parts: readonly string[], change: Partial<GroupingInput> = {}) {
    const size = { rows: ROWS, bytes: 0, exactBytes: false, pages: 40 };
    return groupDuplicates(asker, {
      check: {
        check: 'duplicates',
        stepId: 's',
        table: 'thing',
        parts: parts.map((name) => ({ column: name, nullSafe: false })),
      },
      size,
      where: where(parts),
      shown: parts.at(-1),
      goesOn: async () => {},
      rangeRows: RANGE_ROWS,
      ...change,
    });
  }

  async function expected(parts: readonly string[]): Promise<readonly number[]> {
    const list = parts.map((part) => asker.texts.quoteName(part)).join(', ');
    const [row] = await asker.rows(
      `SELECT count(*), coalesce(sum(n), 0), coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM thing WHERE ${where(parts)} GROUP BY ${list} HAVING count(*) > 1) AS g`,
    );
    return (row ?? []).map(Number);
  }

  it('are those of one look at all rows', async () => {
    const words = server.engine === 'mysql' ? [...WORDS, 'a\0', '\0'] : WORDS;
    // Four of ten have the same; one of ten has none.
    const word = fc.oneof(
      { weight: 4, arbitrary: fc.constant('same') },
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: fc.constantFrom(...words) },
      { weight: 3, arbitrary: fc.nat(150).map(String) },
    );
    const day = fc.tuple(fc.nat(8), fc.nat(6), fc.nat(2));
    const row = fc.record({
      organization_id: fc.constantFrom('p', 'o', null),
      v: word,
      n: fc.oneof(fc.constantFrom(0.1, 0.2, 131_072.25, -7), fc.nat(ROWS)),
      at: day.map(([d, s, ms]) => `2026-01-0${1 + d} 00:00:0${s}.${100 + ms}`),
    });
    const drawn = fc.sample(row, { numRuns: ROWS, seed: inject('seed') });
    await subject.insert(
      'thing',
      drawn.map((one, at) => ({ id: `${at}`, ...one })),
    );
    for (const parts of [
      ['v'],
      ['n'],
      ['at'],
      ['organization_id', 'v'],
      ['v', 'n'],
      ['at', 'organization_id', 'n'],
    ]) {
      const [groups, rows, most] = await expected(parts);
      const { largest, shown, ...counts } = await found(parts);
      expect([parts, counts]).toEqual([parts, { groups, rows }]);
      expect(Number(largest[0]?.[0])).toBe(most);
      expect(largest.length).toBe(Math.min(10, groups ?? 0));
      const inThem = largest.reduce((sum, [n]) => sum + Number(n), 0);
      expect(shown).toHaveLength(Math.min(20, inThem));
    }
  });

  it('are found where every row has the same key, and where none has another one’s', async () => {
    const row = (at: number, v: string) => ({ id: `${at}`, v, n: at });
    await subject.insert(
      'thing',
      Array.from({ length: ROWS }, (_, at) => row(at, 'same')),
    );
    expect(await found(['v'])).toMatchObject({ groups: 1, rows: ROWS });
    expect(await found(['n'])).toEqual({ groups: 0, rows: 0, largest: [], shown: [] });
  });

  it('are looked for until somebody stops it, between any two statements', async () => {
    await subject.insert(
      'thing',
      Array.from({ length: ROWS }, (_, at) => ({ id: `${at}`, v: `${at >> 1}` })),
    );
    let asked = 0;
    const counting = async () => {
      asked += 1;
    };
    expect(await found(['v'], { goesOn: counting })).toMatchObject({ groups: ROWS / 2, rows: ROWS });
    // A slice is looked at for its sample and for its rows, a range for its groups.
    expect(asked).toBeGreaterThan((3 * ROWS) / RANGE_ROWS - 3);
    const stopsAt = Math.floor(asked / 2);
    asked = 0;
    const stopping = async () => {
      asked += 1;
      if (asked === stopsAt) throw new Error('stopped');
    };
    await expect(found(['v'], { goesOn: stopping })).rejects.toThrow('stopped');
    expect(asked).toBe(stopsAt);
  });
});

async function askerOf(
  { engine }: DatabaseServer,
  url: string,
): Promise<{ readonly asker: PreflightAsker; readonly close: () => Promise<void> }> {
  if (engine === 'postgres') {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { asker: postgresAsker(client), close: () => client.end() };
  }
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', dateStrings: true });
  const answers = new AnswerWait(ANSWER_MS, () => connection.destroy());
  return { asker: mysqlAsker(new ObservedClient(connection, true, answers)), close: () => connection.end() };
}
