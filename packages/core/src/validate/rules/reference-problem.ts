/** Owns the words and the severity of a reference that does not resolve. */
import { isPlatformProvidedObjectName } from '@objectstack/spec/system';
import type { ItemKey } from '../../metadata/ref.ts';
import { nearestName } from '../near-name.ts';
import type { Problem } from '../problem.ts';
import type { PartGroup, Reference } from '../references/facts.ts';
import type { SetIndex } from '../set-index.ts';
import type { Miss } from './reference-resolves.ts';

const PART_NOUNS: Readonly<Record<PartGroup, string>> = {
  dimensions: 'dimension',
  measures: 'measure',
  axes: 'dimension or measure',
  groups: 'field group',
  sections: 'section',
  views: 'view',
  actions: 'action',
  navigation: 'navigation item',
  widgets: 'widget',
};

export function referenceProblem(ref: ItemKey, reference: Reference, miss: Miss, index: SetIndex): Problem {
  const { message, near, otherwise } = wordsOf(miss, index);
  const isExternal = miss.external && reference.maybe !== true;
  return {
    code: isExternal ? 'REFERENCE_EXTERNAL' : 'REFERENCE_DANGLING',
    severity: isExternal || reference.soft === true ? 'warning' : 'error',
    ref,
    path: reference.path,
    message,
    suggestion: near === undefined ? otherwise : `did you mean '${near}'? Otherwise ${otherwise}`,
  };
}

interface Words {
  readonly message: string;
  readonly near: string | undefined;
  readonly otherwise: string;
}

function wordsOf(miss: Miss, index: SetIndex): Words {
  switch (miss.kind) {
    case 'item': {
      const noun = miss.type.replaceAll('_', ' ');
      return {
        message: miss.external
          ? `${noun} '${miss.name}' is neither in this package nor installed`
          : `${noun} '${miss.name}' does not exist`,
        near: nearItem(miss.type, miss.name, index),
        otherwise: miss.external
          ? 'install the package that provides it and declare it as a dependency'
          : `create the ${noun}, or remove the reference`,
      };
    }
    case 'field':
      return {
        message: `object '${miss.object}' has no field '${miss.field}'`,
        near: nearestName(miss.field, index.fieldNames(miss.object)),
        otherwise: miss.external
          ? 'check which version of its package is installed'
          : 'add the field, or remove the reference',
      };
    case 'relationship':
      return {
        message: `field '${miss.field}' of object '${miss.object}' is no relationship: there is nothing to join`,
        near: undefined,
        otherwise: 'go through a lookup or master_detail field',
      };
    case 'part': {
      const { type, name, group, part } = miss.target;
      const noun = PART_NOUNS[group];
      const known = group === 'views' ? viewKeys(name, index) : index.parts(type, name, group);
      return {
        message: `${type} '${name}' has no ${noun} '${part}'`,
        near: nearestName(part, known),
        otherwise: `declare the ${noun}, or remove the reference`,
      };
    }
    case 'view_kind':
      return {
        message: `view '${miss.name}' is a list view, but a form is opened here`,
        near: undefined,
        otherwise: 'point the target at a form view',
      };
  }
}

/** People write `user` for `sys_user`: the platform's prefix counts as no edit. */
function nearItem(type: string, name: string, index: SetIndex): string | undefined {
  const platform = `sys_${name}`;
  if (type === 'object' && isPlatformProvidedObjectName(platform)) return platform;
  return nearestName(name, index.names(type));
}

function viewKeys(object: string, index: SetIndex): string[] {
  const prefix = `${object}.`;
  const keys: string[] = [];
  for (const view of index.names('view')) if (view.startsWith(prefix)) keys.push(view.slice(prefix.length));
  return keys;
}
