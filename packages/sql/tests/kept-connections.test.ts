/**
 * Owns the proof that a connection which was kept, and which the server closed meanwhile, is no error for who comes next: not
 * by its time limit, nor because somebody ended it, however short before.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { type OpenTargetDatabases, openTargetDatabases } from '../src/environment/open-target-databases.ts';
import { type MysqlSubject, mysqlSubject, postgresSubject } from './support/target-subjects.ts';

const TIMES = 30;

interface Kept {
  readonly environment: MysqlSubject['environment'];
  readonly databases: OpenTargetDatabases;
  /** Ends every other connection to the database, as its server may at any time. */
  end(): Promise<unknown>;
}

async function expectServed({ databases, environment, end }: Kept): Promise<void> {
  const outcomes = new Set<string>();
  for (let time = 0; time < TIMES; time += 1) {
    const first = await databases.open(environment);
    await first.introspect();
    await first.close();
    await end();
    const next = await databases.open(environment);
    outcomes.add(
      await next.introspect().then(
        () => 'served',
        (error: Error) => error.message,
      ),
    );
    await next.close();
  }
  expect([...outcomes]).toEqual(['served']);
}

/** Whoever closes a connection wants it gone. */
async function expectClosed({ environment, end }: Omit<Kept, 'databases'>): Promise<void> {
  const outcomes = new Set<string>();
  for (let time = 0; time < TIMES; time += 1) {
    const target = await openTargetDatabases().open(environment);
    await target.introspect();
    await end();
    outcomes.add(
      await target.close().then(
        () => 'closed',
        (error: Error) => error.message,
      ),
    );
  }
  expect([...outcomes]).toEqual(['closed']);
}

function keptConnections<S extends Pick<MysqlSubject, 'environment' | 'dispose'>>(
  make: () => Promise<S>,
  endOthers: (subject: S) => Promise<unknown>,
): void {
  let subject: S;
  let databases: OpenTargetDatabases;
  const end = () => endOthers(subject);
  beforeEach(async () => {
    subject = await make();
    databases = openTargetDatabases({ keepIdleMs: 60_000 });
  });
  afterEach(async () => {
    await databases.close();
    await subject.dispose();
  });

  it('that was ended is not used again', () =>
    expectServed({ databases, environment: subject.environment, end }));

  it('may be gone when it is closed', () => expectClosed({ environment: subject.environment, end }));
}

describeMysql('a kept connection', (server) =>
  keptConnections(
    () => mysqlSubject(server),
    async (subject) => {
      const others = await subject.query(
        'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> connection_id()',
      );
      for (const { id } of others) await subject.query(`KILL ${Number(id)}`);
    },
  ),
);

describePostgres('a kept connection', (server) =>
  keptConnections(
    () => postgresSubject(server),
    (subject) =>
      subject.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      ),
  ),
);
