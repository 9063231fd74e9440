/**
 * Owns what an environment asks for before it changes, as data: approvals, the order of the pipeline, change windows,
 * freezes and overlays. What nobody set follows from the type.
 */
import semver from 'semver';
import type { EnvironmentType } from '../ports/environment.ts';
import { changedHealth, type HealthPolicy, NO_CHECKS } from './health-policy.ts';
import { invalidPart, nothingElse, recordIn, wholeNumber } from './policy-part.ts';
import { isRole, type Role } from './rights.ts';

export interface ApprovalPolicy {
  /** How many have to approve; 0: nobody. */
  readonly needed: number;
  /** So many more where preflight finds rows at risk. */
  readonly extraAtRisk: number;
  readonly roles: readonly Role[];
  /** Whether who asks may also approve. */
  readonly selfApproval: boolean;
  readonly expiresHours: number;
}

/** Days count from Monday, 1; times are `HH:MM` in UTC, and a window whose end lies before its start ends the next day. */
export interface ChangeWindow {
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
}

export interface Freeze {
  readonly reason: string;
  /** ISO-8601 UTC; null: until somebody ends it. */
  readonly until: string | null;
}

/**
 * What becomes of a new version whose items conflict with overlays: `allow` and `warn` keep the overlay, `warn` tells of it
 * before; `block` refuses the version.
 */
export type OverlayPolicy = 'allow' | 'warn' | 'block';

export interface EnvironmentPolicy {
  readonly approvals: ApprovalPolicy;
  /** `pipeline`: a version must be live in the environment before this one first. */
  readonly order: 'any' | 'pipeline';
  /** What a publish or a promote does to tables passed on a copy of it before: exactly that plan, on exactly these tables. */
  readonly requireRehearsal: boolean;
  /** Empty: always. */
  readonly windows: readonly ChangeWindow[];
  readonly freeze: Freeze | null;
  /** Version of the ObjectStack that serves it; null: that of the spec which everything here is validated with. */
  readonly platform: string | null;
  readonly overlays: OverlayPolicy;
  /** What the app is looked at for once a version is live. */
  readonly health: HealthPolicy;
}

const OPEN: EnvironmentPolicy = {
  approvals: { needed: 0, extraAtRisk: 0, roles: ['owner', 'admin'], selfApproval: true, expiresHours: 72 },
  order: 'any',
  requireRehearsal: false,
  windows: [],
  freeze: null,
  platform: null,
  overlays: 'warn',
  health: NO_CHECKS,
};

export function defaultPolicy(type: EnvironmentType): EnvironmentPolicy {
  if (type !== 'production') return OPEN;
  return { ...OPEN, approvals: { ...OPEN.approvals, needed: 1, selfApproval: false } };
}

/**
 * Puts what somebody set over what the type gives.
 * @param changes the parts to change, as JSON that nobody checked
 * @param now ISO-8601 UTC
 * @throws USAGE_INVALID naming the part
 */
export function changedPolicy(current: EnvironmentPolicy, changes: unknown, now: string): EnvironmentPolicy {
  const { approvals, order, requireRehearsal, windows, freeze, platform, overlays, health, ...rest } =
    recordIn(changes, 'the policy');
  nothingElse(rest, 'the policy');
  return {
    approvals: approvals === undefined ? current.approvals : changedApprovals(current.approvals, approvals),
    order: order === undefined ? current.order : parseOrder(order),
    requireRehearsal:
      requireRehearsal === undefined ? current.requireRehearsal : parseRequireRehearsal(requireRehearsal),
    windows: windows === undefined ? current.windows : parseWindows(windows),
    freeze: freeze === undefined ? current.freeze : parseFreeze(freeze, current.freeze, now),
    platform: platform === undefined ? (current.platform ?? null) : parsePlatform(platform),
    overlays: overlays === undefined ? current.overlays : parseOverlays(overlays),
    health: health === undefined ? current.health : changedHealth(current.health, health),
  };
}

