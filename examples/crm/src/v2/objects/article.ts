// crm_article: an answer that support writes once. New in 1.1.0.
import type { ServiceObject } from '@objectstack/spec/data';

export const article = {
  name: 'crm_article',
  label: 'Article',
  pluralLabel: 'Articles',
  description: 'An answer that support writes once and sends often.',
  icon: 'book-open',
  nameField: 'title',
  highlightFields: ['title', 'slug', 'published', 'updated_on'],
  sharingModel: 'public_read_write',
  fields: {
    title: { label: 'Title', type: 'text', required: true, searchable: true, maxLength: 200 },
    slug: { label: 'Slug', type: 'text', required: true, unique: 'organization', maxLength: 120 },
    product: { label: 'Product', type: 'lookup', reference: 'crm_product', deleteBehavior: 'set_null' },
    body: { label: 'Body', type: 'markdown' },
    keywords: { label: 'Keywords', type: 'tags' },
    published: { label: 'Published', type: 'boolean', defaultValue: false, storage: { notNull: true } },
    updated_on: { label: 'Reviewed', type: 'date', defaultValue: 'NOW()' },
    helpful_votes: { label: 'Helpful Votes', type: 'number', min: 0, defaultValue: 0 },
  },
} satisfies ServiceObject;
