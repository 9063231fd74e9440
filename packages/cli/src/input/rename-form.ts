/** Owns the option by which a command asks for one form of renaming columns. */
import type { RenameForm } from '@objectstack/metadata-authoring';

export const RENAMES_OPTION = {
  value: 'FORM',
  summary: 'how columns are renamed (default: online in production, else in-switch)',
  choices: ['online', 'in-switch'],
} as const;

export function renamesAsked(form: string | undefined): { readonly renames?: RenameForm } {
  return form === undefined ? {} : { renames: form === 'online' ? 'online' : 'in_switch' };
}
