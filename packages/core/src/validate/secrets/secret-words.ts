/**
 * Owns what tells a secret by its name and its looks: names that values are secret under, and whether a value could be
 * one. A placeholder, a reference to a secret and a plain word are none.
 */

const SECRET_NAME =
  /(?:^|_)(?:passwords?|passwd|pwd|pass|passphrase|secrets?|(?:secret|api|access|private|signing|encryption|account|auth|license)_keys?|apikeys?|secret_access_key|tokens?|credentials?|authorization|connection_string)(?:_value)?$/;

/** `clientSecret`, `X-API-Key`, `smtp_password`; not `tokenUrl`, `passwordPolicy`. */
export function isSecretName(name: string): boolean {
  if (name.length > 100) return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return SECRET_NAME.test(words);
}

const INTERPOLATION =
  /\$\{[^}]*\}|\{\{[^}]*\}\}|\{[\w.]+\}|<[^<>]*>|%[A-Za-z_]+%|\$[A-Za-z_]\w*|\[[^[\]]*\]/g;
const MASKED = /^[*xX•.\-_#?0]+$/;
const SAYS_SO =
  /example|placeholder|change[-_ ]?me|your[-_ ]|dummy|redacted|replace[-_ ]?me|insert[-_ ]|not[-_ ]?set|todo/i;
const REFERS = /^(?:env|secrets?|vault|ref|vars?|variables?|arn|op|ssm|keyvault|process\.env)[:./]/i;
const VARIABLE_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const DOCUMENTED = /^(?:pass(?:word)?|passwd|pwd|pw|secret|token|key|user(?:name)?|null|none|undefined)$/i;

/** Says where the secret belongs instead of saying the secret. */
export function isPlaceholder(value: string): boolean {
  const rest = value.replace(INTERPOLATION, '').trim();
  return (
    rest.length < 2 ||
    MASKED.test(rest) ||
    SAYS_SO.test(rest) ||
    REFERS.test(rest) ||
    VARIABLE_NAME.test(rest) ||
    DOCUMENTED.test(rest)
  );
}

const LEAST_CHARS = 8;
const MOST_CHARS = 8_192;
/** Of the characters of a value, each for itself; `hunter2!` has 3, `aaaaaaaa` none. */
const LEAST_BITS_PER_CHAR = 2.5;
/** Words and numbers with something between them. A run of letters longer than any word is none. */
const WORDS = /^(?:[a-z]{1,20}\d{0,2}|\d{1,4})(?:[-_.:/ ]+(?:[a-z]{1,20}\d{0,2}|\d{1,4}))*$/i;

/** Could be a secret, by its looks: no sentence, no words, no URL, and not the same few characters. */
export function looksSecret(value: string): boolean {
  if (value.length < LEAST_CHARS || value.length > MOST_CHARS) return false;
  if (/\s/.test(value) || isPlaceholder(value)) return false;
  if (WORDS.test(value) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return false;
  return bitsPerChar(value) >= LEAST_BITS_PER_CHAR;
}

/** Shannon entropy. */
function bitsPerChar(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / value.length;
    return bits - share * Math.log2(share);
  }, 0);
}
