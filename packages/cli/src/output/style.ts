/** Owns colours: only on a terminal, never with NO_COLOR. Everything printed must read the same without them. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const paint = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const same = (text: string) => text;

export const PLAIN: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

const COLOURED: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  red: paint(31, 39),
  green: paint(32, 39),
  yellow: paint(33, 39),
  cyan: paint(36, 39),
};

export function styleOf(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Style {
  // no-color.org: any value that is not empty switches colours off.
  const refused = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return stream.isTTY === true && !refused ? COLOURED : PLAIN;
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** Columns a text takes on a terminal, colours not counted. */
export function widthOf(text: string): number {
  return text.replace(ESCAPES, '').length;
}
