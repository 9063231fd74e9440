/** Owns which table an object's records live in. */
import { StorageNameMapping } from '@objectstack/spec/system';

/** The object's name; of a legacy `namespace__name` only what follows the first double underscore. */
export function tableNameOf(objectName: string): string {
  return StorageNameMapping.resolveTableName({ name: objectName });
}
