/** Owns how long an environment keeps what was dropped, by its type: until then only force lets it go for good. */
import type { EnvironmentType } from '../ports/environment.ts';
import type { HoldRow } from '../ports/hold.ts';

/** Where people develop and look, nothing is worth keeping. */
const HOLD_RETENTION_DAYS: Readonly<Record<EnvironmentType, number>> = {
  production: 7,
  staging: 1,
  trial: 1,
  test: 0,
  sandbox: 0,
  development: 0,
  preview: 0,
};

const DAY_MS = 24 * 60 * 60 * 1_000;

/** When it may go: ISO-8601 UTC. */
export function heldUntil({ heldAt }: Pick<HoldRow, 'heldAt'>, type: EnvironmentType): string {
  return new Date(Date.parse(heldAt) + HOLD_RETENTION_DAYS[type] * DAY_MS).toISOString();
}

/** @param at ISO-8601 UTC */
export function isRetained(hold: Pick<HoldRow, 'heldAt'>, type: EnvironmentType, at: string): boolean {
  return heldUntil(hold, type) > at;
}
