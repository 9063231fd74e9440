/**
 * Owns the real thing beside the model: the service over adapters in memory, or over SQLite files, and what happens to it.
 * Each write to the control plane and each call that works on a database is a crossing, where a process may end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthoringError,
  allowAll,
  ContentCache,
  type ControlPlane,
  type ErrorCode,
  type Ids,
  isAuthoringError,
  MetadataAuthoringService,
  type Scope,
  type TargetDatabases,
} from '@objectstack/metadata-authoring';
import { openControlPlane, openTargetDatabases } from '@objectstack/metadata-authoring-sql';
import {
  type FixedClock,
  fixedClock,
  MemoryTargetDatabases,
  memoryControlPlane,
  sequenceIds,
} from '@objectstack/metadata-authoring-testkit';
import Database from 'better-sqlite3';
import { hookedTargets } from '../faults/support/hooked-targets.ts';
import { steppedPlane } from '../support/stepped-plane.ts';

export type Store = 'memory' | 'sqlite';

export const scope: Scope = { orgId: 'org-laws', principal: { kind: 'user', id: 'maker' } };

/** What happens at the n-th crossing of a command, counted from 1 on. */
export interface Interruption {
  readonly at: number;
  /** `lost`: one call is answered with an error, whatever became of it. `gone`: the process ends. Else somebody acts. */
  readonly how: 'lost' | 'gone' | (() => Promise<void>);
}

interface Databases {
  readonly plane: ControlPlane;
  readonly targets: TargetDatabases;
  /** Numbers of the rows of audit, in their order; null: the store keeps none beside its events. */
  audited(): readonly number[] | null;
  close(): Promise<void>;
}

/** No error of the domain, so that nobody takes it for an answer. */
class ProcessEnded extends Error {}

interface Ports {
  readonly clock: FixedClock;
  readonly ids: Ids;
}

async function databasesIn(store: Store, ports: Ports): Promise<Databases> {
  if (store === 'memory') {
    const plane = memoryControlPlane({ databaseNowMs: () => Date.parse(ports.clock.now()) });
    return {
      plane,
      targets: new MemoryTargetDatabases(),
      audited: () => null,
      close: () => plane.close(),
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'mda-laws-'));
  const file = join(folder, 'control.db');
  const plane = await openControlPlane(`sqlite:${file}`, ports);
  const real = openTargetDatabases({ lockTimeoutMs: 50, lockRetryMs: 0 });
  return {
    plane,
    targets: {
      open: (row) => real.open({ ...row, databaseUrl: `sqlite:${join(folder, `${row.name}.db`)}` }),
    },
    audited() {
      const db = new Database(file, { readonly: true });
      const rows = db.prepare('SELECT seq FROM sys_metadata_audit ORDER BY seq').pluck().all() as number[];
      db.close();
      return rows;
    },
    async close() {
      await plane.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export class LifecycleWorld {
  readonly clock: FixedClock;
  /** As somebody else sees it. */
  readonly plane: ControlPlane;
  /** Somebody else, to whom nothing happens. */
  readonly other: MetadataAuthoringService;
  service: MetadataAuthoringService;
  /** Called at each crossing. */
  watch: () => Promise<void> = async () => {};
  readonly #ports: Ports;
  readonly #databases: Databases;
  #processes = 0;
  #crossings = 0;
  #interruption: Interruption | null = null;

  static async open(store: Store): Promise<LifecycleWorld> {
    const ports = { clock: fixedClock(), ids: sequenceIds() };
    return new LifecycleWorld(ports, await databasesIn(store, ports));
  }

  audited(): readonly number[] | null {
    return this.#databases.audited();
  }

  private constructor(ports: Ports, databases: Databases) {
    this.#ports = ports;
    this.#databases = databases;
    this.clock = ports.clock;
    this.plane = databases.plane;
    this.other = this.#serviceOver(databases, 'other');
    this.service = this.#start();
  }

  /**
   * Another process takes the place of one that was interrupted, and knows that it is gone.
   * @returns the code of the refusal; null: it was done; `gone`: nobody was told
   */
  async attempt(
    work: (service: MetadataAuthoringService) => Promise<unknown>,
    interruption: Interruption | null = null,
  ): Promise<ErrorCode | 'gone' | null> {
    this.#crossings = 0;
    this.#interruption = interruption;
    try {
      await work(this.service);
      return null;
    } catch (error) {
      if (error instanceof ProcessEnded) return 'gone';
      if (isAuthoringError(error)) return error.code;
      throw error;
    } finally {
      this.#interruption = null;
      if (typeof interruption?.how === 'string') this.service = this.#start();
    }
  }

  close(): Promise<void> {
    return this.#databases.close();
  }

  #start(): MetadataAuthoringService {
    this.#processes += 1;
    const process = this.#processes;
    let ended = false;
    const cross = async () => {
      if (ended) throw new ProcessEnded();
      this.#crossings += 1;
      await this.watch();
      if (this.#interruption?.at !== this.#crossings) return;
      const { how } = this.#interruption;
      if (typeof how === 'function') return how();
      if (how === 'lost') throw new AuthoringError('DATABASE_UNAVAILABLE', 'the connection was lost');
      ended = true;
      throw new ProcessEnded();
    };
    const { plane, targets } = this.#databases;
    return this.#serviceOver(
      { plane: steppedPlane(plane, cross, cross), targets: hookedTargets(targets, cross) },
      `process-${process}`,
    );
  }

  #serviceOver(databases: Pick<Databases, 'plane' | 'targets'>, owner: string): MetadataAuthoringService {
    return new MetadataAuthoringService({
      plane: databases.plane,
      targets: databases.targets,
      ...this.#ports,
      authorize: allowAll,
      members: null,
      cache: new ContentCache(),
      owner,
      ownerIsGone: (name) => name !== 'other' && name !== `process-${this.#processes}`,
    });
  }
}
