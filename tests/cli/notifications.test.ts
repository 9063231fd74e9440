/** Who is told, on the command line: a log on stderr, a webhook that is down at first, and what is shown of either. */
import { createHmac } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Json, mda, mdaJson, type TestWorkspace, temporaryWorkspace } from './support/mda.ts';
import { shop } from './support/shop.ts';

// Each call is a process of its own: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const KEY = Buffer.alloc(32, 9);
const env = { HOOK_SECRET: `whsec_${KEY.toString('base64')}` };
const got: { readonly id: string; readonly genuine: boolean; readonly body: Json }[] = [];
let status = 503;
let server: Server;
let at: TestWorkspace;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = request.headers;
    const genuine =
      signature === `v1,${createHmac('sha256', KEY).update(`${id}.${time}.${body}`).digest('base64')}`;
    got.push({ id: String(id), genuine, body: JSON.parse(body) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  at = await temporaryWorkspace();
  const config = JSON.parse(await readFile(at.path('mda.json'), 'utf8')) as Json;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/T0/very-secret`;
  const notifications = [
    { kind: 'log', file: 'told.jsonl' },
    { kind: 'log', events: ['approval.requested'] },
    { kind: 'webhook', url, secretEnv: 'HOOK_SECRET' },
  ];
  await writeFile(at.path('mda.json'), JSON.stringify({ ...config, notifications }));
  await writeFile(at.path('stack.json'), JSON.stringify(shop()));
  await at.ok('import', 'stack.json');
});
afterAll(async () => {
  server.close();
  await at.dispose();
});

const call = (...args: string[]) => mdaJson(args, { cwd: at.cwd, env });
const told = async () =>
  (await readFile(at.path('told.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);

describe('notifications', () => {
  it('neither fail a command nor change what it prints, when nobody answers', async () => {
    const { code, json, stderr } = await call('publish', '--version', '1.0.0');
    expect([code, json.semver]).toEqual([0, '1.0.0']);
    expect(stderr.split('\n').filter((line) => !line.startsWith('publish: '))).toEqual(['']);
    expect(got.map(({ genuine }) => genuine)).toEqual([true]);
    expect(await told()).toMatchObject([
      { type: 'run.live', data: { environment: 'dev', version: '1.0.0' } },
    ]);
  });

  it('are told on stderr where that is asked for, also of a command that is refused', async () => {
    const { code, json, stderr } = await call('promote', '1.0.0', '--to', 'prod');
    expect(code).toBe(6);
    expect(JSON.parse(stderr)).toMatchObject({
      type: 'approval.requested',
      data: { request: json.error.details.request, environment: 'prod' },
    });
  });

  it('show who is told and what waits, but no secret and no address beyond its host', async () => {
    const { json, stdout } = await call('notify', 'list');
    expect(json.receivers).toMatchObject([
      { kind: 'log', to: 'told.jsonl', events: null },
      { name: 'log', to: 'stderr', events: ['approval.requested'] },
      { kind: 'webhook', to: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    ]);
    expect(json.notifications).toMatchObject([
      { type: 'run.live', state: 'pending', lastError: 'it answered 503' },
      { type: 'approval.requested', state: 'pending' },
    ]);
    const words = (await mda(['notify', 'list'], { cwd: at.cwd, env })).stdout;
    for (const text of [stdout, words]) {
      expect(text).not.toContain('very-secret');
      expect(text).not.toContain(KEY.toString('base64'));
    }
  });

  it('arrive once somebody answers, each under its own id', async () => {
    status = 204;
    const failed = got[0]?.id;
    got.length = 0;
    expect((await call('notify', 'deliver', '--all')).json).toEqual({ delivered: 2, failed: 0, parked: 0 });
    expect(got.map(({ id, genuine }) => [id === failed, genuine])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect((await call('notify', 'list')).json.notifications).toEqual([]);
  });

  it('are refused in mda.json where they make no sense, with what is wrong', async () => {
    const before = await readFile(at.path('mda.json'), 'utf8');
    await writeFile(at.path('mda.json'), before.replace('"HOOK_SECRET"', '"whsec_x="'));
    const { code, json } = await call('status');
    expect([code, json.error.code]).toEqual([2, 'USAGE_INVALID']);
    expect(json.error.message).toContain('notifications[2] has no secretEnv');
    await writeFile(at.path('mda.json'), before);
  });
});
