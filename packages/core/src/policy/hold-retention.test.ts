import { describe, expect, it } from 'vitest';
import { heldUntil, isRetained } from './hold-retention.ts';

const hold = { heldAt: '2026-03-01T12:00:00.000Z' };

describe('how long what was dropped is kept', () => {
  it('is a week in production, a day in staging, no time where people develop', () => {
    expect(heldUntil(hold, 'production')).toBe('2026-03-08T12:00:00.000Z');
    expect(heldUntil(hold, 'staging')).toBe('2026-03-02T12:00:00.000Z');
    for (const type of ['test', 'sandbox', 'development', 'preview'] as const)
      expect(heldUntil(hold, type)).toBe(hold.heldAt);
  });

  it('ends with its last millisecond', () => {
    expect(isRetained(hold, 'staging', '2026-03-02T11:59:59.999Z')).toBe(true);
    expect(isRetained(hold, 'staging', '2026-03-02T12:00:00.000Z')).toBe(false);
    expect(isRetained(hold, 'development', hold.heldAt)).toBe(false);
  });
});
