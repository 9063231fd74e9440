import { AuthoringError } from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';
import { isMysqlLockTimeout, isMysqlRowError, mysqlErrno, toAuthoringError } from './errors.ts';

function fromServer(errno: number): Error {
  const sql = { sql: 'ALTER TABLE secret_table', sqlMessage: 'at db.internal', sqlState: 'HY000' };
  return Object.assign(new Error('ALTER TABLE secret_table at db.internal'), { code: 'ER_X', errno, ...sql });
}

const errnos = {
  1205: 'LOCK_TIMEOUT',
  1213: 'LOCK_TIMEOUT',
  3572: 'LOCK_TIMEOUT',
  1317: 'STATEMENT_TIMEOUT',
  1969: 'STATEMENT_TIMEOUT',
  3024: 'STATEMENT_TIMEOUT',
  1021: 'DISK_FULL',
  1114: 'DISK_FULL',
  1040: 'DATABASE_UNAVAILABLE',
  1045: 'DATABASE_UNAVAILABLE',
  1049: 'DATABASE_UNAVAILABLE',
  1053: 'DATABASE_UNAVAILABLE',
  1290: 'DATABASE_UNAVAILABLE',
  1927: 'DATABASE_UNAVAILABLE',
  1071: 'ENGINE_LIMIT',
  1117: 'ENGINE_LIMIT',
  1118: 'ENGINE_LIMIT',
  1170: 'ENGINE_LIMIT',
  1845: 'ONLINE_REFUSED',
  1846: 'ONLINE_REFUSED',
  1142: 'STATEMENT_FAILED',
  1050: 'STATEMENT_FAILED',
  1062: 'STATEMENT_FAILED',
};

describe('toAuthoringError', () => {
  it.each(Object.entries(errnos))('%s is %s, and tells neither SQL nor host', (errno, expected) => {
    const original = fromServer(Number(errno));
    const mapped = toAuthoringError(original);
    expect(mapped.code).toBe(expected);
    expect(mapped.cause).toBe(original);
    expect(mapped.details).toEqual({ errno: Number(errno) });
    expect(`${mapped.message} ${mapped.suggestion}`).not.toMatch(/secret|internal/);
  });

  it('takes a connection that failed without a word of the server for unavailable', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', errno: -111 });
    const lost = Object.assign(new Error('the server closed it'), {
      code: 'PROTOCOL_CONNECTION_LOST',
      fatal: true,
    });
    for (const error of [refused, lost, new Error("can't add new command")])
      expect(toAuthoringError(error).code).toBe('DATABASE_UNAVAILABLE');
  });

  it('passes our own errors through and takes a mistake of the program for a defect', () => {
    const own = new AuthoringError('NAME_TAKEN', 'taken');
    expect(toAuthoringError(own)).toBe(own);
    for (const other of [new TypeError('x'), 'text', null])
      expect(toAuthoringError(other).code).toBe('STATEMENT_FAILED');
  });
});

it('tells what may be sent again, and when the rows are at fault', () => {
  expect([1205, 1213, 3572].every((errno) => isMysqlLockTimeout(fromServer(errno)))).toBe(true);
  expect(isMysqlLockTimeout(fromServer(1317))).toBe(false);
  expect([1062, 1265, 1292, 1406, 4025].every((errno) => isMysqlRowError(fromServer(errno)))).toBe(true);
  expect(isMysqlRowError(fromServer(1050))).toBe(false);
  expect(mysqlErrno(new Error('1205'))).toBeNull();
});
