/**
 * Owns who may do what, as data: an operation, a role, where, and whether an agent may at all. Whatever is not here is
 * denied. ADR-0027's table of actors is the source; tests/rights holds it against a table that was typed by hand.
 */
import type { EnvironmentType } from '../ports/environment.ts';
import type { PrincipalKind } from '../scope.ts';

/** `EnvironmentRoleSchema` of `@objectstack/spec/cloud`. */
export const ROLES = ['owner', 'admin', 'maker', 'reader', 'guest'] as const;
export type Role = (typeof ROLES)[number];

/** `ask`: only what others have approved. */
export type Right = 'allow' | 'ask' | 'deny';

type Cell = 'A' | '?' | '-';
/** Three places: where nobody depends on the app, staging, production. */
type Cells = `${Cell}${Cell}${Cell}`;

interface Rule {
  readonly owner: Cells;
  readonly admin: Cells;
  readonly maker: Cells;
  readonly reader: Cells;
  readonly guest: Cells;
  /** The most that an agent may, whatever its role: it prepares and asks, it never seals, approves or destroys. */
  readonly agent: Cell;
  /** The most that a service may; absent: as its role. Leave is given by people, who also say where it is needed, and no token makes another one. */
  readonly service?: Cell;
}

const RULES = {
  read: { owner: 'AAA', admin: 'AAA', maker: 'AAA', reader: 'AAA', guest: 'AAA', agent: 'A' },
  read_audit: { owner: 'AAA', admin: 'AAA', maker: 'AAA', reader: 'AAA', guest: '---', agent: 'A' },
  open_draft: { owner: 'AAA', admin: 'AAA', maker: 'AAA', reader: '---', guest: '---', agent: 'A' },
  stage: { owner: 'AAA', admin: 'AAA', maker: 'AAA', reader: '---', guest: '---', agent: 'A' },
  discard: { owner: 'AAA', admin: 'AAA', maker: 'AAA', reader: '---', guest: '---', agent: 'A' },
  preview: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: 'A' },
  copy_sample: { owner: 'AAA', admin: 'AAA', maker: 'AA-', reader: '---', guest: '---', agent: '-' },
  copy_rows: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  publish: { owner: 'AAA', admin: 'AAA', maker: 'A??', reader: '---', guest: '---', agent: '?' },
  rehearse: { owner: 'AAA', admin: 'AAA', maker: 'AAA', reader: '---', guest: '---', agent: 'A' },
  promote: { owner: 'AAA', admin: 'AAA', maker: 'A??', reader: '---', guest: '---', agent: '?' },
  rollback: { owner: 'AAA', admin: 'AAA', maker: '---', reader: '---', guest: '---', agent: '-' },
  uninstall: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  configure_package: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  finalize: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  purge: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  repair: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  drive_run: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  approve: {
    owner: 'AAA',
    admin: 'AAA',
    maker: '---',
    reader: '---',
    guest: '---',
    agent: '-',
    service: '-',
  },
  import_version: { owner: 'AAA', admin: 'AAA', maker: '---', reader: '---', guest: '---', agent: '-' },
  deprecate: { owner: 'AAA', admin: 'AAA', maker: '---', reader: '---', guest: '---', agent: '-' },
  override: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  manage_environment: { owner: 'AAA', admin: 'AAA', maker: '---', reader: '---', guest: '---', agent: '-' },
  manage_variables: { owner: 'AAA', admin: 'AAA', maker: 'A--', reader: '---', guest: '---', agent: '-' },
  read_secrets: { owner: 'AAA', admin: 'AAA', maker: '---', reader: '---', guest: '---', agent: '-' },
  manage_policy: {
    owner: 'AAA',
    admin: '---',
    maker: '---',
    reader: '---',
    guest: '---',
    agent: '-',
    service: '-',
  },
  manage_tokens: {
    owner: 'AAA',
    admin: 'AAA',
    maker: '---',
    reader: '---',
    guest: '---',
    agent: '-',
    service: '-',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type Operation = keyof typeof RULES;

export const OPERATIONS = Object.keys(RULES) as readonly Operation[];

const PLACE: Readonly<Record<EnvironmentType, 0 | 1 | 2>> = {
  development: 0,
  sandbox: 0,
  test: 0,
  preview: 0,
  trial: 0,
  staging: 1,
  production: 2,
};

const RIGHT: Readonly<Record<Cell, Right>> = { A: 'allow', '?': 'ask', '-': 'deny' };
const STRICTNESS: readonly Right[] = ['allow', 'ask', 'deny'];

export interface Asker {
  readonly role: Role;
  readonly kind: PrincipalKind;
}

/** @param type of the environment; null: the operation is about none, and has to be right in every one */
export function rightOf({ role, kind }: Asker, operation: Operation, type: EnvironmentType | null): Right {
  const rule: Rule = RULES[operation];
  const cells = [...rule[role]] as Cell[];
  const places = type === null ? cells : [cells[PLACE[type]] ?? '-'];
  const caps: Cell[] = kind === 'user' ? [] : [kind === 'agent' ? rule.agent : (rule.service ?? 'A')];
  return strictest([...places, ...caps].map((cell) => RIGHT[cell]));
}

export function strictest(rights: readonly Right[]): Right {
  return STRICTNESS[Math.max(...rights.map((right) => STRICTNESS.indexOf(right)))] ?? 'deny';
}

export function isOperation(value: unknown): value is Operation {
  return OPERATIONS.some((operation) => operation === value);
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}
