/** Owns in which form columns are renamed, by the type of environment. A request may ask for the other one. */
import type { EnvironmentType } from '../ports/environment.ts';

/**
 * `online`: the column stands under both names until finalize, and whoever writes one writes the other along.
 * `in_switch`: only its name changes, right before the pointer does; the old version fails between the two.
 */
export type RenameForm = 'online' | 'in_switch';

const FORMS: Readonly<Record<EnvironmentType, RenameForm>> = {
  production: 'online',
  staging: 'in_switch',
  test: 'in_switch',
  sandbox: 'in_switch',
  development: 'in_switch',
  preview: 'in_switch',
  trial: 'in_switch',
};

export function renameFormOf(type: EnvironmentType): RenameForm {
  return FORMS[type];
}
