/** Owns making secrets of every known shape, and putting one anywhere into a body. Each is made up, and fits no account. */
import fc from 'fast-check';

const from = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const LETTERS = LOWER + LOWER.toUpperCase();
const ALNUM = LETTERS + DIGITS;
const HEX = '0123456789abcdef';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const prefixed = (prefix: string, alphabet: string, length: number, suffix = '') =>
  from(alphabet, length).map((text) => `${prefix}${text}${suffix}`);

/** By the words that the finding has for it. */
export const SHAPED: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'a private key': prefixed('-----BEGIN PRIVATE KEY-----\n', ALNUM, 64, '\n-----END PRIVATE KEY-----'),
  'an AWS access key': prefixed('AKIA', BASE32, 16),
  'an Alibaba Cloud access key': prefixed('LTAI', ALNUM, 20),
  'a GitHub token': prefixed('ghp_', ALNUM, 36),
  'a GitLab token': prefixed('glpat-', ALNUM, 20),
  'a Slack token': prefixed('xoxb-', DIGITS, 24),
  'a Slack webhook': prefixed('https://hooks.slack.com/services/', ALNUM, 44),
  'a Stripe key': prefixed('sk_live_', ALNUM, 24),
  'a JSON Web Token': fc
    .tuple(from(ALNUM, 20), from(ALNUM, 30), from(ALNUM, 43))
    .map(([head, body, signature]) => `eyJ${head}.eyJ${body}.${signature}`),
  'a Google API key': prefixed('AIza', ALNUM, 35),
  'a Google client secret': prefixed('GOCSPX-', ALNUM, 28),
  'an Anthropic key': prefixed('sk-ant-api03-', ALNUM, 93),
  'an OpenAI key': prefixed('sk-proj-', ALNUM, 48),
  'a SendGrid key': fc.tuple(from(ALNUM, 22), from(ALNUM, 43)).map(([id, key]) => `SG.${id}.${key}`),
  'an npm token': prefixed('npm_', ALNUM, 36),
  'a PyPI token': prefixed('pypi-AgEIcHlwaS5vcmc', ALNUM, 60),
  'an Azure client secret': fc.tuple(from(ALNUM, 3), from(ALNUM, 34)).map(([a, b]) => `${a}8Q~${b}`),
  'a Hugging Face token': prefixed('hf_', LETTERS, 34),
  'a DigitalOcean token': prefixed('dop_v1_', HEX, 64),
  'a Shopify token': prefixed('shpat_', HEX, 32),
  'a Twilio key': prefixed('SK', HEX, 32),
  'a Telegram bot token': prefixed('1234567890:A', ALNUM, 34),
  'a Vault token': prefixed('hvs.', ALNUM, 95),
  'a Databricks token': prefixed('dapi', HEX, 32),
  'an Atlassian token': prefixed('ATATT3', ALNUM, 186),
  'an age key': prefixed('AGE-SECRET-KEY-1', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58),
  'a Linear key': prefixed('lin_api_', ALNUM, 40),
  'a Postman key': fc.tuple(from(HEX, 24), from(HEX, 34)).map(([a, b]) => `PMAK-${a}-${b}`),
  'a New Relic key': prefixed('NRAK-', `${BASE32}0189`, 27),
  'a Grafana token': fc.tuple(from(ALNUM, 32), from(HEX, 8)).map(([a, b]) => `glsa_${a}_${b}`),
  'a Doppler token': prefixed('dp.pt.', ALNUM, 43),
  'a Docker token': prefixed('dckr_pat_', ALNUM, 27),
  'a Mailgun key': prefixed('key-', HEX, 32),
  'a Mailchimp key': from(HEX, 32).map((text) => `${text}-us12`),
  'a Sentry token': prefixed('sntrys_', ALNUM, 80),
  'a password in a URL': prefixed('postgres://app:', ALNUM, 20, '@db.acme.org/crm'),
  'a password in a connection string': prefixed('Server=db;Database=crm;Password=', ALNUM, 20, ';'),
  'a secret in a query': prefixed('https://api.acme.org/v1?api_key=9z8', HEX, 20),
  'a credential of a header': prefixed('Bearer 9z8_', HEX, 32),
};

/** What is known by its name alone. */
export const NAMED = fc.tuple(
  fc.constantFrom('password', 'clientSecret', 'api_key', 'X-API-Key', 'access_token', 'signingKey'),
  fc
    .tuple(from(LETTERS, 10), from(DIGITS, 3), from('!$&*+', 1), from(ALNUM, 8))
    .map((parts) => parts.join('')),
);

/** Paths of all texts of a body. */
export function textPaths(body: unknown): readonly (readonly string[])[] {
  if (typeof body === 'string') return [[]];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => textPaths(value).map((path) => [key, ...path]));
}

/** Paths of all objects in a body, lists left out. */
export function objectPaths(body: unknown): readonly (readonly string[])[] {
  if (typeof body !== 'object' || body === null) return [];
  const inside = Object.entries(body).flatMap(([key, value]) =>
    objectPaths(value).map((path) => [key, ...path]),
  );
  return Array.isArray(body) ? inside : [[], ...inside];
}

/** A copy of the body with another value at the path. */
export function planted(body: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<string, unknown>;
  copy[key] = planted(copy[key], rest, value);
  return copy;
}
