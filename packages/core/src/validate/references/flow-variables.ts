/** Owns which names a flow binds itself, and which of them hold records of a known object. */
import { eachBody } from './list-view.ts';
import { type Body, isBody } from './position.ts';

export interface FlowVariables {
  readonly names: ReadonlySet<string>;
  /** Variable → object of the record, or of the records, that it holds. */
  readonly records: ReadonlyMap<string, string>;
}

const VARIABLE_KEYS = [
  'outputVariable',
  'iteratorVariable',
  'indexVariable',
  'errorVariable',
  'idVariable',
] as const;

export function flowVariables(flow: Body): FlowVariables {
  const names = new Set<string>(['item', 'index', 'error', 'trigger', 'current']);
  const records = new Map<string, string>();
  const ambiguous = new Set<string>();
  const bind = (variable: unknown, object: unknown): void => {
    if (typeof variable !== 'string' || typeof object !== 'string' || ambiguous.has(variable)) return;
    if (records.get(variable) !== undefined && records.get(variable) !== object) {
      ambiguous.add(variable);
      records.delete(variable);
    } else records.set(variable, object);
  };
  eachBody(flow.variables, (variable) => {
    if (typeof variable.name === 'string') names.add(variable.name);
  });
  const nodes = allNodes(flow);
  for (const node of nodes) {
    if (typeof node.id === 'string') names.add(node.id);
    if (!isBody(node.config)) continue;
    for (const key of VARIABLE_KEYS) {
      const name = node.config[key];
      if (typeof name === 'string') names.add(name);
    }
    eachBody(node.config.fields, (field) => {
      if (typeof field.name === 'string') names.add(field.name);
    });
    if (node.type === 'assignment') for (const name of assigned(node.config)) names.add(name);
    // `outputVariable` of create_record holds the new record's id or the record: only queries are sure.
    if (node.type === 'get_record') bind(node.config.outputVariable, node.config.objectName);
  }
  for (const node of nodes) {
    if ((node.type !== 'loop' && node.type !== 'map') || !isBody(node.config)) continue;
    const collection = node.config.collection;
    const source = typeof collection === 'string' ? /^\{?\s*(\w+)\s*\}?$/.exec(collection)?.[1] : undefined;
    bind(node.config.iteratorVariable, node.config.itemObject ?? (source && records.get(source)));
  }
  return { names, records };
}

/** Assignments are a list of `{variable}`, a map by variable, or the config itself. */
function assigned(config: Body): string[] {
  const { assignments } = config;
  if (isBody(assignments)) return Object.keys(assignments);
  if (!Array.isArray(assignments)) return Object.keys(config);
  const names: string[] = [];
  eachBody(assignments, (entry) => {
    const name = entry.variable ?? entry.name ?? entry.key;
    if (typeof name === 'string') names.push(name);
  });
  return names;
}

/** Nodes of the flow and of every region inside, in order. */
function allNodes(graph: Body): Body[] {
  const nodes: Body[] = [];
  const enter = (value: unknown): void => {
    if (Array.isArray(value)) for (const entry of value) enter(entry);
    else if (isBody(value) && Array.isArray(value.nodes)) {
      eachBody(value.nodes, (node) => {
        nodes.push(node);
        if (isBody(node.config)) for (const inner of Object.values(node.config)) enter(inner);
      });
    }
  };
  enter(graph);
  return nodes;
}
