/**
 * Owns looking at a running app from this machine: one GET, or one program without a shell, each within its time. What
 * they say is cut before anybody reads it.
 */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { CommandProbe, HealthProbes, HttpProbe, ProbeOutcome } from '@objectstack/metadata-authoring';

/** Of what a program says, the last of it: that is where it says why. */
const OUTPUT_BYTES = 4_096;

/** @param env what a program is given beside PATH and HOME */
export function healthProbes(env: Readonly<Record<string, string | undefined>>): HealthProbes {
  return {
    http: askHttp,
    command: (probe) => runCommand(probe, env),
    pause: (milliseconds) => pause(milliseconds),
  };
}

async function askHttp({ url, status, timeoutSeconds }: HttpProbe): Promise<ProbeOutcome> {
  const { username, password } = new URL(url);
  const address = new URL(url);
  address.username = address.password = '';
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const by = secret === ':' ? {} : { authorization: `Basic ${Buffer.from(secret).toString('base64')}` };
  try {
    const response = await fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1_000),
      headers: { 'cache-control': 'no-store', ...by },
    });
    // Its answer may be of any length; nobody reads it.
    await response.body?.cancel();
    if (response.status === status) return { passed: true, detail: `answers ${status}` };
    return { passed: false, detail: `answers ${response.status} instead of ${status}` };
  } catch (error) {
    return { passed: false, detail: whyNot(error, timeoutSeconds) };
  }
}

function whyNot(error: unknown, timeoutSeconds: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutSeconds} s`;
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  // The words of an error may repeat the address; its code does not.
  return `no answer (${typeof cause?.code === 'string' ? cause.code : 'request failed'})`;
}

function runCommand(
  { command, timeoutSeconds }: CommandProbe,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProbeOutcome> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, args, {
      shell: false,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: env.PATH, HOME: env.HOME },
    });
    let said = Buffer.alloc(0);
    let isOver = false;
    const hear = (chunk: Buffer) => {
      said = Buffer.concat([said, chunk]).subarray(-OUTPUT_BYTES);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const end = (outcome: ProbeOutcome) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      endGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(
      () => end({ passed: false, detail: `did not end within ${timeoutSeconds} s` }),
      timeoutSeconds * 1_000,
    );
    child.on('error', (error: NodeJS.ErrnoException) =>
      end({ passed: false, detail: `cannot be started (${error.code ?? 'error'})` }),
    );
    child.on('exit', (code, signal) =>
      end({
        passed: code === 0,
        detail: `${code === null ? `ended by ${signal}` : `exits with ${code}`}${lastLine(said)}`,
      }),
    );
  });
}

/** Of everything that the probe started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function lastLine(said: Buffer): string {
  const line = said
    .toString('utf8')
    .split(/[\r\n]+/)
    .findLast((text) => text.trim() !== '');
  return line === undefined ? '' : `: ${line.trim()}`;
}
