/** Owns which versions of a real app MySQL can hold at all. */
import { isAuthoringError } from '@objectstack/metadata-authoring';
import { assertWithinLimits } from '../../packages/core/src/plan/engine-limits.ts';
import { schemaStateOf } from '../../packages/core/src/plan/storage/schema-state.ts';
import { limits } from '../../packages/sql/src/dialects/mysql/limits.ts';

/** The runtime's driver cannot make the tables of the others either: they index a text of any length beside another column. */
export function fitsMysql({ objects }: { readonly objects: readonly unknown[] }): boolean {
  try {
    assertWithinLimits(schemaStateOf([{ packageId: 'com.acme.fixture', objects }]), limits, 'mysql');
    return true;
  } catch (error) {
    if (isAuthoringError(error) && error.code === 'ENGINE_LIMIT') return false;
    throw error;
  }
}
