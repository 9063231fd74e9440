// A small app for tests of the command line: two objects, a view, and the moves between its versions.
export type Fields = Record<string, Record<string, unknown>>;

export const PACKAGE = 'com.acme.shop';

export function object(name: string, fields: Fields, extra: Record<string, unknown> = {}) {
  return { name, label: name, pluralLabel: `${name}s`, fields, ...extra };
}

export const customerFields: Fields = {
  name: { type: 'text', label: 'Name', required: true },
  phone: { type: 'phone', label: 'Phone' },
  fax: { type: 'phone', label: 'Fax' },
};

export const orderFields: Fields = {
  title: { type: 'text', label: 'Title' },
  customer: { type: 'lookup', label: 'Customer', reference: 'shop_customer' },
  total: { type: 'currency', label: 'Total' },
};

export function shop(changes: { customer?: Fields; order?: Fields | null; version?: string } = {}) {
  const { customer = customerFields, order = orderFields, version } = changes;
  return {
    manifest: {
      id: PACKAGE,
      namespace: 'shop',
      type: 'app',
      name: 'Shop',
      version: version ?? '0.1.0',
    },
    objects: [object('shop_customer', customer), ...(order ? [object('shop_order', order)] : [])],
  };
}
