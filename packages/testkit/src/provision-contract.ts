/** Owns the contract of ProvisionPort: an exported suite that every adapter runs, with a source of its own for each test. */
import type { EnvironmentRow, ProvisionPort } from '@objectstack/metadata-authoring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectCode } from './contract/expect-code.ts';

export interface ProvisionSubject {
  readonly provision: ProvisionPort;
  /** Its database has a table `thing` of `id` and `v`, with two rows, and a unique index on `v`. */
  readonly source: EnvironmentRow;
  /** A database that nobody made yet is an empty one on this engine, and no error. */
  readonly missingIsEmpty?: true;
  /** In the id of everything that is made from it, and of nothing else. */
  readonly tag: string;
  /** Of `thing`, by id. */
  rows(databaseUrl: string): Promise<readonly { readonly id: string; readonly v: string | null }[]>;
  /** The source gets what cannot be copied: making fails half way. */
  spoil(): Promise<void>;
  /** Databases, files and whatever else is there with the tag in its name. */
  left(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export function madeFor({ provision, source, tag }: ProvisionSubject, name: string): EnvironmentRow {
  const id = `${tag}-${name}`;
  return { ...source, id, name, databaseUrl: provision.databaseFor(source, id) };
}

const SAMPLE = { rows: 1, tables: new Map() };

export function provisionContract(name: string, open: () => Promise<ProvisionSubject>): void {
  describe(`provision · ${name}`, () => {
    let subject: ProvisionSubject;
    let before: Awaited<ReturnType<ProvisionSubject['rows']>>;
    beforeEach(async () => {
      subject = await open();
      before = await subject.rows(subject.source.databaseUrl);
    });
    // Whatever a test did, the source is as it was.
    afterEach(async () => {
      try {
        expect(await subject.rows(subject.source.databaseUrl)).toEqual(before);
      } finally {
        await subject.dispose();
      }
    });
    const make = (made: EnvironmentRow, data: Parameters<ProvisionPort['make']>[2] = 'full') =>
      subject.provision.make(subject.source, made, data);
    const drop = (made: EnvironmentRow) => subject.provision.drop(made);

    it('makes a copy with every row, with none, or with some that are masked, each apart', async () => {
      expect(before).toHaveLength(2);
      const [full, none, some] = ['f1', 'f2', 'f3'].map((id) => madeFor(subject, id)) as [
        EnvironmentRow,
        EnvironmentRow,
        EnvironmentRow,
      ];
      await make(full);
      await make(none, 'none');
      expect(await make(some, SAMPLE)).toMatchObject({ sampled: { rows: 1, cut: [] } });
      expect(await subject.rows(full.databaseUrl)).toEqual(before);
      expect(await subject.rows(none.databaseUrl)).toEqual([]);
      expect(await subject.rows(some.databaseUrl)).toEqual([
        { id: before[0]?.id, v: expect.stringMatching(/^[a-z2-7]{12}$/) },
      ]);
      for (const made of [full, none, some]) await drop(made);
      expect(await subject.left()).toEqual([]);
    });

    it('takes no name that is taken, and leaves what has it', async () => {
      const made = madeFor(subject, 'taken');
      await make(made);
      await expectCode(make(made, 'none'), 'DATABASE_EXISTS');
      expect(await subject.rows(made.databaseUrl)).toEqual(before);
      await drop(made);
      expect(await subject.left()).toEqual([]);
    });

    it('drops what it made, once and again, and nothing that says another name or none', async () => {
      const made = madeFor(subject, 'mine');
      await make(made);
      await expectCode(drop({ ...made, id: 'another' }), 'DATABASE_NOT_OURS');
      await expectCode(drop({ ...made, databaseUrl: subject.source.databaseUrl }), 'DATABASE_NOT_OURS');
      expect(await subject.rows(made.databaseUrl)).toEqual(before);
      await drop(made);
      await drop(made);
      expect(await subject.left()).toEqual([]);
    });

    it('copies a source that nobody made yet as an empty one, or not at all, and makes no source', async () => {
      const nowhere = madeFor(subject, 'nowhere');
      const made = madeFor(subject, 'of_nowhere');
      for (const data of ['full', 'none', SAMPLE] as const) {
        const copy = subject.provision.make(nowhere, made, data);
        if (!subject.missingIsEmpty) await expect(copy).rejects.toThrow();
        else {
          await copy;
          await expect(subject.rows(made.databaseUrl)).rejects.toThrow();
          await drop(made);
        }
        expect(await subject.left()).toEqual([]);
      }
    });

    it('leaves nothing of a copy that fails half way', async () => {
      await subject.spoil();
      for (const data of ['none', SAMPLE] as const) {
        await expect(make(madeFor(subject, 'spoiled'), data)).rejects.toThrow();
        expect(await subject.left()).toEqual([]);
      }
      await drop(madeFor(subject, 'spoiled'));
    });

    it('copies for two at once, and lets two drop one', async () => {
      const both = [madeFor(subject, 'one'), madeFor(subject, 'two')] as const;
      await Promise.all(both.map((made) => make(made, 'none')));
      const [one, two] = both;
      const dropped = await Promise.allSettled([drop(one), drop(one), drop(two)]);
      for (const outcome of dropped)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'LOCK_TIMEOUT' });
      for (const made of both) await drop(made);
      expect(await subject.left()).toEqual([]);
    });
  });
}
