/**
 * Owns how this process names itself in leases, and whether the process behind such a name is gone. Only what is
 * certain counts: another machine or container, or a system that tells too little, leaves it to time to end a lease.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessFacts {
  /** Where process ids mean the same: machine and, on Linux, process namespace. */
  readonly place: string;
  readonly pid: number;
  /** When it started, in the system's own unit; empty where the system does not tell. */
  readonly started: string;
}

export function processFacts(pid: number = process.pid): ProcessFacts {
  return { place: `${hostname()}${namespace()}`, pid, started: statOf(pid)[1] };
}

export function ownerOf({ place, pid, started }: ProcessFacts): string {
  return [place, pid, started].join('/');
}

/** True when `owner` names a process of this place that certainly runs no more. */
export function ownerIsGone(owner: string): boolean {
  const [place, pid, started] = owner.split('/');
  const number = Number(pid);
  if (started === undefined || !Number.isSafeInteger(number) || number <= 0) return false;
  if (place !== processFacts().place) return false;
  if (!exists(number)) return true;
  const [state, now] = statOf(number);
  // Ended, and only its parent has not asked for it yet; or the number was given to another process since.
  return state === 'Z' || (started !== '' && now !== '' && now !== started);
}

/** Signal 0 only asks. A process of another user exists, too. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Two containers of one host name count processes apart. */
function namespace(): string {
  return read(() => `:${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`);
}

/** Fields 3 and 22 of /proc/PID/stat; the name before them may hold spaces and brackets. */
function statOf(pid: number): readonly [state: string, started: string] {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [fields[0] ?? '', fields[19] ?? ''];
}

/** Empty where the system has no such file. */
function read(from: () => string): string {
  try {
    return from();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
