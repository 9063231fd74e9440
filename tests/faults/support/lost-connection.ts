/** Owns one lost connection: at an instant of a run the sessions are ended by the server, or the wire is cut or hangs. */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { expect } from 'vitest';
import { expectEnds } from './every-fault.ts';
import { hookedTargets, type Instant, onceAt } from './hooked-targets.ts';
import { look, type Prepared } from './interrupt.ts';
import type { ServerDatabase } from './server-database.ts';
import { endSessions } from './sessions.ts';
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts';
import { copyOf, startProcess } from './world.ts';

export type Loss = 'ended by the server' | 'cut' | 'no connection left' | 'hangs' | 'half open';
export const LOSSES: readonly Loss[] = [
  'ended by the server',
  'cut',
  'no connection left',
  'hangs',
  'half open',
];
export const INSTANTS: readonly Instant[] = [
  'open',
  'introspect',
  'enter',
  'before execute',
  'after execute',
];

/** What a run may say whose database went away. */
const SAYS = new Set(['DATABASE_UNAVAILABLE', 'LEASE_LOST', 'ENVIRONMENT_LOCKED']);

/** @returns whether the run failed by it; what needs no connection any more goes through */
export async function expectSurvivesLoss(
  from: Prepared,
  server: ServerDatabase,
  loss: Loss,
  instant: Instant,
  giveUp: boolean,
): Promise<boolean> {
  const world = await copyOf(from.template);
  const proxy = await tcpProxy(server.url);
  let met = false;
  const hook = onceAt(instant, 1, async () => {
    met = true;
    await lose(loss, proxy, server);
  });
  const first = await startProcess(world, {
    owner: 'first',
    url: proxy.url,
    silenceMs: SILENCE_MS,
    wrap: (targets) => hookedTargets(targets, hook),
  });
  try {
    const outcome = await from.scenario.act(first).then(
      () => null,
      (error: unknown) => error,
    );
    expect(met, 'the instant was met').toBe(true);
    if (outcome !== null) {
      expect(isAuthoringError(outcome), String(outcome)).toBe(true);
      if (isAuthoringError(outcome)) expect(SAYS).toContain(outcome.code);
    }
    await look(from, world);
    expect(['resumed', 'abandoned']).toContain(await expectEnds(from, world, giveUp));
    return outcome !== null;
  } finally {
    await first.close();
    await proxy.close();
    world.dispose();
  }
}

/** Short: whoever waits for an answer gives up after it. */
const SILENCE_MS = 1_200;

async function lose(loss: Loss, proxy: TcpProxy, server: ServerDatabase): Promise<void> {
  switch (loss) {
    case 'ended by the server':
      await endSessions(server);
      return;
    case 'cut':
      proxy.cut();
      return;
    case 'no connection left':
      proxy.refuse();
      proxy.cut();
      return;
    case 'hangs':
      proxy.hang();
      return;
    case 'half open':
      proxy.hang();
      proxy.heal();
  }
}
