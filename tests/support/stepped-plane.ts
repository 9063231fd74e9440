/**
 * Owns stopping at what a control plane writes: a transaction, or a write of runs and leases outside of one. What is read
 * before such a step may be old by the time it is taken.
 */
import type { ControlPlane } from '@objectstack/metadata-authoring';
import { portsOf } from './ports-of.ts';

type Stop = () => Promise<void>;

const WRITES = /^(acquire|renew|release|put|insert|update|set|record|save)/;

/** @param after once a transaction is committed: its end may not be heard of */
export function steppedPlane(plane: ControlPlane, before: Stop, after: Stop = async () => {}): ControlPlane {
  const stepped = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        if (!WRITES.test(String(key))) return value.bind(target);
        return async (...values: unknown[]) => {
          await before();
          return value.apply(target, values) as unknown;
        };
      },
    });
  return {
    ...portsOf(plane),
    runs: stepped(plane.runs),
    leases: stepped(plane.leases),
    async transaction(work) {
      await before();
      const result = await plane.transaction(work);
      await after();
      return result;
    },
  };
}
