/** Owns the rule that no object is its own master: deleting one record of such a cycle would delete them all. */
import type { ItemKey } from '../../metadata/ref.ts';
import type { Problem } from '../problem.ts';
import type { ItemDefinitions } from '../references/facts.ts';

/** Object → the fields that make another object its master. */
export type Masters = NonNullable<ItemDefinitions['masters']>;

/** One warning a cycle, at its alphabetically first object. */
export function cycleProblems(graph: ReadonlyMap<string, Masters>): Problem[] {
  const problems: Problem[] = [];
  const done = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (!done.has(start)) follow(start, graph, done, problems);
  }
  return problems;
}

/** Depth-first search with its own stack: metadata may nest deeper than the call stack likes. */
function follow(
  start: string,
  graph: ReadonlyMap<string, Masters>,
  done: Set<string>,
  problems: Problem[],
): void {
  const path: { object: string; next: number }[] = [{ object: start, next: 0 }];
  const onPath = new Map<string, number>([[start, 0]]);
  while (path.length > 0) {
    const top = path.at(-1) as { object: string; next: number };
    const edge = (graph.get(top.object) ?? [])[top.next++];
    if (edge === undefined) {
      path.pop();
      onPath.delete(top.object);
      done.add(top.object);
    } else if (onPath.has(edge.object)) {
      const cycle = path.slice(onPath.get(edge.object)).map((entry) => entry.object);
      problems.push(cycleProblem(cycle, graph));
    } else if (!done.has(edge.object) && graph.has(edge.object)) {
      onPath.set(edge.object, path.length);
      path.push({ object: edge.object, next: 0 });
    }
  }
}

function cycleProblem(cycle: readonly string[], graph: ReadonlyMap<string, Masters>): Problem {
  const first = [...cycle].sort()[0] as string;
  const at = cycle.indexOf(first);
  const ordered = [...cycle.slice(at), ...cycle.slice(0, at)];
  const next = ordered[1] ?? first;
  const field = graph.get(first)?.find((edge) => edge.object === next)?.field ?? '';
  const ref: ItemKey = `object/${first}`;
  return {
    code: 'REFERENCE_CYCLE',
    severity: 'warning',
    ref,
    path: `fields.${field}.reference`,
    message: `master-detail relationships form a cycle: ${[...ordered, first].join(' → ')}`,
    suggestion: 'make one of them a lookup',
  };
}
