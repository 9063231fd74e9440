import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openControlPlane, systemClock, uuidv7Ids } from '@objectstack/metadata-authoring-sql';
import { controlPlaneContract } from '@objectstack/metadata-authoring-testkit';
import { afterAll, beforeAll } from 'vitest';
import {
  describePostgres,
  type FreshDatabase,
  freshPostgresDatabase,
} from '../../../tests/support/postgres.ts';

const options = { clock: systemClock, ids: uuidv7Ids };

const folder = mkdtempSync(join(tmpdir(), 'mda-control-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

controlPlaneContract('SQLite', () => openControlPlane(`sqlite:${join(folder, 'control.db')}`, options));

describePostgres('on a server', (server) => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshPostgresDatabase(server);
  });

  afterAll(() => database.dispose());

  controlPlaneContract('PostgreSQL', () => openControlPlane(database.url, options));
});
