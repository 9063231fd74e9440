/**
 * Owns asking: what was dropped and could have been renamed? A dropped column beside an added one that could hold its
 * values, a dropped object beside an added one that shares half of its fields. Declared renames and answers are not
 * asked again.
 */
import { createHash } from 'node:crypto';
import type { ItemKey } from '../metadata/ref.ts';
import type { RenameMap } from '../plan/rename-map.ts';
import { keepsValuesThatFit, sameType } from '../plan/steps/type-conversion.ts';
import type { ColumnSpec, SchemaState, TableSpec } from '../plan/storage/table-spec.ts';
import type { Answer, Question } from './question.ts';

export interface QuestionInput {
  readonly before: SchemaState;
  readonly after: SchemaState;
  readonly renames: RenameMap;
  readonly answers: ReadonlyMap<string, Answer>;
}

export function findQuestions(input: QuestionInput): readonly Question[] {
  return [...tableQuestions(input), ...columnQuestions(input)].filter(
    (question) => !input.answers.has(question.id),
  );
}

function questionId(question: Omit<Question, 'id'>): string {
  const text = JSON.stringify([
    question.ref,
    question.path ?? '',
    question.from,
    [...question.candidates].sort(),
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function question(rest: Omit<Question, 'id'>): Question {
  return { id: questionId(rest), ...rest };
}

function tableQuestions({ before, after, renames }: QuestionInput): readonly Question[] {
  const arrived = new Set(renames.tables.values());
  const added = [...after.values()].filter((table) => !before.has(table.name) && !arrived.has(table.name));
  const dropped = [...before.values()].filter(
    (table) => !after.has(table.name) && !renames.tables.has(table.name),
  );
  return dropped.flatMap((table) => {
    const candidates = added
      .filter((other) => sharesHalf(table, other))
      .map((other) => other.name)
      .sort();
    if (candidates.length === 0) return [];
    return [
      question({ kind: 'rename', ref: `object/${table.name}` as ItemKey, from: table.name, candidates }),
    ];
  });
}

/** Authored columns only: every table has the injected ones. */
function authored(table: TableSpec): readonly ColumnSpec[] {
  return table.columns.filter((column) => column.owner !== '');
}

function sharesHalf(dropped: TableSpec, added: TableSpec): boolean {
  const columns = authored(dropped);
  const other = new Map(authored(added).map((column) => [column.name, column]));
  const shared = columns.filter((column) => {
    const match = other.get(column.name);
    return match !== undefined && sameType(match.type, column.type);
  });
  return columns.length > 0 && shared.length * 2 >= columns.length;
}

function columnQuestions({ before, after, renames }: QuestionInput): readonly Question[] {
  const questions: Question[] = [];
  for (const [oldName, old] of before) {
    const name = renames.tables.get(oldName) ?? oldName;
    const table = after.get(name);
    if (!table) continue;
    const columnRenames = renames.columns.get(name) ?? new Map<string, string>();
    const arrived = new Set(columnRenames.values());
    const was = new Set(old.columns.map((column) => column.name));
    const is = new Set(table.columns.map((column) => column.name));
    const added = table.columns.filter((column) => !was.has(column.name) && !arrived.has(column.name));
    for (const column of old.columns) {
      if (is.has(column.name) || columnRenames.has(column.name)) continue;
      const candidates = added
        .filter((other) => sameType(column.type, other.type) || keepsValuesThatFit(column.type, other.type))
        .map((other) => other.name)
        .sort();
      if (candidates.length === 0) continue;
      questions.push(
        question({
          kind: 'rename',
          ref: `object/${name}` as ItemKey,
          path: 'fields',
          from: column.name,
          candidates,
        }),
      );
    }
  }
  return questions;
}
