/** Owns an organization with people in it: who they are, and an app that they move along a pipeline. */
import {
  authorizeBy,
  type ControlPlane,
  type HealthProbes,
  type NotificationSink,
  type PrincipalKind,
  type Role,
  type Scope,
  type SecretKeys,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import { fixedClock } from '@objectstack/metadata-authoring-testkit';
import Database from 'better-sqlite3';
import { customerFields, object, SHOP, shopStack } from '../lifecycle/shop.ts';
import { SCOPE, type TestService, testService } from '../support/service.ts';

/** Monday, 10:00 UTC. */
const START = '2026-06-01T10:00:00.000Z';

export interface Office extends TestService {
  readonly clock: ReturnType<typeof fixedClock>;
  as(id: string, kind?: PrincipalKind): Scope;
  /** Publishes the shop with these fields of a customer, in dev. @returns its version id */
  publish(fields: Record<string, Record<string, unknown>>): Promise<string>;
  /** What an environment runs. */
  runs(environment: string): Promise<string | null>;
  /** Rows of a customer in an environment. */
  insertCustomers(environment: string, count: number): void;
  /** The code of the error that it ends in, with its request. */
  refused(work: Promise<unknown>): Promise<{
    readonly code: string;
    readonly details: Record<string, unknown>;
    readonly message: string;
    readonly suggestion: string | undefined;
  }>;
}

export interface OfficeOptions {
  readonly members?: Readonly<Record<string, Role>>;
  readonly wrap?: (plane: ControlPlane) => ControlPlane;
  readonly secretKeys?: SecretKeys;
  readonly wrapTargets?: (targets: TargetDatabases) => TargetDatabases;
  readonly sinks?: readonly NotificationSink[];
  readonly probes?: HealthProbes;
}

const PEOPLE: Readonly<Record<string, Role>> = {
  olga: 'owner',
  adam: 'admin',
  anna: 'admin',
  max: 'maker',
  rita: 'reader',
  // An agent has the role of whoever it works for, and is no member.
};

export async function openOffice({
  members = PEOPLE,
  wrap,
  secretKeys,
  wrapTargets,
  sinks,
  probes,
}: OfficeOptions = {}): Promise<Office> {
  const clock = fixedClock(START);
  const roleOf = ({ principal: { id } }: Scope) => (id === 'robot' ? 'owner' : (members[id] ?? null));
  const bench = await testService({
    clock,
    authorize: authorizeBy((scope) => (scope.principal.id === SCOPE.principal.id ? 'owner' : roleOf(scope))),
    members: async () => Object.entries(members).map(([id, role]) => ({ id, role })),
    ...(wrap ? { wrap } : {}),
    ...(secretKeys ? { secretKeys } : {}),
    ...(wrapTargets ? { wrapTargets } : {}),
    ...(sinks ? { sinks } : {}),
    ...(probes ? { probes } : {}),
  });
  await bench.environment('dev');
  await bench.environment('staging', 'staging');
  await bench.environment('prod', 'production');
  const as = (id: string, kind: PrincipalKind = 'user'): Scope => ({ ...SCOPE, principal: { kind, id } });
  return {
    ...bench,
    clock,
    as,
    async publish(fields) {
      const stack = shopStack([object('shop_customer', fields)]);
      await bench.service.importStack(as('max'), { stack: { ...stack, views: [] }, prune: true });
      const draft = await bench.service.openDraft(as('max'), SHOP);
      return (await bench.service.publish(as('max'), draft, { targetEnv: 'dev' })).packageVersionId;
    },
    async runs(environment) {
      return (await bench.service.environment(as('rita'), environment)).installations[0]?.version ?? null;
    },
    insertCustomers(environment, count) {
      const db = new Database(bench.databaseOf(environment));
      const insert = db.prepare('INSERT INTO shop_customer (id, name, phone) VALUES (?, ?, ?)');
      for (let at = 0; at < count; at += 1) insert.run(`c${at}`, `Customer ${at}`, `+49 ${at}`);
      db.close();
    },
    async refused(work) {
      const outcome = await work.then(
        () => null,
        (error) => error,
      );
      if (outcome === null) throw new Error('it was not refused');
      const { code, details = {}, message, suggestion } = outcome;
      return { code, details, message, suggestion };
    },
  };
}

export { customerFields };
