/** Owns an environment on any engine, and a test environment before it from which versions of two packages come. */
import { app, BILLING, billing, edit, stackOf, writeRows } from '../faults/support/app.ts';
import { raw } from '../faults/support/raw-database.ts';
import { importApp, publish } from '../faults/support/scenarios.ts';
import type { ServerDatabase } from '../faults/support/server-database.ts';
import {
  environment,
  newWorld,
  PACKAGE,
  type Process,
  scope,
  startProcess,
  type World,
} from '../faults/support/world.ts';

export { BILLING, environment, PACKAGE, scope };

/** The shop with another field. */
export const withEmail = edit(app, 'shop_customer', { email: { type: 'email', label: 'Email' } });
/** And with one less. */
export const withoutFax = edit(withEmail, 'shop_customer', { fax: null });

export interface MovingPackages {
  readonly world: World;
  readonly process: Process;
  readonly service: Process['service'];
  /** Publishes these where versions come from. @returns the version's id */
  publishShop(objects: typeof app): Promise<string>;
  publishBilling(): Promise<string>;
  promote(...versions: readonly string[]): Promise<{ readonly run: string; readonly state: string }>;
  /** `package version`, one each, as the environment runs them, sorted. */
  runs(): Promise<readonly string[]>;
  count(table: string): Promise<number>;
  /** Tables by name, without what is put aside. */
  tables(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** @param server where the environment lives; null: a file */
export async function movingPackages(server: ServerDatabase | null): Promise<MovingPackages> {
  const world = newWorld(server);
  await server?.empty();
  const process = await startProcess(world);
  const { service } = process;
  await service.addEnvironment(scope, { name: 'first', type: 'test', databaseUrl: 'sqlite:first.db' });
  await service.addEnvironment(scope, {
    name: environment,
    type: 'staging',
    databaseUrl: server?.url ?? 'sqlite:env.db',
  });
  const published = async (stack: unknown, packageId: string) => {
    await importApp(process, stack);
    await publish(process, packageId, 'first');
    return (await service.versions(scope, packageId))[0]?.id as string;
  };
  const names = async () => {
    const known = ['shop_customer', 'shop_order', 'billing_invoice'];
    const there = await Promise.all(
      known.map((table) =>
        raw(world.urlOf(environment), ({ query, quote }) => query(`SELECT 1 FROM ${quote(table)}`)).then(
          () => [table],
          () => [],
        ),
      ),
    );
    return there.flat();
  };
  return {
    world,
    process,
    service,
    publishShop: (objects) => published(stackOf(objects), PACKAGE),
    publishBilling: () => published(billing, BILLING),
    async promote(...versions) {
      const result = await service.promote(scope, versions, { targetEnv: environment });
      if (!('run' in result)) throw new Error('it only looked');
      return result;
    },
    runs: async () =>
      (await service.environment(scope, environment)).installations
        .map((one) => `${one.package} ${one.version}`)
        .sort(),
    count: async (table) =>
      Number(
        Object.values(
          (
            await raw(world.urlOf(environment), ({ query, quote }) =>
              query(`SELECT count(*) AS n FROM ${quote(table)}`),
            )
          )[0] ?? {},
        )[0],
      ),
    tables: names,
    dispose: async () => {
      await process.close();
      world.dispose();
    },
  };
}

export { app, writeRows };
