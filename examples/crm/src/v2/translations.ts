// German labels of 1.1.0: they follow the renamed phone.
import type { TranslationBundle } from '@objectstack/spec/system';
import { followRename } from '../evolve.ts';
import { german as before } from '../v1/translations.ts';

export const german: TranslationBundle = followRename(before, 'phone', 'main_phone');
