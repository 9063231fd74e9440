/**
 * Owns what goals share: sizes, the PostgreSQL server, a temporary folder, and workspaces with a staged or published
 * package that each goal gets its own copy of.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GeneratedStack, packageOf } from '@objectstack/metadata-authoring-testkit';
import Database from 'better-sqlite3';
import type { Row } from './goals/goal.ts';
import { openService, SCOPE } from './open-service.ts';
import type { PostgresServer } from './postgres-server.ts';

const FIELDS_PER_OBJECT = 30;
const SEED = 20_260_101;

/** A folder with `control.db` and `dev.db`. */
export interface Workspace {
  readonly folder: string;
  readonly control: string;
  readonly environment: string;
}

export class Workbench {
  readonly sizes: readonly number[];
  readonly postgres: PostgresServer | null;
  readonly root = mkdtempSync(join(tmpdir(), 'mda-bench-'));
  readonly rows: Row[] = [];
  readonly #say: (line: string) => void;
  readonly #templates = new Map<string, Promise<Workspace>>();
  #folders = 0;

  constructor(options: {
    sizes: readonly number[];
    postgres: PostgresServer | null;
    say: (line: string) => void;
  }) {
    this.sizes = options.sizes;
    this.postgres = options.postgres;
    this.#say = options.say;
  }

  say(line: string): void {
    this.#say(line);
  }

  add(row: Row): void {
    this.rows.push(row);
    this.#say(
      `${row.goal} ${row.what}, ${row.objects} objects: raw ${row.raw}, ours ${row.ours}, ratio ${row.ratio.toFixed(2)}`,
    );
  }

  folder(): string {
    this.#folders += 1;
    const path = join(this.root, String(this.#folders));
    mkdirSync(path);
    return path;
  }

  /** The stack of that size; the same on every call. */
  stack(objects: number, packageId?: string): GeneratedStack {
    return packageOf({
      objects,
      fieldsPerObject: FIELDS_PER_OBJECT,
      seed: SEED,
      ...(packageId === undefined ? {} : { packageId }),
    });
  }

  /** A copy of a workspace whose draft holds a whole package, or whose `dev` runs version 1.0.0 of it. */
  async workspace(objects: number, state: 'staged' | 'published'): Promise<Workspace> {
    const key = `${state}-${objects}`;
    const known = this.#templates.get(key) ?? this.#template(objects, state);
    this.#templates.set(key, known);
    return this.#copy(await known);
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #at(folder: string): Workspace {
    return { folder, control: join(folder, 'control.db'), environment: join(folder, 'dev.db') };
  }

  async #template(objects: number, state: 'staged' | 'published'): Promise<Workspace> {
    const workspace = state === 'staged' ? this.#at(this.folder()) : await this.workspace(objects, 'staged');
    const { service, close } = await openService(`sqlite:${workspace.control}`);
    if (state === 'staged') {
      await service.addEnvironment(SCOPE, {
        name: 'dev',
        type: 'development',
        databaseUrl: `sqlite:${workspace.environment}`,
      });
      const imported = await service.importStack(SCOPE, { stack: this.stack(objects) });
      if (imported.problems.length > 0)
        throw new Error(`the generated package has problems: ${JSON.stringify(imported.problems[0])}`);
    } else {
      const draft = await service.openDraft(SCOPE, this.stack(1).manifest.id);
      await service.publish(SCOPE, draft, { targetEnv: 'dev' });
    }
    await close();
    return workspace;
  }

  #copy(template: Workspace): Workspace {
    const copy = this.#at(this.folder());
    copyFileSync(template.control, copy.control);
    copyDatabase(template.environment, copy.environment);
    const db = new Database(copy.control);
    db.prepare('UPDATE "sys_environment" SET "database_url" = ?').run(`sqlite:${copy.environment}`);
    db.close();
    return copy;
  }
}

function copyDatabase(from: string, to: string): void {
  const db = new Database(from);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  copyFileSync(from, to);
}
