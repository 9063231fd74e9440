/** Runs the contract of provisions on every real engine. */
import { provisionContract } from '@objectstack/metadata-authoring-testkit';
import { vi } from 'vitest';
import { describeMysql } from '../../../tests/support/mysql.ts';
import { describePostgres } from '../../../tests/support/postgres.ts';
import {
  mysqlProvisionSubject,
  postgresProvisionSubject,
  sqliteProvisionSubject,
} from './support/provision-subjects.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

provisionContract('sqlite', () => sqliteProvisionSubject());

describePostgres('postgres', (server) => {
  provisionContract(server.label, () => postgresProvisionSubject(server));
});

describeMysql('mysql', (server) => {
  provisionContract(server.label, () => mysqlProvisionSubject(server));
});
