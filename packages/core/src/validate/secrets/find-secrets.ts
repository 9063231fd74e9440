/** Owns finding secrets in one item body: every text of it and every key, by shape and by the name it stands under. */
import { maskedValue } from '../../plan/masked-value.ts';
import { SECRET_SHAPES, SHAPE_HINT } from './secret-shapes.ts';
import { isPlaceholder, isSecretName, looksSecret } from './secret-words.ts';

export interface FoundSecret {
  /** Dotted path inside the body; a part of it that is the secret itself is masked. */
  readonly path: string;
  /** `a GitHub token` */
  readonly what: string;
  /** Masked. */
  readonly shown: string;
}

/** What is shorter than the shortest secret is not looked at. */
const SHORTEST_CHARS = 6;

/** A value of its own, whose name stands beside it: `{name: 'API_KEY', value: '…'}`. */
const VALUE_KEYS: ReadonlySet<string> = new Set(['value', 'default', 'defaultValue', 'initialValue']);
const NAME_KEYS = ['name', 'key', 'header', 'headerName', 'field', 'variable', 'id'] as const;
/** Field types whose values the platform keeps secret. */
const SECRET_TYPES: ReadonlySet<unknown> = new Set(['password', 'secret']);

/** In the order of the body; a text is found once. */
export function findSecrets(body: unknown): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  walk(body, [], '', found);
  return found;
}

/** @param name that the value stands under */
function walk(value: unknown, path: readonly string[], name: string, found: FoundSecret[]): void {
  if (typeof value === 'string') {
    const secret = secretIn(value, name);
    if (secret) found.push({ path: path.join('.'), ...secret });
  } else if (Array.isArray(value)) {
    value.forEach((entry, at) => {
      walk(entry, [...path, String(at)], name, found);
    });
  } else if (typeof value === 'object' && value !== null) walkObject(value, path, name, found);
}

function walkObject(body: object, path: readonly string[], name: string, found: FoundSecret[]): void {
  for (const [key, value] of Object.entries(body)) {
    const inKey = shapedSecret(key);
    if (inKey) found.push({ path: [...path, inKey.shown].join('.'), ...inKey });
    walk(value, [...path, inKey?.shown ?? key], nameOf(key, body, name), found);
  }
}

/** What the value under a key is called: by the key, or by what stands beside it. */
function nameOf(key: string, body: object, parent: string): string {
  const { type } = body as { readonly type?: unknown };
  if (key === 'key') return type === 'api-key' ? 'api_key' : key;
  if (!VALUE_KEYS.has(key)) return key;
  if (SECRET_TYPES.has(type)) return 'secret';
  const beside = NAME_KEYS.map((one) => (body as Record<string, unknown>)[one]);
  return beside.find((one): one is string => typeof one === 'string' && isSecretName(one)) ?? parent;
}

type Seen = Omit<FoundSecret, 'path'>;

function secretIn(text: string, name: string): Seen | undefined {
  if (text.length < SHORTEST_CHARS) return undefined;
  const shaped = shapedSecret(text);
  if (shaped || !isSecretName(name) || !looksSecret(text)) return shaped;
  return { what: `the value of '${name}'`, shown: maskedValue(text) };
}

function shapedSecret(text: string): Seen | undefined {
  if (text.length < SHORTEST_CHARS || !SHAPE_HINT.test(text)) return undefined;
  for (const { what, pattern, beside, any } of SECRET_SHAPES) {
    const match = pattern.exec(text);
    if (!match || (beside && !beside.test(text))) continue;
    const [whole, inside] = match;
    const secret = inside ?? whole;
    // A shape of an issuer is enough; what only stands in the place of a secret has to look like one.
    const isOne = inside === undefined || any ? !isPlaceholder(secret) : looksSecret(secret);
    if (isOne && !/EXAMPLE/i.test(secret)) return { what, shown: maskedValue(secret) };
  }
  return undefined;
}
