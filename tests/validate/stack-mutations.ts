/** Owns every way to make a reference of a stack dangle: each named thing of it deleted, and each renamed alone. */
import type { Stack } from './real-stacks.ts';

export interface Mutation {
  readonly name: string;
  apply(stack: Stack): void;
}

type Body = Record<string, unknown>;

const COLLECTIONS = ['objects', 'views', 'pages', 'dashboards', 'datasets', 'reports', 'flows', 'actions'];

/** A rename by a typo's length, which checkers suggest to undo, and one that is no typo. */
const SUFFIXES = ['_x', '_renamed_away'] as const;

export function mutationsOf(stack: Stack): Mutation[] {
  const mutations: Mutation[] = [];
  for (const key of COLLECTIONS) {
    const list = (stack[key] ?? []) as Body[];
    for (const [index, item] of list.entries()) {
      const name = `${key}[${index}] ${String(item.name ?? '')}`;
      mutations.push({
        name: `delete ${name}`,
        apply: (into) => void (into[key] as Body[]).splice(index, 1),
      });
      if (typeof item.name !== 'string') continue;
      for (const suffix of SUFFIXES) {
        mutations.push({
          name: `rename ${name}${suffix}`,
          apply: (into) => {
            const target = (into[key] as Body[])[index] as Body;
            target.name = `${String(target.name)}${suffix}`;
          },
        });
      }
    }
  }
  const inside: [collection: string, member: string][] = [
    ['objects', 'fields'],
    ['views', 'listViews'],
    ['views', 'formViews'],
  ];
  for (const [collection, member] of inside) {
    for (const [index, item] of ((stack[collection] ?? []) as Body[]).entries()) {
      for (const key of Object.keys((item[member] ?? {}) as Body)) {
        const where = `${collection}[${index}].${member}.${key}`;
        const members = (into: Stack) => (into[collection] as Body[])[index]?.[member] as Body;
        mutations.push({ name: `delete ${where}`, apply: (into) => void delete members(into)[key] });
        for (const suffix of SUFFIXES) {
          mutations.push({
            name: `rename ${where}${suffix}`,
            apply: (into) => {
              const map = members(into);
              map[`${key}${suffix}`] = map[key];
              delete map[key];
            },
          });
        }
      }
    }
  }
  for (const [index, dataset] of ((stack.datasets ?? []) as Body[]).entries()) {
    for (const member of ['dimensions', 'measures']) {
      for (const part of ((dataset[member] ?? []) as Body[]).keys()) {
        mutations.push({
          name: `delete datasets[${index}].${member}[${part}]`,
          apply: (into) => void parts(into, index, member).splice(part, 1),
        });
      }
    }
  }
  return mutations;
}

function parts(stack: Stack, dataset: number, member: string): Body[] {
  const body = (stack.datasets as Body[])[dataset] as Body;
  return body[member] as Body[];
}
