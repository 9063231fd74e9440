/**
 * Owns what a failed call prints and how it exits. An error that is not ours is a bug: generic text, exit 70, and the
 * stack only with MDA_DEBUG=1, so that no path or SQL leaks into a log by accident.
 */
import { renderFailure } from '../output/failure-view.ts';
import { styleOf } from '../output/style.ts';
import type { Io } from './io.ts';

export interface Failure {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly suggestion: string | null;
  readonly exit: number;
}

export async function failureOf(error: unknown): Promise<Failure> {
  const { ERROR_KINDS, isAuthoringError } = await import('@objectstack/metadata-authoring');
  if (isAuthoringError(error)) {
    const { code, kind, message, details, suggestion = null } = error;
    return { code, kind, message, details, suggestion, exit: ERROR_KINDS[kind].exit };
  }
  return {
    code: 'ASSERTION_FAILED',
    kind: 'bug',
    message: 'something went wrong inside mda',
    details: {},
    suggestion: 'run the same command with MDA_DEBUG=1 and report what it prints',
    exit: ERROR_KINDS.bug.exit,
  };
}

export function printFailure(failure: Failure, io: Io, json: boolean): void {
  if (!json) {
    io.stderr.write(renderFailure(failure, styleOf(io.stderr, io.env)));
    return;
  }
  const { exit: _exit, ...error } = failure;
  io.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
}
