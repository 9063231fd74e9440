import { describe, expect, it } from 'vitest';
import { metadataFileOf } from './metadata-file.ts';
import { exportedValues } from './read-folder.ts';

describe('metadataFileOf', () => {
  it.each([
    ['src/objects/account.object.ts', 'code', 'objects'],
    ['views/lead.view.yml', 'data', 'views'],
    ['welcome.email-template.json', 'data', 'emailTemplates'],
    ['rule.sharing_rule.yaml', 'data', 'sharingRules'],
    ['objects/account.json', 'data', 'objects'],
    ['object/account.json', 'data', 'objects'],
    ['data/products.json', 'data', 'data'],
    ['views/crm_account%2Emain.json', 'data', 'views'],
  ])('%s is %s of %s', (path, kind, key) => {
    expect(metadataFileOf(path)).toMatchObject({ kind, holds: { what: 'items', collection: { key } } });
  });

  it.each([
    ['manifest.json', 'manifest'],
    ['manifest.yml', 'manifest'],
    ['stack/i18n.json', 'i18n'],
  ])('%s is the key %s of the stack', (path, key) => {
    expect(metadataFileOf(path)).toMatchObject({ holds: { what: 'stack-key', key } });
  });

  it.each([
    'README.md',
    'package.json',
    'src/objects/index.ts',
    'src/objects/account.object.d.ts',
    'src/a.test.ts',
    'x.json',
  ])('%s is no metadata', (path) => {
    expect(metadataFileOf(path)).toBeNull();
  });
});

describe('exportedValues', () => {
  it('takes lists apart, counts an object once, and leaves what is no object', () => {
    const account = { name: 'account' };
    const contact = { name: 'contact' };
    expect(exportedValues({ default: account, account, list: [contact], count: 3, run: () => {} })).toEqual([
      account,
      contact,
    ]);
  });
});
