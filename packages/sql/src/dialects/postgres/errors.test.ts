import { AuthoringError } from '@objectstack/metadata-authoring';
import pg from 'pg';
import { expect, it } from 'vitest';
import { isPostgresDuplicate, isPostgresRetry, sqlState, toAuthoringError } from './errors.ts';

function fromServer(state: string): pg.DatabaseError {
  const error = new pg.DatabaseError('relation "secret_table" of db.internal', 1, 'error');
  return Object.assign(error, { code: state, severity: 'ERROR' });
}

const states = {
  '55P03': 'LOCK_TIMEOUT',
  '40001': 'LOCK_TIMEOUT',
  '40P01': 'LOCK_TIMEOUT',
  '57014': 'STATEMENT_TIMEOUT',
  '53100': 'DISK_FULL',
  '53300': 'DATABASE_UNAVAILABLE',
  '57P01': 'DATABASE_UNAVAILABLE',
  '08006': 'DATABASE_UNAVAILABLE',
  '28P01': 'DATABASE_UNAVAILABLE',
  '3D000': 'DATABASE_UNAVAILABLE',
  '23505': 'STATEMENT_FAILED',
  '42P01': 'STATEMENT_FAILED',
};

for (const [state, expected] of Object.entries(states)) {
  it(`${state} is ${expected}, and tells neither SQL nor host`, () => {
    const original = fromServer(state);
    const mapped = toAuthoringError(original);
    expect(mapped.code).toBe(expected);
    expect(mapped.cause).toBe(original);
    expect(mapped.details).toEqual({ state });
    expect(`${mapped.message} ${mapped.suggestion}`).not.toMatch(/secret|internal/);
  });
}

it('takes a connection that failed without a word of the server for unavailable', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), {
    code: 'ECONNREFUSED',
    errno: -111,
    syscall: 'connect',
  });
  const attempts = new AggregateError([refused], 'both addresses');
  for (const error of [refused, attempts, new Error('Connection terminated unexpectedly')]) {
    expect(toAuthoringError(error).code).toBe('DATABASE_UNAVAILABLE');
  }
});

it('passes our own errors through and takes a mistake of the program for a defect', () => {
  const own = new AuthoringError('NAME_TAKEN', 'taken');
  expect(toAuthoringError(own)).toBe(own);
  for (const other of [new TypeError('x'), 'text', null])
    expect(toAuthoringError(other).code).toBe('STATEMENT_FAILED');
});

it('tells duplicates and lost races', () => {
  expect(isPostgresDuplicate(fromServer('23505'))).toBe(true);
  expect(isPostgresDuplicate(fromServer('23502'))).toBe(false);
  expect(isPostgresRetry(fromServer('40001')) && isPostgresRetry(fromServer('40P01'))).toBe(true);
  expect(isPostgresRetry(fromServer('55P03'))).toBe(false);
  expect(sqlState(new Error('23505'))).toBeNull();
});
