import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../testkit/src/fixed-clock.ts';
import { AuthoringError } from '../error.ts';
import { LIMITS } from '../limits.ts';
import { beatBeside } from './beat-lease.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

function statement() {
  const calls: string[] = [];
  let fail: (error: Error) => void = () => {};
  const work = new Promise<string>((resolve, reject) => {
    fail = reject;
    calls.push('sent');
    void resolve;
  });
  const interrupt = async () => {
    calls.push('interrupted');
    fail(new Error('canceling statement due to user request'));
  };
  return { calls, work, interrupt };
}

describe('a statement that lasts', () => {
  it('has the lease renewed every second, one renewal at a time', async () => {
    const clock = fixedClock();
    let beats = 0;
    let release: (value: string) => void = () => {};
    const work = new Promise<string>((resolve) => {
      release = resolve;
    });
    const beat = async () => {
      beats += 1;
    };
    const result = beatBeside({ clock, beat, interrupt: async () => {} }, () => work);
    clock.advance(999);
    await settled();
    expect(beats).toBe(0);
    clock.advance(1);
    await settled();
    clock.advance(1_000);
    await settled();
    expect(beats).toBe(2);
    release('done');
    expect(await result).toBe('done');
    clock.advance(10_000);
    expect(beats).toBe(2);
  });

  it.each(['RUN_CANCELLED', 'LEASE_LOST'] as const)(
    'is interrupted by %s, which is what is told',
    async (code) => {
      const clock = fixedClock();
      const { calls, work, interrupt } = statement();
      const beat = async () => {
        throw new AuthoringError(code, 'not wanted any more');
      };
      const result = beatBeside({ clock, beat, interrupt }, () => work);
      clock.advance(1_000);
      await expect(result).rejects.toMatchObject({ code });
      expect(calls).toEqual(['sent', 'interrupted']);
    },
  );

  it('goes on while the control plane does not answer', async () => {
    const clock = fixedClock();
    let release: (value: string) => void = () => {};
    const work = new Promise<string>((resolve) => {
      release = resolve;
    });
    const beat = async () => {
      throw new AuthoringError('DATABASE_UNAVAILABLE', 'gone for a moment');
    };
    const interrupt = async () => {
      throw new Error('nobody asked for that');
    };
    const result = beatBeside({ clock, beat, interrupt }, () => work);
    clock.advance(3_000);
    await settled();
    release('done');
    expect(await result).toBe('done');
  });

  it('is told between two statements, where there is none to interrupt', async () => {
    const clock = fixedClock();
    const beat = async () => {
      throw new AuthoringError('RUN_CANCELLED', 'not wanted any more');
    };
    let sent = 0;
    const result = beatBeside({ clock, beat, interrupt: async () => {} }, async (goesOn) => {
      for (;;) {
        await goesOn();
        sent += 1;
        clock.advance(500);
        await settled();
      }
    });
    await expect(result).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    expect(sent).toBe(2);
  });

  it('is looked after more often than its lease could end', () => {
    expect(LIMITS.watch_ms * 10).toBeLessThan(LIMITS.lease_ttl_ms);
  });
});
