/** Proves looking at an app from this machine against a real server and real programs, however they behave. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { healthProbes } from './health-probes.ts';

const probes = healthProbes(process.env);
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** @returns its address */
async function serving(answer: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(answer as never);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const node = (script: string, timeoutSeconds = 20) =>
  probes.command({ command: [process.execPath, '-e', script], timeoutSeconds });

it('expects a status, follows no redirect, and says who it is where the URL does', async () => {
  const seen: (string | undefined)[] = [];
  const host = await serving((request, response) => {
    seen.push(request.headers.authorization);
    response
      .writeHead(request.url === '/moved' ? 302 : 200, { location: 'http://127.0.0.1:1/' })
      .end('x'.repeat(1e6));
  });
  const ask = (url: string, status = 200) => probes.http({ url, status, timeoutSeconds: 5 });
  expect(await ask(`http://${host}/`)).toEqual({ passed: true, detail: 'answers 200' });
  expect(await ask(`http://ops:p%20w@${host}/`)).toMatchObject({ passed: true });
  expect(seen[1]).toBe(`Basic ${Buffer.from('ops:p w').toString('base64')}`);
  expect(await ask(`http://${host}/moved`)).toEqual({ passed: false, detail: 'answers 302 instead of 200' });
  expect(await ask(`http://${host}/moved`, 302)).toMatchObject({ passed: true });
});

it('waits for no answer longer than it may, and tells no address', async () => {
  const host = await serving(() => {});
  expect(await probes.http({ url: `http://${host}/?key=s3cret`, status: 200, timeoutSeconds: 1 })).toEqual({
    passed: false,
    detail: 'no answer within 1 s',
  });
  const gone = await probes.http({ url: 'http://127.0.0.1:1/?key=s3cret', status: 200, timeoutSeconds: 5 });
  expect(gone.passed).toBe(false);
  expect(gone.detail).not.toMatch(/s3cret|127\.0\.0\.1/);
});

it('runs a program as it is, without a shell and without what this process knows', async () => {
  expect(await node('process.exit(0)')).toEqual({ passed: true, detail: 'exits with 0' });
  expect(await node('console.error("no database"); process.exit(3)')).toEqual({
    passed: false,
    detail: 'exits with 3: no database',
  });
  const words = await probes.command({
    command: [process.execPath, '-e', 'console.log(process.argv[1]); process.exit(1)', '$(id); `id`'],
    timeoutSeconds: 20,
  });
  expect(words.detail).toBe('exits with 1: $(id); `id`');
  process.env.MDA_TEST_SECRET = 's3cret';
  expect((await node('console.log(String(process.env.MDA_TEST_SECRET)); process.exit(1)')).detail).toBe(
    'exits with 1: undefined',
  );
  delete process.env.MDA_TEST_SECRET;
  expect(await probes.command({ command: ['/nowhere/program'], timeoutSeconds: 5 })).toEqual({
    passed: false,
    detail: 'cannot be started (ENOENT)',
  });
});

it('holds little of what a program says, however much and whatever it is', async () => {
  const loud = await node(
    `const b = require('node:crypto').randomBytes(65536); let n = 0;
     const w = () => { while (n++ < 800) if (!process.stdout.write(b)) return process.stdout.once('drain', w); process.exit(1) }; w();`,
    60,
  );
  expect(loud.passed).toBe(false);
  expect(loud.detail.length).toBeLessThan(5_000);
});

it('ends a program that does not end, with everything that it started', async () => {
  const script = `const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    console.log(child.pid); setInterval(() => {}, 1000);`;
  const outcome = await node(script, 2);
  expect(outcome).toEqual({ passed: false, detail: 'did not end within 2 s' });
});
