/**
 * Owns the proof that every statement on a tenant table names its organization (I-40): a Kysely plugin that refuses
 * to compile one without. It looks at each statement once, because each is compiled once; it costs nothing per call.
 */
import { AuthoringError } from '@objectstack/metadata-authoring';
import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  DeleteQueryNode,
  IdentifierNode,
  InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  OperatorNode,
  ParensNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
  UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  WithNode,
} from 'kysely';
import { Slot } from './statement.ts';

/** Every table is a tenant table unless it is named here. */
const globalTables: ReadonlySet<string> = new Set(['_authoring_migration']);

/** The tenant column of a table: a package belongs to the organization that owns it (ADR-0003). */
function tenantColumn(table: string): string | null {
  if (globalTables.has(table)) return null;
  return table === 'sys_package' ? 'owner_org_id' : 'organization_id';
}

/** @throws ASSERTION_FAILED at compile time */
export const tenancyPlugin: KyselyPlugin = {
  transformQuery({ node }) {
    if (RawNode.is(node)) refuse('a raw statement');
    visit(node);
    return node;
  },
  transformResult: ({ result }) => Promise.resolve(result),
};

function visit(node: OperationNode): void {
  if (SelectQueryNode.is(node)) checkSelect(node);
  else if (UpdateQueryNode.is(node)) checkUpdate(node);
  else if (DeleteQueryNode.is(node)) checkDelete(node);
  else if (InsertQueryNode.is(node)) checkInsert(node);
  else if (WithNode.is(node)) refuse('a common table expression');
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child);
    }
  }
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** One table of a statement: its real name and the name by which columns refer to it. */
interface TableUse {
  readonly table: string;
  readonly alias: string;
}

function tablesOf(nodes: readonly OperationNode[]): readonly TableUse[] {
  return nodes.flatMap((node) => {
    const inner = AliasNode.is(node) ? node.node : node;
    if (!TableNode.is(inner)) return [];
    const table = inner.table.identifier.name;
    const alias = AliasNode.is(node) && IdentifierNode.is(node.alias) ? node.alias.name : table;
    return [{ table, alias }];
  });
}

function checkSelect(node: SelectQueryNode): void {
  const joins = node.joins ?? [];
  const tables = tablesOf([...(node.from?.froms ?? []), ...joins.map((join) => join.table)]);
  const terms = [...conjuncts(node.where?.where), ...joins.flatMap((join) => conjuncts(join.on?.on))];
  checkPredicates(tables, terms);
}

function checkUpdate(node: UpdateQueryNode): void {
  if (!node.table || node.from || node.joins) refuse('an update of more than one table');
  checkPredicates(tablesOf([node.table]), conjuncts(node.where?.where));
}

function checkDelete(node: DeleteQueryNode): void {
  if (node.using || node.joins) refuse('a delete that reads another table');
  checkPredicates(tablesOf(node.from.froms), conjuncts(node.where?.where));
}

/** Every tenant table is bound to the organization: by its own term, or by a term that ties it to one that is. */
function checkPredicates(tables: readonly TableUse[], terms: readonly OperationNode[]): void {
  const equalities = terms.flatMap((term) => tenantEquality(term, tables) ?? []);
  const bound = new Set(equalities.flatMap(({ left, right }) => (right === 'org' ? [left] : [])));
  for (const { left, right } of equalities) {
    if (right === 'org') continue;
    if (bound.has(right.alias)) bound.add(left);
    else if (bound.has(left)) bound.add(right.alias);
  }
  for (const { table, alias } of tables) {
    if (tenantColumn(table) !== null && !bound.has(alias)) refuse(`a statement on ${table}`);
  }
}

interface TenantEquality {
  /** Alias whose tenant column stands on the left. */
  readonly left: string;
  readonly right: 'org' | { readonly alias: string };
}

/** `a.organization_id = <the slot org>` or `a.organization_id = b.organization_id`. */
function tenantEquality(term: OperationNode, tables: readonly TableUse[]): TenantEquality | undefined {
  if (!BinaryOperationNode.is(term)) return undefined;
  const { leftOperand, operator, rightOperand } = term;
  if (!OperatorNode.is(operator) || operator.operator !== '=') return undefined;
  const left = tenantAlias(leftOperand, tables);
  if (left === undefined) return undefined;
  if (ValueNode.is(rightOperand)) return isOrg(rightOperand.value) ? { left, right: 'org' } : undefined;
  const alias = tenantAlias(rightOperand, tables);
  return alias === undefined ? undefined : { left, right: { alias } };
}

/** The table whose tenant column this is; its name may be left out where there is one table only. */
function tenantAlias(node: OperationNode, tables: readonly TableUse[]): string | undefined {
  if (!ReferenceNode.is(node) || !ColumnNode.is(node.column)) return undefined;
  const qualifier = node.table?.table.identifier.name;
  const use =
    qualifier === undefined && tables.length === 1 ? tables[0] : tables.find((it) => it.alias === qualifier);
  return use && node.column.column.name === tenantColumn(use.table) ? use.alias : undefined;
}

function isOrg(value: unknown): boolean {
  return value instanceof Slot && value.key === 'org';
}

function conjuncts(node: OperationNode | undefined): readonly OperationNode[] {
  if (node === undefined) return [];
  if (AndNode.is(node)) return [...conjuncts(node.left), ...conjuncts(node.right)];
  if (ParensNode.is(node)) return conjuncts(node.node);
  return [node];
}

function checkInsert(node: InsertQueryNode): void {
  const table = node.into?.table.identifier.name ?? '';
  const column = tenantColumn(table);
  if (column === null) return;
  const at = node.columns?.findIndex((candidate) => candidate.column.name === column) ?? -1;
  if (at < 0 || !node.values || !ValuesNode.is(node.values)) refuse(`an insert into ${table}`);
  for (const row of node.values.values) {
    const value = PrimitiveValueListNode.is(row) ? row.values[at] : valueAt(row, at);
    if (!isOrg(value)) refuse(`an insert into ${table}`);
  }
  // An upsert must not reach a row of another organization through its conflict target.
  const conflict = node.onConflict;
  if (conflict?.updates && !conflict.columns?.some((target) => target.column.name === column)) {
    refuse(`an upsert into ${table}`);
  }
}

function valueAt(row: OperationNode, at: number): unknown {
  if (!ValueListNode.is(row)) return undefined;
  const value = row.values[at];
  return value && ValueNode.is(value) ? value.value : undefined;
}

function refuse(what: string): never {
  throw new AuthoringError('ASSERTION_FAILED', `${what} names no organization`, {
    suggestion: 'bind the tenant column to the value org',
  });
}
