// Random histories of one app, with rows written under each version: a rollback to any of them finds every value again.
import type { DraftHandle } from '@objectstack/metadata-authoring';
import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { type Altered, alteredShop } from '../lifecycle/altered.ts';
import { object, SHOP, text } from '../lifecycle/shop.ts';
import { describeServers } from '../support/servers.ts';
import { SCOPE } from '../support/service.ts';
import { tally } from '../support/tally.ts';
import {
  beginAgain,
  DraftPicture,
  type Edit,
  type FieldForm,
  goneIn,
  Lineage,
  type Picture,
} from './lineage.ts';

const seed = inject('seed');
const RUNS = inject('deep') ? { sqlite: 300, server: 30 } : { sqlite: 8, server: 2 };
const targetEnv = 'dev';

const tables = fc.constantFrom('shop_x', 'shop_y');
const names = fc.constantFrom('a', 'b', 'c');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('add table' as const), table: tables }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('drop table' as const), table: tables }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('rename table' as const), table: tables, to: tables }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom('add field' as const, 'drop field' as const),
      table: tables,
      field: names,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('rename field' as const),
      table: tables,
      field: names,
      to: names,
    }),
  },
);
const reshape: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      // Only a number has a unit: it is found seldom.
      what: fc.constantFrom('retype field' as const, 'rescale field' as const, 'rescale field' as const),
      table: fc.constantFrom('shop_x', 'shop_x', 'shop_y'),
      field: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constantFrom('resize field' as const),
      table: fc.constantFrom('shop_x', 'shop_x', 'shop_y'),
      field: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
      length: fc.constantFrom(null, 40, 20),
    }),
  },
);
/** A name that is dropped, added and renamed within one draft, in any order. */
const shuffledField: fc.Arbitrary<readonly Edit[]> = fc
  .record({ table: tables, field: names, other: names, order: fc.nat({ max: 2 }) })
  .map(({ table, field, other, order }) => {
    const drop = { what: 'drop field', table } as const;
    const add = { what: 'add field', table } as const;
    const rename = { what: 'rename field', table } as const;
    const orders: readonly (readonly Edit[])[] = [
      [
        { ...drop, field },
        { ...add, field: other },
        { ...rename, field: other, to: field },
      ],
      [
        { ...drop, field },
        { ...add, field },
        { ...rename, field, to: other },
      ],
      [
        { ...rename, field, to: other },
        { ...drop, field: other },
        { ...add, field },
      ],
    ];
    return orders[order] ?? [];
  });
const shuffledTable: fc.Arbitrary<readonly Edit[]> = fc
  .record({ table: tables, other: tables, order: fc.nat({ max: 2 }) })
  .map(({ table, other, order }) => {
    const [drop, add, rename] = [
      { what: 'drop table' },
      { what: 'add table' },
      { what: 'rename table' },
    ] as const;
    const orders: readonly (readonly Edit[])[] = [
      [
        { ...drop, table },
        { ...add, table: other },
        { ...rename, table: other, to: table },
      ],
      [
        { ...drop, table },
        { ...add, table },
        { ...rename, table, to: other },
      ],
      [
        { ...rename, table, to: other },
        { ...drop, table: other },
        { ...add, table },
      ],
    ];
    return orders[order] ?? [];
  });
