/** Owns what every store is made of. A store is made anew for each transaction: it must be cheap to make. */
import type { Clock, Ids } from '@objectstack/metadata-authoring';
import type { ControlDialect } from './control-dialect.ts';
import type { KeptFrozen } from './kept-frozen.ts';
import type { Session } from './session.ts';

export interface StoreContext {
  readonly session: Session;
  readonly dialect: ControlDialect;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly keptFrozen: KeptFrozen;
}

/** Texts a list statement takes at once. */
export const listSize = 2_000;

export function chunksOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  if (values.length <= size) return values.length === 0 ? [] : [values];
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) =>
    values.slice(at * size, (at + 1) * size),
  );
}
