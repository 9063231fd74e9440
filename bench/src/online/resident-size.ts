/** Owns how far a process's resident size grows, looked at from outside: also while it answers nobody. */
import { readFileSync } from 'node:fs';

const EVERY_MS = 50;

/** @returns ends the watch: megabytes above the start, NaN where the system does not tell */
export function watchGrowth(pid: number): () => number {
  const start = residentMb(pid);
  let most = start;
  const timer = setInterval(() => {
    const now = residentMb(pid);
    if (now > most) most = now;
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return most - start;
  };
}

function residentMb(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1_024;
  } catch {
    return Number.NaN;
  }
}