type End = 'nothing' | 'finalize' | 'purge';
const ends: fc.Arbitrary<End> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('nothing' as const, 'finalize' as const) },
  { weight: 1, arbitrary: fc.constant('purge' as const) },
);
interface Version {
  readonly edits: readonly Edit[];
  /** What the version before left is finalized then, too. */
  readonly ends: End;
  readonly online: boolean;
}
const version: fc.Arbitrary<Version> = fc.record({
  edits: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.array(fc.oneof({ weight: 1, arbitrary: edit }, { weight: 1, arbitrary: reshape }), {
        minLength: 1,
        maxLength: 2,
      }),
    },
    { weight: 2, arbitrary: shuffledField },
    { weight: 1, arbitrary: shuffledTable },
  ),
  ends,
  online: fc.boolean(),
});
interface History {
  readonly versions: readonly Version[];
  readonly backs: readonly { readonly to: number; readonly ends: End }[];
}
const history: fc.Arbitrary<History> = fc.record({
  versions: fc.array(version, { minLength: 2, maxLength: 6 }),
  backs: fc.array(fc.record({ to: fc.nat({ max: 6 }), ends }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const A = { table: 'shop_x', field: 'a' } as const;
const one = (what: Edit, end: End = 'nothing', online = false): Version => ({
  edits: [what],
  ends: end,
  online,
});
/** What histories by chance meet too seldom: each form that a field may have, and what a purge took. */
const ON_PURPOSE: readonly [History][] = [
  [
    {
      versions: [one({ what: 'retype field', ...A }), one({ what: 'rescale field', ...A }, 'finalize')],
      backs: [
        { to: 0, ends: 'nothing' },
        { to: 2, ends: 'finalize' },
        { to: 1, ends: 'nothing' },
      ],
    },
  ],
  [
    {
      versions: [
        one({ what: 'resize field', ...A, length: 40 }),
        one({ what: 'drop field', ...A }, 'purge'),
        one({ what: 'rename table', table: 'shop_x', to: 'shop_y' }, 'nothing', true),
      ],
      backs: [{ to: 0, ends: 'finalize' }],
    },
  ],
];

describe('values on the way back · sqlite', () => suite(null, RUNS.sqlite));
describeServers('values on the way back', (server) => suite(server, RUNS.server));

function suite(server: Parameters<typeof alteredShop>[0], numRuns: number): void {
  it('I-31: a rollback over any versions gives every field and every row that the version had, with what was written since, but for what a purge took', async () => {
    const counts = { histories: 0, rollbacks: 0, values: 0 };
    const forms = { retyped: 0, resized: 0, rescaled: 0 };
    const purged = { purges: 0, gone: 0 };
    const law = fc.asyncProperty(history, async ({ versions, backs }) => {
      const shop = await alteredShop(server, { type: 'staging' });
      try {
        const walk = new Walk(shop);
        await walk.publish({ edits: [], ends: 'finalize', online: false });
        for (const one of versions) await walk.publish(one);
        for (const { to, ends: end } of backs) {
          if (!(await walk.rollback(to % walk.versions.length, end))) continue;
          counts.rollbacks += 1;
          counts.values += await walk.expectValues();
          await walk.write();
          counts.values += await walk.expectValues();
        }
        counts.histories += 1;
        forms.retyped += walk.did.get('retype field') ?? 0;
        forms.resized += walk.did.get('resize field') ?? 0;
        forms.rescaled += walk.did.get('rescale field') ?? 0;
        purged.purges += walk.purges;
        purged.gone += walk.gone;
      } finally {
        await shop.dispose();
      }
    });
    await fc.assert(law, {
      seed,
      numRuns: numRuns + ON_PURPOSE.length,
      examples: [...ON_PURPOSE],
      endOnFailure: !inject('deep'),
    });
    const suiteName = `P lineage · ${server?.engine ?? 'sqlite'}`;
    tally(suiteName, { ...counts, ...forms, ...purged });
  }, 3_600_000);
}

/** One environment on its way through a history, and what its values should be. */
class Walk {
  readonly versions: { readonly id: string; readonly picture: Picture }[] = [];
  /** How often each edit was published. */
  readonly did = new Map<Edit['what'], number>();
  purges = 0;
  /** What began empty again. */
  gone = 0;
  readonly #shop: Altered;
  readonly #lineage = new Lineage();
  #live: Picture = new Map([
    ['shop_x', { thing: this.#lineage.table(), fields: new Map([['a', this.#lineage.field()]]) }],
  ]);
  /** What was not published yet: a draft whose items are as they were may have renamed them there and back. */
  #drafted: DraftPicture | null = null;
  #at = -1;
  #rows = 0;
  #values = 0;

  constructor(shop: Altered) {
    this.#shop = shop;
  }

  async publish({ edits, ends: end, online }: Version): Promise<void> {
    const { service } = this.#shop;
    const draft = await service.openDraft(SCOPE, SHOP);
    this.#drafted ??= new DraftPicture(this.#live, this.#lineage);
    const drafted = this.#drafted;
    let isStated = false;
    if (this.versions.length === 0) await this.#put('shop_x', drafted.picture);
    for (const one of edits) {
      if (one.what === 'rescale field' && !isWhole(this.#live, drafted.picture, one)) continue;
      if (!drafted.edit(one)) continue;
      await this.#stage(one, drafted.picture, draft);
      isStated ||= one.what === 'rescale field';
      this.did.set(one.what, (this.did.get(one.what) ?? 0) + 1);
    }
    const { questions, changes, renames } = await service.status(SCOPE, draft);
    if (changes.length + renames.length === 0 && !isStated) return;
    for (const { id } of questions) await service.answer(SCOPE, draft, id, { replace: true });
    const published = await service.publish(SCOPE, draft, {
      targetEnv,
      force: true,
      renames: online ? 'online' : 'in_switch',
    });
    this.#drafted = null;
    const next = drafted.picture;
    this.#live = next;
    this.versions.push({ id: published.packageVersionId, picture: next });
    this.#at = this.versions.length - 1;
    beginAgain(next);
    await this.write();
    await this.#end(end);
  }

  async #end(end: End): Promise<void> {
    const { service } = this.#shop;
    if (end === 'nothing') return;
    await service.finalize(SCOPE, { targetEnv });
    if (end === 'finalize') return;
    if ((await service.environment(SCOPE, targetEnv)).held.length > 0)
      await service.purge(SCOPE, { targetEnv, force: true });
    this.#lineage.purge(this.#live);
    this.purges += 1;
  }

  async #stage(one: Edit, after: Picture, draft: DraftHandle): Promise<void> {
    const { service } = this.#shop;
    const ref = { type: 'object', name: one.table } as const;
    switch (one.what) {
      case 'rescale field': {
        const isLarger = after.get(one.table)?.fields.get(one.field)?.scale === 10;
        const tenfold = (operator: '*' | '/') =>
          ({ op: 'arithmetic', operator, left: { op: 'column', name: one.field }, right: 10 }) as const;
        await service.stageConversion(SCOPE, draft, {
          object: one.table,
          field: one.field,
          up: tenfold(isLarger ? '*' : '/'),
          down: tenfold(isLarger ? '/' : '*'),
        });
        break;
      }
      case 'drop table':
        await service.stage(SCOPE, { op: 'delete', ...ref, draft });
        break;
      case 'rename table':
        await service.rename(SCOPE, draft, ref, one.to);
        break;
      case 'rename field':
        await service.renameField(SCOPE, draft, one.table, one.field, one.to);
        break;
      default:
        await this.#put(one.table, after);
    }
  }

  async #put(table: string, picture: Picture): Promise<void> {
    const fields = [...(picture.get(table)?.fields ?? [])].map(
      ([name, form]) => [name, bodyOf(name, form)] as const,
    );
    await this.#shop.stage(object(table, { name: text('Name'), ...Object.fromEntries(fields) }));
  }

  /** A row in each table, and something new in an old one. */
  async write(): Promise<void> {
    for (const [table, { thing, fields }] of this.#live) {
      const id = `r${this.#rows++}`;
      const [older] = thing.rows;
      const columns = [...fields.keys()];
      const values = [...fields.values()].map((form) => this.#written(form));
      const list = ['id', 'name', ...columns].map((name) => `"${name}"`).join(', ');
      await this.#shop.alter(
        `INSERT INTO "${table}" (${list}) VALUES ('${id}', 'N'${values.map(({ sql }) => `, ${sql}`).join('')})`,
      );
      thing.rows.add(id);
      for (const { form, value } of values) form.thing.values.set(id, value);
      const [name] = columns;
      const first = name === undefined ? undefined : fields.get(name);
      if (older === undefined || first === undefined) continue;
      const { sql, value } = this.#written(first);
      await this.#shop.alter(`UPDATE "${table}" SET "${name}" = ${sql} WHERE "id" = '${older}'`);
      first.thing.values.set(older, value);
    }
  }

  /** One that nobody wrote before. */
  #written(form: FieldForm): { readonly form: FieldForm; readonly sql: string; readonly value: number } {
    // MariaDB's FLOAT gives six digits back.
    const value = 10_000 + this.#values++;
    const shown = value * form.scale;
    return { form, sql: form.type === 'text' ? `'${shown}'` : `${shown}`, value };
  }

  /** @returns false where it runs that version already */
  async rollback(to: number, end: End): Promise<boolean> {
    const version = this.versions[to];
    if (version === undefined || to === this.#at) return false;
    const { service } = this.#shop;
    const { lost } = await service.rollbackPreview(SCOPE, { targetEnv, toVersionId: version.id });
    const gone = goneIn(version.picture);
    // What somebody stated of the way back gives what it says: the values are compared.
    const unsaid = lost.filter(({ why }) => why !== 'restated');
    expect(
      unsaid.map(({ name, why }) => [name, why]).sort(),
      'what a purge took is lost, and nothing else',
    ).toEqual(gone.map((name) => [name, 'purged']));
    this.gone += gone.length;
    await service.rollback(SCOPE, { targetEnv, toVersionId: version.id, force: true });
    expect(await this.#shop.drift()).toEqual([]);
    this.#live = version.picture;
    this.#at = to;
    beginAgain(version.picture);
    await this.#end(end);
    return true;
  }

  /** @returns how many were compared */
  async expectValues(): Promise<number> {
    let compared = 0;
    for (const [table, { thing, fields }] of this.#live) {
      const columns = [...fields.keys()].map((name) => this.#shop.database.quoted(name));
      const found = await this.#shop.database.query(
        `SELECT ${['id', ...columns].join(', ')} FROM ${table} ORDER BY id`,
      );
      const wanted = [...thing.rows].sort().map((id) => ({
        id,
        ...Object.fromEntries([...fields].map(([name, form]) => [name, shownBy(form, id)])),
      }));
      // Drivers give the numbers of some engines as texts.
      const read = found.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            fields.get(name)?.type === 'number' && value !== null ? Number(value) : value,
          ]),
        ),
      );
      expect(read, `${table} of version ${this.#at}`).toEqual(wanted);
      compared += wanted.length * columns.length;
    }
    return compared;
  }
}

function bodyOf(name: string, { type, length }: FieldForm): Readonly<Record<string, unknown>> {
  if (type === 'number') return { type, label: name };
  return text(name, length === null ? {} : { maxLength: length });
}

/** Nothing else in the draft changes the field: two words on its values are not one. */
function isWhole(
  live: Picture,
  drafted: Picture,
  { table, field }: { readonly table: string; readonly field: string },
): boolean {
  const form = drafted.get(table)?.fields.get(field);
  const forms = [...live.values()].flatMap(({ fields }) => [...fields.values()]);
  return forms.some((one) => one === form);
}

function shownBy({ thing, type, scale }: FieldForm, row: string): string | number | null {
  const value = thing.values.get(row);
  if (value === undefined) return null;
  return type === 'text' ? String(value * scale) : value * scale;
}
