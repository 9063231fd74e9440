/**
 * A commit that does not wait for the disk may be lost with the power. So may the lease of a run, but never once the run
 * has written to its environment: what it wrote there would be of a run that nobody knows.
 */
import type { ControlPlane, TargetDatabase, TargetDatabases } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHOP, shopStack } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

/** `may be lost`: so is whatever the control plane knows since the last `on disk`. */
type Moment = 'may be lost' | 'on disk' | 'writes to the environment';

let bench: TestService;
const moments: Moment[] = [];

function watching(plane: ControlPlane): ControlPlane {
  const transaction: ControlPlane['transaction'] = async (work, options) => {
    const result = await plane.transaction(work, options);
    moments.push(options?.waitsForDisk === false ? 'may be lost' : 'on disk');
    return result;
  };
  return over(plane, { transaction });
}

function watchingTargets(targets: TargetDatabases): TargetDatabases {
  return {
    async open(row) {
      const target = await targets.open(row);
      const enter: TargetDatabase['enter'] = (...call) => {
        moments.push('writes to the environment');
        return target.enter(...call);
      };
      return over(target, { enter });
    },
  };
}

function over<T extends object>(original: T, others: Partial<T>): T {
  return new Proxy(original, {
    get(target, name) {
      const other = Reflect.get(others, name);
      if (other !== undefined) return other;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

beforeEach(async () => {
  moments.length = 0;
  bench = await testService({ wrap: watching, wrapTargets: watchingTargets });
  await bench.environment('dev');
});

afterEach(() => bench.dispose());

async function publish(packageId: string): Promise<string> {
  const draft = await bench.service.openDraft(SCOPE, packageId);
  await bench.service.publish(SCOPE, draft, { targetEnv: 'dev' });
  const [newest] = await bench.service.versions(SCOPE, packageId);
  return newest?.id as string;
}

/** Of each write to an environment, what was committed last before it. */
const committedBefore = () =>
  moments.flatMap((moment, at) => (moment === 'writes to the environment' ? [moments[at - 1]] : []));

describe('what a power loss may take', () => {
  it('is no lease of a run that has written to its environment (I-14)', async () => {
    await bench.service.importStack(SCOPE, { stack: shopStack() });
    const first = await publish(SHOP);
    await bench.environment('next', 'staging');
    await bench.service.promote(SCOPE, first, { targetEnv: 'next' });
    expect(moments).toContain('may be lost');
    expect(committedBefore().length).toBeGreaterThanOrEqual(2);
    expect(new Set(committedBefore())).toEqual(new Set(['on disk']));
  });

  it('nor of one that makes no table there, and leaves its mark', async () => {
    const manifest = { id: 'com.acme.words', name: 'Words', version: '1.0.0', type: 'app' };
    await bench.service.importStack(SCOPE, { stack: { manifest } });
    const one = await publish(manifest.id);
    await bench.environment('next', 'staging');
    moments.length = 0;
    await bench.service.promote(SCOPE, one, { targetEnv: 'next' });
    expect(committedBefore()).toEqual(['on disk']);
    await bench.service.importStack(SCOPE, { stack: { manifest: { ...manifest, description: 'Other' } } });
    moments.length = 0;
    await publish(manifest.id);
    expect(committedBefore(), 'the mark is there').toEqual([]);
    moments.length = 0;
    await bench.service.rollback(SCOPE, { targetEnv: 'dev', packageId: manifest.id, toVersionId: one });
    expect(moments).toEqual(['may be lost', 'on disk']);
  });
});
