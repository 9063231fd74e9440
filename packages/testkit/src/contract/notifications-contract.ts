/** Owns what NotificationPort promises. */
import type { NotificationRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { atSecond, type Given, newId, newScope } from './given.ts';

export function aNotification(second: number, fields: Partial<NotificationRow> = {}): NotificationRow {
  return {
    id: newId(),
    sink: 'log',
    type: 'run.live',
    body: '{"type":"run.live","data":{"what":"Ölmühle ✓"}}',
    createdAt: atSecond(second),
    dueAt: atSecond(second),
    attempts: 0,
    state: 'pending',
    lastError: null,
    ...fields,
  };
}

export function notificationsContract(given: () => Given): void {
  it('gives what is due, oldest first, and what is not due or parked only in the list', async () => {
    const { notifications } = given().plane;
    const scope = newScope();
    const [second, first, later, parked] = [
      aNotification(2),
      aNotification(1),
      aNotification(3, { dueAt: atSecond(60) }),
      aNotification(4, { state: 'parked', attempts: 10, lastError: 'it answers 500' }),
    ];
    await notifications.put(scope, [second, first, later, parked]);
    await notifications.put(scope, []);
    expect(await notifications.due(scope, 'log', atSecond(10), 10)).toEqual([first, second]);
    expect(await notifications.due(scope, 'log', atSecond(60), 10)).toEqual([first, second, later]);
    expect(await notifications.due(scope, 'log', atSecond(60), 1)).toEqual([first]);
    expect(await notifications.due(scope, 'webhook', atSecond(60), 10)).toEqual([]);
    expect(await notifications.list(scope, 10)).toEqual([first, second, later, parked]);
  });

  it('is claimed by one of several, and comes back when nothing came of that', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const row = aNotification(1);
    await plane.notifications.put(scope, [row]);
    const until = atSecond(61);
    const won = await Promise.all(
      [plane, other, plane].map((on) => on.notifications.claim(scope, row, until)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await plane.notifications.due(scope, 'log', atSecond(60), 10)).toEqual([]);
    expect(await plane.notifications.due(scope, 'log', until, 10)).toEqual([{ ...row, dueAt: until }]);
  });

  it('keeps how it went, and forgets what was delivered', async () => {
    const { notifications } = given().plane;
    const scope = newScope();
    const [row, told] = [aNotification(1), aNotification(2)];
    await notifications.put(scope, [row, told]);
    const change = {
      state: 'parked',
      attempts: 10,
      dueAt: atSecond(5),
      lastError: 'it does not answer',
    } as const;
    await notifications.change(scope, row.id, change);
    await notifications.remove(scope, told.id);
    await notifications.remove(scope, newId());
    expect(await notifications.list(scope, 10)).toEqual([{ ...row, ...change }]);
    expect(await notifications.claim(scope, { ...row, ...change }, atSecond(9))).toBe(false);
  });
}
