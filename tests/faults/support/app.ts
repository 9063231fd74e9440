/** Owns the small app that scenarios change: two objects, an index, a unique field, rows that every change must keep. */
import { raw } from './raw-database.ts';
import type { World } from './world.ts';

export type Fields = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface AppObject {
  readonly fields: Fields;
  readonly indexes?: readonly Readonly<Record<string, unknown>>[];
}

export type App = Readonly<Record<string, AppObject>>;

export const app: App = {
  shop_customer: {
    fields: {
      name: { type: 'text', label: 'Name', required: true, maxLength: 80 },
      phone: { type: 'phone', label: 'Phone' },
      fax: { type: 'phone', label: 'Fax' },
      score: { type: 'number', label: 'Score' },
      code: { type: 'text', label: 'Code', maxLength: 20 },
    },
  },
  shop_order: {
    fields: {
      title: { type: 'text', label: 'Title' },
      customer: { type: 'lookup', label: 'Customer', reference: 'shop_customer' },
      total: { type: 'currency', label: 'Total' },
      state: { type: 'text', label: 'State', maxLength: 20 },
    },
  },
};

const SHOP = 'com.acme.shop';

export function stackOf(objects: App): Record<string, unknown> {
  return {
    manifest: { id: SHOP, namespace: 'shop', type: 'app', name: 'Shop', version: '0.1.0' },
    objects: Object.entries(objects).map(([name, { fields, indexes }]) => ({
      name,
      label: name,
      pluralLabel: `${name}s`,
      fields,
      ...(indexes ? { indexes } : {}),
    })),
  };
}

export const BILLING = 'com.acme.billing';

/** Another package: it needs the small app, and points at it. */
export const billing = {
  manifest: {
    id: BILLING,
    namespace: 'billing',
    type: 'app',
    name: 'Billing',
    version: '0.1.0',
    dependencies: { [SHOP]: '>=0.1.0' },
  },
  objects: [
    {
      name: 'billing_invoice',
      label: 'Invoice',
      pluralLabel: 'Invoices',
      fields: {
        title: { type: 'text', label: 'Title' },
        customer: { type: 'lookup', label: 'Customer', reference: 'shop_customer' },
      },
    },
  ],
};

/** The object with some of its fields changed, added (new name) or removed (null). */
export function edit(
  base: App,
  name: string,
  fields: Readonly<Record<string, object | null>>,
  rest: object = {},
): App {
  const object = base[name];
  if (!object) throw new Error(`the app has no object ${name}`);
  const merged: Record<string, Readonly<Record<string, unknown>>> = { ...object.fields };
  for (const [key, field] of Object.entries(fields)) {
    if (field === null) delete merged[key];
    else merged[key] = field as Readonly<Record<string, unknown>>;
  }
  return { ...base, [name]: { ...object, fields: merged, ...rest } };
}

export const ROWS = 12;

/** Rows as a running app of the first version writes them. @param stateOf what the n-th order holds in `state` */
export async function writeRows(
  world: World,
  environment: string,
  stateOf: (n: number) => string = (n) => (n % 2 === 0 ? 'open' : 'done'),
): Promise<void> {
  const values = (row: readonly (string | number | null)[]) =>
    `(${row.map((value) => (value === null ? 'NULL' : typeof value === 'number' ? value : `'${value}'`)).join(', ')})`;
  const numbers = Array.from({ length: ROWS }, (_, n) => n);
  const customers = numbers.map((n) =>
    values([`c${n}`, `Näme "${n}"`, `+49 ${n}`, n % 3 === 0 ? null : `fax ${n}`, n * 1.5, String(n)]),
  );
  const orders = numbers.map((n) => values([`o${n}`, `Order ${n}`, `c${n}`, n * 100.25, stateOf(n)]));
  await raw(world.urlOf(environment), async ({ query }) => {
    await query(
      `INSERT INTO shop_customer (id, name, phone, fax, score, code) VALUES ${customers.join(', ')}`,
    );
    await query(`INSERT INTO shop_order (id, title, customer, total, state) VALUES ${orders.join(', ')}`);
  });
}
