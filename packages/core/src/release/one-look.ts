/**
 * Owns what one plan reads of the control plane. The rules of a plan ask for the same few rows again and again, each for
 * itself: here the first answer is the answer, so that all of them speak of the same moment, and on a server of its own
 * each row costs one round trip.
 */
import type { ControlPlane } from '../ports/control-plane.ts';

/** What a plan asks for more than once. */
const READS: { readonly [P in keyof ControlPlane]?: readonly (keyof ControlPlane[P])[] } = {
  environments: ['find', 'list'],
  holds: ['list'],
  installations: ['list'],
  policies: ['get'],
  runs: ['open'],
  versions: ['get'],
};

type Method = (...values: readonly unknown[]) => unknown;

/** For as long as nothing is written through it. */
export function oneLook(plane: ControlPlane): ControlPlane {
  const ports = Object.entries(READS).map(([name, reads]) => {
    const port = plane[name as keyof typeof READS];
    return [name, knowing(port, reads as readonly PropertyKey[])] as const;
  });
  return standingIn(plane, new Map(ports));
}

function knowing(port: object, reads: readonly PropertyKey[]): object {
  const methods = reads.map((name) => {
    const known = new Map<string, unknown>();
    const read = (Reflect.get(port, name) as Method).bind(port);
    const once: Method = (...values) => {
      const key = JSON.stringify(values);
      if (!known.has(key)) known.set(key, read(...values));
      return known.get(key);
    };
    return [name, once] as const;
  });
  return standingIn(port, new Map(methods));
}

/** Everything else as the original does it: it has private parts that no other object has. */
function standingIn<T extends object>(original: T, others: ReadonlyMap<PropertyKey, unknown>): T {
  return new Proxy(original, {
    get(_, name) {
      const other = others.get(name);
      if (other !== undefined) return other;
      const value = Reflect.get(original, name);
      return typeof value === 'function' ? (value as Method).bind(original) : value;
    },
  });
}
