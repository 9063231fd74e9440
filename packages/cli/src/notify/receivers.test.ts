import { describe, expect, it } from 'vitest';
import { nameOf, parseReceivers, placeOf, type Receiver } from './receivers.ts';

const webhook = { kind: 'webhook', url: 'https://hooks.example/T0/very-secret', secretEnv: 'HOOK' };

describe('receivers in mda.json', () => {
  it('are read as they are written', () => {
    const list = [webhook, { kind: 'log' }, { kind: 'log', file: 'told.jsonl', events: ['run.failed'] }];
    expect(parseReceivers(list)).toEqual(list);
    expect(parseReceivers([])).toEqual([]);
  });

  it.each([
    ['no list', {}, "'notifications' is no list"],
    ['no object', [null], 'is no object'],
    ['another kind', [{ kind: 'mail' }], 'is neither'],
    ['an unknown key', [{ ...webhook, retries: 3 }], "has no 'retries'"],
    ['an unknown event', [{ ...webhook, events: ['run.fly'] }], 'names events that there are not'],
    ['no event', [{ ...webhook, events: [] }], 'names events that there are not'],
    ['a file as address', [{ ...webhook, url: 'file:///etc/passwd' }], 'not http or https'],
    ['no address', [{ ...webhook, url: 'hooks' }], 'not http or https'],
    ['a password in the address', [{ ...webhook, url: 'https://a:b@hooks.example' }], 'a user or a password'],
    ['no secret', [{ kind: 'webhook', url: webhook.url }], 'has no secretEnv'],
    ['the secret itself', [{ ...webhook, secretEnv: 'whsec_a+b=' }], 'has no secretEnv'],
    ['a log with an address', [{ kind: 'log', url: webhook.url }], 'is a log'],
    ['a webhook with a file', [{ ...webhook, file: 'x' }], 'is a webhook'],
    ['the same one twice', [webhook, { ...webhook, secretEnv: 'OTHER' }], 'the same receiver'],
  ])('are refused with %s', (_, value, why) => {
    expect(parseReceivers(value)).toEqual(expect.stringContaining(why));
  });

  it('have a name that lasts, and are shown without what may be secret', () => {
    const one = webhook as Receiver;
    expect(nameOf(one)).toMatch(/^webhook-[0-9a-f]{8}$/);
    expect(nameOf({ ...one, events: ['run.live'] } as Receiver)).toBe(nameOf(one));
    expect(nameOf({ kind: 'log' })).toBe('log');
    expect(placeOf(one)).toBe('https://hooks.example');
    expect(placeOf({ kind: 'log' })).toBe('stderr');
  });
});
