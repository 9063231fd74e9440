/**
 * S1: who may do what. rights.csv was typed from ADR-0027's table of actors and DESIGN §9, not from the code; this holds
 * the two against each other, cell by cell, and makes sure that what the hook refuses is refused by the service.
 */
import { readFileSync } from 'node:fs';
import {
  authorizeBy,
  ENVIRONMENT_TYPES,
  type EnvironmentType,
  isAuthoringError,
  OPERATIONS,
  type Operation,
  type PrincipalKind,
  ROLES,
  type Role,
  type Scope,
  type TokenGrant,
} from '@objectstack/metadata-authoring';
import { describe, expect, it } from 'vitest';

const [head = [], ...rows] = readFileSync(new URL('./rights.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const principals = head.slice(2);

/** The only organization whose members anybody knows. */
const HOME = 'org-acme';

/** What tokens are for; every environment of the table is called `here`. */
const GRANTS: Readonly<Record<string, Pick<TokenGrant, 'role' | 'environments' | 'operations'>>> = {
  ...Object.fromEntries(
    ROLES.map((role) => [`service_${role}`, { role, environments: null, operations: null }]),
  ),
  owner_token_by_maker: { role: 'owner', environments: null, operations: null },
  owner_token_by_nobody: { role: 'owner', environments: null, operations: null },
  owner_token_elsewhere: { role: 'owner', environments: ['elsewhere'], operations: null },
  admin_token_here_promote: { role: 'admin', environments: ['here'], operations: ['read', 'promote'] },
  agent_token_promote: { role: 'owner', environments: null, operations: ['read', 'promote'] },
};

function scopeOf(principal: string): Scope {
  const grant = GRANTS[principal];
  const service: PrincipalKind = grant ? 'service' : 'user';
  const kind: PrincipalKind = principal.startsWith('agent_') ? 'agent' : service;
  // Who made one may something else by now.
  const madeBy = /_by_(\w+)$/.exec(principal)?.[1] ?? 'owner';
  const token = grant ? { token: { ...grant, id: 't', madeBy } } : {};
  return {
    orgId: principal === 'foreign_owner' ? 'org-other' : HOME,
    principal: { kind, id: principal, ...token },
  };
}

const authorize = authorizeBy(({ orgId, principal: { id } }) =>
  orgId !== HOME || id === 'anonymous' || id === 'nobody' ? null : (id.replace('agent_', '') as Role),
);

function answered(principal: string, operation: Operation, type: EnvironmentType | null): string {
  try {
    return authorize(scopeOf(principal), operation, type === null ? null : { name: 'here', type });
  } catch (error) {
    if (isAuthoringError(error) && error.code === 'ROLE_FORBIDDEN') return 'deny';
    throw error;
  }
}

describe('I-41: who may do what', () => {
  it('covers every operation in every type of environment and about none, for every kind of principal', () => {
    const places = [...ENVIRONMENT_TYPES, 'none'];
    expect(rows.map(([operation, type]) => `${operation} ${type}`).sort()).toEqual(
      OPERATIONS.flatMap((operation) => places.map((type) => `${operation} ${type}`)).sort(),
    );
    expect(rows.every((row) => row.length === head.length && row.every((cell) => cell !== ''))).toBe(true);
    const everybody = ['', 'agent_', 'service_'].flatMap((kind) => ROLES.map((role) => `${kind}${role}`));
    expect(new Set(principals)).toEqual(
      new Set([...everybody, ...Object.keys(GRANTS), 'anonymous', 'foreign_owner']),
    );
  });

  it.each(rows)('%s in %s', (operation, type, ...expected) => {
    const found = principals.map((principal) =>
      answered(principal, operation as Operation, type === 'none' ? null : (type as EnvironmentType)),
    );
    expect(Object.fromEntries(principals.map((name, at) => [name, found[at]]))).toEqual(
      Object.fromEntries(principals.map((name, at) => [name, expected[at]])),
    );
  });

  it('takes what is about no environment for right only where it is right in every one', () => {
    expect(answered('maker', 'stage', null)).toBe('allow');
    expect(answered('maker', 'publish', null)).toBe('ask');
    expect(answered('maker', 'preview', null)).toBe('deny');
    expect(answered('agent_owner', 'publish', null)).toBe('ask');
  });

  it('lets a token for one environment read and stage, and nothing else that is about all of them', () => {
    const may = OPERATIONS.filter(
      (operation) => answered('owner_token_elsewhere', operation, null) !== 'deny',
    );
    expect(may).toEqual(['read', 'open_draft', 'stage', 'discard']);
    expect(answered('service_owner', 'deprecate', null)).toBe('allow');
  });

  it('I-47: an agent never seals, approves or destroys, whatever its role', () => {
    for (const operation of [
      'rollback',
      'uninstall',
      'configure_package',
      'finalize',
      'purge',
      'repair',
      'drive_run',
      'approve',
      'manage_tokens',
      'manage_policy',
    ] as const)
      for (const type of ENVIRONMENT_TYPES) expect(answered('agent_owner', operation, type)).toBe('deny');
    for (const type of ENVIRONMENT_TYPES) expect(answered('agent_owner', 'publish', type)).toBe('ask');
  });

  it('says who, in which role, and where', () => {
    expect(() => authorize(scopeOf('reader'), 'publish', { name: 'prod', type: 'production' })).toThrow(
      expect.objectContaining({
        code: 'ROLE_FORBIDDEN',
        message: `'reader' is reader and may not publish in 'prod' (production)`,
      }),
    );
    expect(() => authorize(scopeOf('agent_owner'), 'approve', null)).toThrow(
      /owner and an agent and may not approve/,
    );
    expect(() => authorize(scopeOf('anonymous'), 'read', null)).toThrow(/is no member and may not read/);
    expect(() =>
      authorize(scopeOf('owner_token_elsewhere'), 'publish', { name: 'here', type: 'test' }),
    ).toThrow(/is owner and a token for elsewhere and may not publish in 'here' \(test\)/);
  });
});
