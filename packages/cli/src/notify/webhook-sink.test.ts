/** A real receiver on this machine: what it gets, and what becomes of it when it answers badly, late or not at all. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postWebhook } from './webhook-sink.ts';

const KEY = Buffer.alloc(32, 5);
const env = { HOOK_SECRET: `whsec_${KEY.toString('base64')}` };
const message = { id: 'n1', type: 'run.live', body: '{"type":"run.live","what":"Ölmühle ✓"}' } as const;

let got: { readonly headers: IncomingMessage['headers']; readonly body: string }[];
let answer: (response: ServerResponse, request: IncomingMessage) => void;
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  got = [];
  answer = (response) => response.end();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=very-secret`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});

afterEach(() => close());

const post = (timeoutMs?: number) => postWebhook({ url, secretEnv: 'HOOK_SECRET' }, message, env, timeoutMs);

describe('a webhook', () => {
  it('gets the body as it is, signed so that it can check who sent it and when', async () => {
    expect(await post()).toEqual({ delivered: true });
    const [{ headers, body } = { headers: {}, body: '' }] = got;
    expect(body).toBe(message.body);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['webhook-id']).toBe('n1');
    const seconds = Number(headers['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1_000 - seconds)).toBeLessThan(60);
    const signed = createHmac('sha256', KEY).update(`n1.${seconds}.`).update(body).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
  });

  it.each([
    [500, { delivered: false, because: 'it answered 500' }],
    [404, { delivered: false, because: 'it answered 404' }],
    [410, { delivered: false, because: 'it answered 410', never: true }],
  ])('that answers %i is not told', async (status, outcome) => {
    answer = (response) => response.writeHead(status).end('key=very-secret');
    expect(await post()).toEqual(outcome);
  });

  it('that sends it elsewhere is not followed', async () => {
    answer = (response) => response.writeHead(307, { location: '/elsewhere' }).end();
    expect(await post()).toEqual({ delivered: false, because: 'it answered 307' });
    expect(got).toHaveLength(1);
  });

  it('that never answers is left after a while', async () => {
    answer = () => {};
    expect(await post(200)).toEqual({ delivered: false, because: 'it did not answer within 0.2 s' });
  });

  it('that is not there is named by nothing that is its own', async () => {
    await close();
    const outcome = await post();
    expect(outcome).toEqual({ delivered: false, because: 'it could not be reached (ECONNREFUSED)' });
    expect(JSON.stringify(outcome)).not.toContain('very-secret');
  });

  it.each([[{}], [{ HOOK_SECRET: 'plain' }]])('without a secret is not told: %j', async (variables) => {
    const outcome = await postWebhook({ url, secretEnv: 'HOOK_SECRET' }, message, variables);
    expect(outcome).toMatchObject({
      delivered: false,
      because: expect.stringMatching(/^HOOK_SECRET holds no secret/),
    });
    expect(got).toEqual([]);
  });
});
