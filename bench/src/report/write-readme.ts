/** Owns putting the table of a run between the markers of bench/README.md. The table is never typed by hand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { isMet, type Row } from '../goals/goal.ts';
import { MISSES } from './misses.ts';
import type { RunReport } from './run-report.ts';
import { renderTable } from './table.ts';

const README = new URL('../README.md', import.meta.url);

interface Markers {
  readonly begin: string;
  readonly end: string;
}

const TABLE: Markers = {
  begin: '<!-- table: written by npm run bench -- --write -->',
  end: '<!-- end of table -->',
};
const ONLINE: Markers = {
  begin: '<!-- table: written by npm run bench:online -- --write -->',
  end: '<!-- end of online table -->',
};

export function writeReadme({ day, machine, rows }: RunReport): void {
  const table = [`Measured ${day}: ${machine}.`, renderTable(rows), ...missesOf(rows)].join('\n\n');
  writeBetween(TABLE, table);
}

export function writeOnline(tables: string): void {
  writeBetween(ONLINE, tables);
}

function writeBetween({ begin, end }: Markers, table: string): void {
  const text = readFileSync(README, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error('bench/README.md has lost the markers of a table');
  writeFileSync(README, `${text.slice(0, before + begin.length)}\n${table}\n${text.slice(after)}`);
}

function missesOf(rows: readonly Row[]): readonly string[] {
  const missed = rows.filter((row) => isMet(row) === false);
  if (missed.length === 0) return ['Every goal is met in this run.'];
  const lines = missed.map(
    (row) => `- ${row.goal}, ${row.what}, ${row.objects.toLocaleString('en')} objects: ${reasonOf(row)}`,
  );
  return [`Missed in this run:\n\n${lines.join('\n')}`];
}

function reasonOf(row: Row): string {
  return (
    MISSES.find((miss) => miss.goal === row.goal && row.what.includes(miss.what))?.reason ??
    'not explained yet'
  );
}
