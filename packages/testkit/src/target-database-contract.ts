/**
 * Owns the contract of TargetDatabases: an exported suite that every adapter runs, in memory and on real engines.
 * Each test gets an empty database of its own.
 */
import { afterEach, beforeEach, describe } from 'vitest';
import { targetDatabaseDataContract } from './target-database-data-contract.ts';
import { targetDatabaseFlatContract } from './target-database-flat-contract.ts';
import { targetDatabaseFollowContract } from './target-database-follow-contract.ts';
import { targetDatabasePreflightContract } from './target-database-preflight-contract.ts';
import { targetDatabaseRenameContract } from './target-database-rename-contract.ts';
import { targetDatabaseRunContract } from './target-database-run-contract.ts';
import { targetDatabaseSchemaContract } from './target-database-schema-contract.ts';
import { targetDatabaseShadowContract } from './target-database-shadow-contract.ts';
import { type OpenTargetSubject, Workbench } from './target-database-subject.ts';
import { targetDatabaseViewContract } from './target-database-view-contract.ts';

export function targetDatabaseContract(name: string, open: OpenTargetSubject): void {
  describe(`target database · ${name}`, () => {
    let current: Workbench | undefined;
    const bench = (): Workbench => {
      if (!current) throw new Error('a contract test runs outside of its database');
      return current;
    };
    beforeEach(async () => {
      current = await Workbench.open(open);
    });
    afterEach(async () => {
      await current?.close();
      current = undefined;
    });
    describe('schema', () => targetDatabaseSchemaContract(bench));
    describe('rows', () => targetDatabaseDataContract(bench));
    describe('preflight', () => targetDatabasePreflightContract(bench));
    describe('columns that take a place', () => targetDatabaseShadowContract(bench));
    describe('columns that follow others', () => targetDatabaseFollowContract(bench));
    describe('names of earlier versions', () => targetDatabaseViewContract(bench));
    describe('columns under two names', () => targetDatabaseRenameContract(bench));
    describe('metadata that a runtime keeps there', () => targetDatabaseFlatContract(bench));
    describe('runs', () => targetDatabaseRunContract(bench));
  });
}
