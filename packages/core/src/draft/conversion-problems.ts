/**
 * Owns what is wrong with the conversions that a draft states: a field or a column that is not there, an expression that
 * gives no value of its field. Asked when one is stated, and again whenever the draft is validated: a later edit can take
 * away what an expression reads.
 */
import type { DraftView } from '../content.ts';
import type { Context } from '../context.ts';
import { isConversion } from '../metadata/fact.ts';
import { type ItemKey, keyOf, parseKey } from '../metadata/ref.ts';
import type { AuthoredExpression } from '../plan/expression/authored-expression.ts';
import { columnsOf } from '../plan/expression/operands.ts';
import type { JumpProblem } from '../plan/jump-values.ts';
import { literalsOf } from '../plan/stated-values.ts';
import type { TableSpec } from '../plan/storage/table-spec.ts';
import type { ControlPlane } from '../ports/control-plane.ts';
import { compareContents } from '../release/compare-contents.ts';
import type { Scope } from '../scope.ts';
import { nearestName } from '../validate/near-name.ts';
import type { Problem } from '../validate/problem.ts';
import { placedAfter } from './draft-facts.ts';

type View = Pick<DraftView, 'draft' | 'base' | 'index' | 'facts' | 'draftFacts'>;

export async function conversionProblems(
  context: Pick<Context, 'cache'>,
  plane: ControlPlane,
  scope: Scope,
  view: View,
  manifestId: string,
): Promise<readonly Problem[]> {
  if (!view.draftFacts.some(isConversion)) return [];
  const own = { packageId: view.draft.packageId, manifestId };
  const { before, after, renames, up, down } = await compareContents(context, plane, scope, {
    before: [{ ...own, ...view.base }],
    after: [{ ...own, index: view.index, facts: view.facts }],
  });
  const { tableNameOf } = await import('../plan/storage/table-name.ts');
  const problems: Problem[] = [];
  const oldNames = new Map([...renames.tables].map(([from, to]) => [to, from]));
  for (const [at, fact] of view.draftFacts.entries()) {
    if (!isConversion(fact)) continue;
    const later = view.draftFacts.slice(at + 1);
    const place = placedAfter(fact, later);
    const name = tableNameOf(parseKey(place.ref).name);
    const [was, is] = [before.get(oldNames.get(name) ?? name), after.get(name)];
    if (!is) continue;
    // An object new in the draft has no rows to convert, but what it speaks of must be there all the same.
    const old = was ? namesAfter(was, renames.columns.get(name)) : namesOf(is);
    const sides = [
      { expression: fact.up, known: new Set([...old, ...namesOf(is)]), field: namesOf(is), where: 'draft' },
      { expression: fact.down, known: namesOf(is), field: old, where: 'base' },
    ] as const;
    const add = problemsAt(problems, place);
    for (const { expression, known, field, where } of sides) {
      if (expression === undefined) continue;
      if (!field.has(place.field))
        add(
          `the object has no such field in the ${where}`,
          where === 'draft' ? 'state only its down, or name another field' : 'state only its up',
        );
      for (const read of columnsOf(expression)) {
        const { field: column } = placedAfter({ ref: fact.ref, field: read }, later);
        if (known.has(column)) continue;
        const near = nearestName(column, known);
        add(
          `reads '${column}', which ${where === 'draft' ? 'neither draft nor base has' : 'the draft has not'}`,
          near ? `did you mean '${near}'?` : `read one of ${[...known].join(', ')}`,
        );
      }
    }
    for (const option of notOffered(fact.up, is, place.field))
      add(`gives ${JSON.stringify(option)}, which the field does not offer`, 'give one of its options');
  }
  const tables = new Map([...view.index.keys()].flatMap((key) => tableOf(key, tableNameOf)));
  for (const problem of up.problems) problemsAt(problems, placeOf(problem, tables))(...wordsOf(problem));
  for (const problem of down.problems)
    problemsAt(problems, placeOf(problem, tables, renames.tables))(...wordsOf(problem));
  return distinct(problems);
}

type Add = (message: string, suggestion: string) => void;

function problemsAt(problems: Problem[], { ref, field }: { ref: ItemKey; field: string }): Add {
  return (message, suggestion) =>
    problems.push({
      code: 'EXPRESSION_INVALID',
      severity: 'error',
      ref,
      path: `fields.${field}`,
      message,
      suggestion,
    });
}

function wordsOf({ path, op, message, suggestion }: JumpProblem): [string, string] {
  return [path === '' ? message : `${path} (${op}): ${message}`, suggestion];
}

function placeOf(
  { table, column }: JumpProblem,
  objects: ReadonlyMap<string, ItemKey>,
  renamed: ReadonlyMap<string, string> = new Map(),
): { ref: ItemKey; field: string } {
  const name = renamed.get(table) ?? table;
  return { ref: objects.get(name) ?? keyOf({ type: 'object', name }), field: column };
}

function tableOf(key: ItemKey, tableNameOf: (name: string) => string): [string, ItemKey][] {
  const { type, name } = parseKey(key);
  return type === 'object' ? [[tableNameOf(name), key]] : [];
}

function namesOf({ columns }: TableSpec): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name));
}

function namesAfter(table: TableSpec, renames: ReadonlyMap<string, string> = new Map()): ReadonlySet<string> {
  return new Set([...namesOf(table)].map((name) => renames.get(name) ?? name));
}

function notOffered(
  up: AuthoredExpression | undefined,
  { columns }: TableSpec,
  field: string,
): readonly string[] {
  const choices = columns.find(({ name }) => name === field)?.choices;
  return choices && up !== undefined ? literalsOf(up).filter((value) => !choices.includes(value)) : [];
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
