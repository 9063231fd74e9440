/** Owns tables of text: columns as wide as their content, no lines, no trailing blanks. */
import { type Style, widthOf } from './style.ts';

/** @returns lines ending in a newline; '' for no rows */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
  style: Style,
  indent = '',
): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null || cell === undefined ? '–' : String(cell))),
  );
  const widths = header.map((title, column) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const padded = (cell: string, column: number) =>
    cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
  const line = (row: readonly string[]) => (indent + row.map(padded).join('  ')).trimEnd();
  return `${[header.map((title) => style.dim(title)), ...cells].map(line).join('\n')}\n`;
}
