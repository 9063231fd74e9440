/** Owns what TokenPort promises. */
import type { TokenRow } from '@objectstack/metadata-authoring';
import { expect, it } from 'vitest';
import { atSecond, type Given, newId, newScope } from './given.ts';

export function aToken(second: number, fields: Partial<TokenRow> = {}): TokenRow {
  return {
    id: newId(),
    name: 'ci',
    kind: 'service',
    role: 'admin',
    environments: null,
    operations: null,
    hash: 'a'.repeat(64),
    madeBy: 'ada',
    createdAt: atSecond(second),
    expiresAt: atSecond(second + 3_600),
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
    ...fields,
  };
}

export function tokensContract(given: () => Given): void {
  it('gives a token back as it was, newest first', async () => {
    const { tokens } = given().plane;
    const scope = newScope();
    const older = aToken(1);
    const newer = aToken(2, {
      kind: 'agent',
      environments: ['staging', 'prod'],
      operations: ['read', 'promote'],
    });
    for (const row of [newer, older]) await tokens.insert(scope, row);
    expect(await tokens.get(scope, newer.id)).toEqual(newer);
    expect(await tokens.get(scope, newId())).toBeNull();
    expect(await tokens.list(scope, { limit: 10 })).toEqual([newer, older]);
    expect(await tokens.list(scope, { limit: 1 })).toEqual([newer]);
  });

  it('keeps when it was used last', async () => {
    const { tokens } = given().plane;
    const scope = newScope();
    const row = aToken(1);
    await tokens.insert(scope, row);
    await tokens.used(scope, row.id, atSecond(5));
    await tokens.used(scope, newId(), atSecond(6));
    expect(await tokens.get(scope, row.id)).toEqual({ ...row, lastUsedAt: atSecond(5) });
  });

  it('is revoked once, however many try: by whom and when stays', async () => {
    const { plane, other } = given();
    const scope = newScope();
    const row = aToken(1);
    await plane.tokens.insert(scope, row);
    expect(await plane.tokens.revoke(scope, newId(), atSecond(2))).toBe(false);
    const won = await Promise.all(
      [plane, other, plane].map((on) => on.transaction((tx) => tx.tokens.revoke(scope, row.id, atSecond(3)))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await other.tokens.revoke(scope, row.id, atSecond(9))).toBe(false);
    expect(await plane.tokens.get(scope, row.id)).toEqual({
      ...row,
      revokedAt: atSecond(3),
      revokedBy: 'ada',
    });
  });
}
