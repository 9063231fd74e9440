// crm_product: something on the price list, matched by its SKU.
import type { ServiceObject } from '@objectstack/spec/data';

export const product = {
  name: 'crm_product',
  label: 'Product',
  pluralLabel: 'Products',
  description: 'An article on the price list.',
  icon: 'package',
  nameField: 'name',
  highlightFields: ['name', 'sku', 'family', 'list_price'],
  sharingModel: 'public_read',
  fields: {
    name: { label: 'Product Name', type: 'text', required: true, searchable: true, maxLength: 160 },
    sku: {
      label: 'SKU',
      type: 'text',
      required: true,
      unique: 'organization',
      externalId: true,
      maxLength: 40,
      storage: { notNull: true },
    },
    family: {
      label: 'Family',
      type: 'radio',
      options: [
        { label: 'Hardware', value: 'hardware' },
        { label: 'Software', value: 'software' },
        { label: 'Service', value: 'service' },
      ],
    },
    list_price: { label: 'List Price', type: 'currency', min: 0, scale: 2 },
    active: { label: 'Active', type: 'boolean', defaultValue: true },
    launched_on: { label: 'Launched', type: 'date', defaultValue: 'NOW()' },
    specification: { label: 'Specification', type: 'json' },
    label_color: { label: 'Label Colour', type: 'color' },
  },
} satisfies ServiceObject;
