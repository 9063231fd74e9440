/**
 * Owns what an environment is looked at for after a version went live, as data: the tables, the rows, the app from
 * outside. Nothing in it is SQL or a shell's text.
 */
import { invalidPart, nothingElse, recordIn, wholeNumber } from './policy-part.ts';

export type HealthCheck =
  /** Everything that the active versions need is there in the database. */
  | { readonly kind: 'schema'; readonly name: string }
  /** Rows of an object, or values of one of its fields: at least so many, or at most so many rows without one. */
  | {
      readonly kind: 'rows';
      readonly name: string;
      readonly object: string;
      readonly field?: string;
      readonly atLeast?: number;
      readonly emptyAtMost?: number;
    }
  | {
      readonly kind: 'http';
      readonly name: string;
      readonly url: string;
      readonly status: number;
      readonly timeoutSeconds: number;
    }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly command: readonly string[];
      readonly timeoutSeconds: number;
    };

export interface HealthPolicy {
  readonly checks: readonly HealthCheck[];
  /** What a version that fails them means: it is told, or the one before it comes back by itself. */
  readonly onFailure: 'report' | 'rollback';
  /** So long a check may fail before it counts: an app takes a while to start. */
  readonly withinSeconds: number;
}

export const NO_CHECKS: HealthPolicy = { checks: [], onFailure: 'report', withinSeconds: 0 };

const CHECKS = 20;
const TIMEOUT_SECONDS = 10;
const ARGUMENTS = 50;
const TEXT = 2_000;
/** What a shown URL has in the place of a secret. */
const MASK = '***';

/** @param changes parts of it, as JSON that nobody checked @throws USAGE_INVALID naming the part */
export function changedHealth(current: HealthPolicy, changes: unknown): HealthPolicy {
  const { checks, onFailure, withinSeconds, ...rest } = recordIn(changes, 'health');
  nothingElse(rest, 'health');
  if (onFailure !== undefined && onFailure !== 'report' && onFailure !== 'rollback')
    throw invalidPart('health.onFailure', "is neither 'report' nor 'rollback'");
  return {
    checks: checks === undefined ? current.checks : parseChecks(checks),
    onFailure: onFailure ?? current.onFailure,
    withinSeconds: wholeNumber(withinSeconds, current.withinSeconds, 'health.withinSeconds', 0, 3_600),
  };
}

function parseChecks(checks: unknown): readonly HealthCheck[] {
  if (!Array.isArray(checks) || checks.length > CHECKS)
    throw invalidPart('health.checks', `is no list of at most ${CHECKS} checks`);
  const parsed = checks.map((check, at) => parseCheck(check, `health.checks[${at}]`));
  const names = parsed.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalidPart('health.checks', `has '${twice}' twice`);
  return parsed;
}

function parseCheck(check: unknown, at: string): HealthCheck {
  const { kind, name = kind, ...rest } = recordIn(check, at);
  if (typeof name !== 'string' || !/^[a-z][a-z0-9 -]{0,47}$/.test(name))
    throw invalidPart(`${at}.name`, 'is no name of lower-case letters, digits, blanks and dashes');
  switch (kind) {
    case 'schema':
      nothingElse(rest, at);
      return { kind, name };
    case 'rows':
      return parseRows(rest, name, at);
    case 'http': {
      const { url, status, timeoutSeconds, ...others } = rest;
      nothingElse(others, at);
      return {
        kind,
        name,
        url: httpUrl(url, `${at}.url`),
        status: wholeNumber(status, 200, `${at}.status`, 100, 599),
        timeoutSeconds: wholeNumber(timeoutSeconds, TIMEOUT_SECONDS, `${at}.timeoutSeconds`, 1, 300),
      };
    }
    case 'command': {
      const { command, timeoutSeconds, ...others } = rest;
      nothingElse(others, at);
      const isList =
        Array.isArray(command) &&
        command.length > 0 &&
        command.length <= ARGUMENTS &&
        command.every((word) => typeof word === 'string' && word.length <= TEXT && !word.includes('\0')) &&
        command[0] !== '';
      if (!isList) throw invalidPart(`${at}.command`, 'is no list of a program and its arguments');
      return {
        kind,
        name,
        command: command as readonly string[],
        timeoutSeconds: wholeNumber(timeoutSeconds, TIMEOUT_SECONDS, `${at}.timeoutSeconds`, 1, 300),
      };
    }
    default:
      throw invalidPart(`${at}.kind`, 'is none of schema, rows, http and command');
  }
}

function parseRows(rest: Readonly<Record<string, unknown>>, name: string, at: string): HealthCheck {
  const { object, field, atLeast, emptyAtMost, ...others } = rest;
  nothingElse(others, at);
  if (typeof object !== 'string' || object === '')
    throw invalidPart(`${at}.object`, 'is no name of an object');
  if (field !== undefined && (typeof field !== 'string' || field === ''))
    throw invalidPart(`${at}.field`, 'is no name of a field');
  if ((atLeast === undefined) === (emptyAtMost === undefined))
    throw invalidPart(at, 'takes one of atLeast and emptyAtMost');
  if (emptyAtMost !== undefined && field === undefined)
    throw invalidPart(at, 'names no field that may be empty');
  const count = wholeNumber(atLeast ?? emptyAtMost, 0, at, 0, Number.MAX_SAFE_INTEGER);
  return {
    kind: 'rows',
    name,
    object,
    ...(field === undefined ? {} : { field }),
    ...(atLeast === undefined ? { emptyAtMost: count } : { atLeast: count }),
  };
}

function httpUrl(url: unknown, at: string): string {
  if (typeof url !== 'string' || url.length > TEXT || !URL.canParse(url)) throw invalidPart(at, 'is no URL');
  if (!/^https?:$/.test(new URL(url).protocol)) throw invalidPart(at, 'is no http or https URL');
  if (url.includes(MASK)) throw invalidPart(at, `has ${MASK} where something was hidden: write it in full`);
  return url;
}

/** A policy as it may be shown and logged: what URLs carry besides host and path is nobody's business. */
export function shownHealth(health: HealthPolicy): HealthPolicy {
  return {
    ...health,
    checks: health.checks.map((check) =>
      check.kind === 'http' ? { ...check, url: shownUrl(check.url) } : check,
    ),
  };
}

export function shownUrl(url: string): string {
  const { username, password, protocol, host, pathname, searchParams } = new URL(url);
  const user = username === '' && password === '' ? '' : `${MASK}@`;
  const query = [...searchParams.keys()].map((name) => `${name}=${MASK}`).join('&');
  return `${protocol}//${user}${host}${pathname}${query === '' ? '' : `?${query}`}`;
}
