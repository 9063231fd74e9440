/** Owns reading the SQL text that SQLite keeps in its catalog: into tokens, never further. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  /** As written. */
  readonly text: string;
  /** The name itself for words and quoted names; otherwise the text. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>[xX]?'(?:[^']|'')*')|(?<quoted>`(?:[^`]|``)*`|"(?:[^"]|"")*"|\[[^\]]*\])|(?<number>\d[\w.]*)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<symbol>[\s\S])/gu;

/** All tokens but spaces and comments. */
export function tokensOf(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of sql.matchAll(TOKEN)) {
    const { space, string, quoted, number, word } = match.groups ?? {};
    if (space !== undefined) continue;
    const text = match[0];
    const kind = string ? 'string' : quoted ? 'quoted' : number ? 'number' : word ? 'word' : 'symbol';
    const value = kind === 'quoted' ? unquoted(text) : text;
    tokens.push({ kind, text, value, start: match.index, end: match.index + text.length });
  }
  return tokens;
}

/** The keyword, in upper case; null for anything else, also for a quoted name that reads like one. */
export function keywordOf(token: SqlToken | undefined): string | null {
  return token?.kind === 'word' ? token.text.toUpperCase() : null;
}

/** Splits the tokens between the parentheses that open at `open` by the commas of that level. */
export function listAt(
  tokens: readonly SqlToken[],
  open: number,
): { readonly items: readonly (readonly SqlToken[])[]; readonly close: number } {
  const items: SqlToken[][] = [[]];
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at] as SqlToken;
    if (token.text === ')') depth -= 1;
    if (depth === 0 && at > open) return { items, close: at };
    if (depth === 1 && token.text === ',' && token.kind === 'symbol') items.push([]);
    else if (at > open) items.at(-1)?.push(token);
    if (token.text === '(') depth += 1;
  }
  return { items, close: tokens.length };
}

/** One spelling for equal token lists: names bare, one space between words, none around parentheses. */
export function canonicalText(tokens: readonly SqlToken[]): string {
  let text = '';
  let previous: SqlToken | undefined;
  for (const token of tokens) {
    const glued =
      previous === undefined ||
      previous.text === '(' ||
      previous.text === '.' ||
      (token.text === '(' && previous.text !== ',') ||
      token.text === ')' ||
      token.text === ',' ||
      token.text === '.';
    text += glued ? token.value : ` ${token.value}`;
    previous = token;
  }
  return text;
}

function unquoted(text: string): string {
  const quote = text[0] as string;
  const inner = text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}
