import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { secretKeyIn, webhookHeaders } from './webhook-signature.ts';

it('signs as the example of the Standard Webhooks libraries is signed', () => {
  const key = secretKeyIn('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  expect(key).not.toBeNull();
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  expect(webhookHeaders(key as Buffer, message, 1_614_265_330)).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('signs bytes, not letters', () => {
  const key = Buffer.alloc(24, 7);
  const body = '{"what":"Ölmühle ✓"}';
  const expected = createHmac('sha256', key)
    .update(Buffer.from(`m.1.${body}`, 'utf8'))
    .digest('base64');
  expect(webhookHeaders(key, { id: 'm', body }, 1)['webhook-signature']).toBe(`v1,${expected}`);
});

it.each([
  '',
  'whsec_',
  'secret',
  'whsec_c2hvcnQ=',
  `whsec_${Buffer.alloc(65).toString('base64')}`,
  'whsec_a b',
])('takes %j for no secret', (text) => expect(secretKeyIn(text)).toBeNull());