function changedApprovals(current: ApprovalPolicy, changes: unknown): ApprovalPolicy {
  const { needed, extraAtRisk, roles, selfApproval, expiresHours, ...rest } = recordIn(changes, 'approvals');
  nothingElse(rest, 'approvals');
  if (roles !== undefined && !(Array.isArray(roles) && roles.length > 0 && roles.every(isRole)))
    throw invalidPart('approvals.roles', 'is no list of roles');
  if (selfApproval !== undefined && typeof selfApproval !== 'boolean')
    throw invalidPart('approvals.selfApproval', 'is neither true nor false');
  return {
    needed: wholeNumber(needed, current.needed, 'approvals.needed', 0, 20),
    extraAtRisk: wholeNumber(extraAtRisk, current.extraAtRisk, 'approvals.extraAtRisk', 0, 20),
    roles: (roles as readonly Role[] | undefined) ?? current.roles,
    selfApproval: (selfApproval as boolean | undefined) ?? current.selfApproval,
    expiresHours: wholeNumber(expiresHours, current.expiresHours, 'approvals.expiresHours', 1, 24 * 90),
  };
}

function parseOrder(order: unknown): EnvironmentPolicy['order'] {
  if (order === 'any' || order === 'pipeline') return order;
  throw invalidPart('order', "is neither 'any' nor 'pipeline'");
}

function parseRequireRehearsal(required: unknown): boolean {
  if (typeof required === 'boolean') return required;
  throw invalidPart('requireRehearsal', 'is neither true nor false');
}

function parseOverlays(overlays: unknown): OverlayPolicy {
  if (overlays === 'allow' || overlays === 'warn' || overlays === 'block') return overlays;
  throw invalidPart('overlays', "is none of 'allow', 'warn' and 'block'");
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function parseWindows(windows: unknown): readonly ChangeWindow[] {
  if (!Array.isArray(windows)) throw invalidPart('windows', 'is no list');
  return windows.map((window, at) => {
    const name = `windows[${at}]`;
    const { days, from, to, ...rest } = recordIn(window, name);
    nothingElse(rest, name);
    if (
      !Array.isArray(days) ||
      days.length === 0 ||
      !days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)
    )
      throw invalidPart(`${name}.days`, 'is no list of days from 1 (Monday) to 7');
    if (typeof from !== 'string' || !TIME.test(from)) throw invalidPart(`${name}.from`, 'is no time HH:MM');
    if (typeof to !== 'string' || !TIME.test(to)) throw invalidPart(`${name}.to`, 'is no time HH:MM');
    if (from === to) throw invalidPart(name, 'begins when it ends');
    return { days, from, to };
  });
}

/** A day, or a time with its offset: whose clock is meant must not depend on where it is read. */
const UNTIL = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** One that is over may stay as it is: whoever changes another part need not know. */
function parseFreeze(freeze: unknown, current: Freeze | null, now: string): Freeze | null {
  if (freeze === null) return null;
  const { reason, until = null, ...rest } = recordIn(freeze, 'freeze');
  nothingElse(rest, 'freeze');
  if (typeof reason !== 'string' || reason.trim() === '') throw invalidPart('freeze.reason', 'is missing');
  if (until === null) return { reason, until };
  if (typeof until !== 'string' || !UNTIL.test(until) || Number.isNaN(Date.parse(until)))
    throw invalidPart('freeze.until', 'is no day, and no time with its offset from UTC');
  const end = new Date(Date.parse(until)).toISOString();
  if (end <= now && end !== current?.until) throw invalidPart('freeze.until', `is over: it is ${now}`);
  return { reason, until: end };
}

function parsePlatform(platform: unknown): string | null {
  if (platform === null) return null;
  const version = typeof platform === 'string' ? semver.valid(platform) : null;
  if (version === null) throw invalidPart('platform', 'is no version such as 17.4.0');
  return version;
}
