import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

it('lets one in at a time, in order of arrival', async () => {
  const turns = new Turnstile(1_000);
  const order: string[] = [];
  expect(turns.tryEnter()).toBe(true);
  expect(turns.tryEnter()).toBe(false);
  const waiting = ['a', 'b', 'c'].map(async (name) => {
    await turns.enter();
    order.push(name);
    await Promise.resolve();
    turns.leave();
  });
  expect(order).toEqual([]);
  turns.leave();
  await Promise.all(waiting);
  expect(order).toEqual(['a', 'b', 'c']);
  expect(turns.tryEnter()).toBe(true);
});

it('gives up after the limit, and the turn goes to the next one', async () => {
  const turns = new Turnstile(10);
  await turns.enter();
  await expect(turns.enter()).rejects.toMatchObject({ code: 'LOCK_TIMEOUT', retryable: true });
  const next = turns.enter();
  turns.leave();
  await next;
  expect(turns.tryEnter()).toBe(false);
});
