/** Runs the contract of target databases on every real engine. */
import { targetDatabaseContract } from '@objectstack/metadata-authoring-testkit';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import { mysqlSubject, postgresSubject, sqliteSubject } from './support/target-subjects.ts';

const impatient = { lockTimeoutMs: 100, lockRetryMs: 300 };

targetDatabaseContract('sqlite', () => sqliteSubject(impatient));

describePostgres('postgres', (server) => {
  targetDatabaseContract(server.label, () => postgresSubject(server, impatient));
});

describeMysql('mysql', (server) => {
  targetDatabaseContract(server.label, () => mysqlSubject(server, impatient));
});
