/**
 * Owns the interface that commands drive: the service's methods without their first argument. The embedded workspace
 * binds the scope here; a server client gets it from its token and implements the same type.
 */
import type { MetadataAuthoringService, Scope } from '@objectstack/metadata-authoring';

type WithoutScope<M> = M extends (scope: Scope, ...rest: infer A) => infer R ? (...rest: A) => R : never;

/** A dry run is `diff` with preflight, so `publish` has its one result type here. */
export type AuthoringClient = {
  readonly [M in keyof MetadataAuthoringService]: WithoutScope<MetadataAuthoringService[M]>;
};

/** Every call of the client is the service's with `scope` in front. */
export function bindScope(service: MetadataAuthoringService, scope: Scope): AuthoringClient {
  return new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...rest: readonly unknown[]) => Reflect.apply(method, target, [scope, ...rest]);
    },
  }) as unknown as AuthoringClient;
}
