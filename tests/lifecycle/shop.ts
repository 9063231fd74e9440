/** Owns a small app that the lifecycle tests change: two objects, a list view, an app. */
type Fields = Record<string, Record<string, unknown>>;

export const SHOP = 'com.example.shop';

export const object = (name: string, fields: Fields, rest: Record<string, unknown> = {}) => ({
  name,
  label: name,
  sharingModel: 'public_read_write',
  fields,
  ...rest,
});

export const text = (label: string, rest: Record<string, unknown> = {}) => ({ type: 'text', label, ...rest });

export function customerFields(): Fields {
  return {
    name: text('Name', { required: true }),
    phone: text('Phone', { maxLength: 40 }),
    credit: { type: 'number', label: 'Credit' },
  };
}

export function shopStack(objects?: readonly unknown[]) {
  return {
    manifest: { id: SHOP, namespace: 'shop', version: '1.0.0', type: 'app', name: 'Shop' },
    objects: objects ?? [
      object('shop_customer', customerFields()),
      object('shop_order', {
        name: text('Name'),
        customer: { type: 'lookup', label: 'Customer', reference: 'shop_customer' },
        total: { type: 'currency', label: 'Total' },
      }),
    ],
    views: [
      {
        list: {
          label: 'Customers',
          type: 'grid',
          data: { provider: 'object', object: 'shop_customer' },
          columns: [{ field: 'name' }, { field: 'phone' }],
        },
      },
    ],
  };
}
