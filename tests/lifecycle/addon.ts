/** Owns a package that extends an object of the shop. */
import type { DraftHandle } from '@objectstack/metadata-authoring';
import { SCOPE } from '../support/service.ts';
import type { Altered } from './altered.ts';

export const ADDON = 'com.example.addon';

const MANIFEST = { id: ADDON, namespace: 'addon', version: '1.0.0', type: 'plugin', name: 'Addon' };

/** Nothing is published yet. */
export async function importAddon({ service }: Altered, fields: object): Promise<void> {
  const objectExtensions = [{ extend: 'shop_item', fields }];
  await service.importStack(SCOPE, { stack: { manifest: MANIFEST, objectExtensions } });
}

/** @param fields null: it extends nothing under that name any more */
export async function stageAddon(
  { service }: Altered,
  fields: object | null,
  extend = 'shop_item',
): Promise<DraftHandle> {
  const draft = await service.openDraft(SCOPE, ADDON);
  const ref = { type: 'object_extension', name: extend, draft } as const;
  await service.stage(
    SCOPE,
    fields === null ? { op: 'delete', ...ref } : { op: 'put', ...ref, item: { extend, fields } },
  );
  return draft;
}
