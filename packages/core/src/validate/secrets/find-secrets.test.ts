import { describe, expect, it } from 'vitest';
import { findSecrets } from './find-secrets.ts';
import { isPlaceholder, isSecretName, looksSecret } from './secret-words.ts';

const found = (body: unknown) => findSecrets(body).map(({ path, what }) => `${path}: ${what}`);
// Put together here, so that no scanner takes this file for a leak.
const GITHUB = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;

describe('a secret by its shape', () => {
  it('is found in a text, in a list and as a key, and never shown', () => {
    const secrets = findSecrets({ note: `use ${GITHUB} here`, list: ['x', GITHUB], [GITHUB]: 1 });
    expect(secrets.map(({ path }) => path)).toEqual(['note', 'list.1', 'g••• (40 characters)']);
    expect(JSON.stringify(secrets)).not.toContain(GITHUB.slice(0, 8));
  });

  it.each([
    ['postgres://app:hunter2@db.example.org/crm', 'a password in a URL'],
    ['Server=db;Database=crm;User Id=app;Password=hunter2;', 'a password in a connection string'],
    ['https://api.acme.org/v1?api_key=9f8e7d6c5b4a', 'a secret in a query'],
    ['Bearer 9f8e7d6c5b4a39f8e7d6', 'a credential of a header'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'a private key'],
  ])('%s', (text, what) => {
    expect(found({ text })).toEqual([`text: ${what}`]);
  });

  it.each([
    'postgres://app@db/crm',
    'postgres://app:{{DB_PASSWORD}}@db/crm',
    'postgres://user:password@host/db',
    'https://crm.acme.org:8080/a@b',
    'password = required for new users',
    'Bearer {{secrets.api}}',
    'Basic authentication of the account holder',
    'https://api.acme.org?api_key=YOUR_API_KEY',
    `the shape is AKIA${'IOSFODNN7'}EXAMPLE`,
  ])('is not: %s', (text) => {
    expect(found({ text })).toEqual([]);
  });
});

describe('a secret by its name', () => {
  it('is found under its key, beside its name, as the default of its field and in a list', () => {
    const value = 'tr0ub4dor&3x';
    expect(
      found({
        clientSecret: value,
        headers: [{ name: 'X-API-Key', value }],
        auth: { type: 'api-key', key: value },
        fields: {
          api_token: { type: 'text', defaultValue: value },
          pin: { type: 'password', defaultValue: value },
        },
        tokens: [value],
      }),
    ).toEqual([
      "clientSecret: the value of 'clientSecret'",
      "headers.0.value: the value of 'X-API-Key'",
      "auth.key: the value of 'api_key'",
      "fields.api_token.defaultValue: the value of 'api_token'",
      "fields.pin.defaultValue: the value of 'secret'",
      "tokens.0: the value of 'tokens'",
    ]);
  });

  it('is not a label, an option, a reference, a path or another key', () => {
    expect(
      found({
        fields: {
          password: { type: 'password', label: 'Password', helpText: 'At least 12 characters, 1 digit' },
        },
        options: [{ label: 'API key', value: 'api_key' }],
        credentialRef: 'BILLING_API_KEY',
        external: { credentialsRef: 'secret:warehouse/password' },
        tokenUrl: 'https://login.acme.org/oauth2/v2.0/token',
        token: 'record.account.token_v2',
        password: '{{SMTP_PASSWORD}}',
        idempotency: 'tr0ub4dor&3x',
        key: 'tr0ub4dor&3x',
      }),
    ).toEqual([]);
  });
});

it('knows names of secrets by their last word', () => {
  for (const name of [
    'password',
    'clientSecret',
    'X-API-Key',
    'apiKey',
    'smtp_password',
    'AWS_SECRET_ACCESS_KEY',
  ])
    expect(isSecretName(name), name).toBe(true);
  for (const name of [
    'passwordPolicy',
    'tokenUrl',
    'key',
    'primary_key',
    'secretary',
    'compass',
    'apiKeyHeader',
  ])
    expect(isSecretName(name), name).toBe(false);
});

it('tells values from words', () => {
  for (const value of ['hunter2!', 'tr0ub4dor&3', '9f8e7d6c5b4a', 'QmFzZTY0IGlzIG5vdCBhIHdvcmQ='])
    expect(looksSecret(value), value).toBe(true);
  for (const value of [
    'crm_account',
    'aaaaaaaa1111',
    'short1!',
    'a sentence with 1 digit!',
    'https://acme.org/x1',
  ])
    expect(looksSecret(value), value).toBe(false);
  for (const value of [
    '{{X}}',
    '\u0024{X}',
    '****',
    '<token>',
    'change-me',
    'env:SMTP',
    'SMTP_PASSWORD',
    'password',
  ])
    expect(isPlaceholder(value), value).toBe(true);
});

it('is as fast on a text that is made to be slow', () => {
  const bodies = [
    'a.'.repeat(500_000),
    '://'.repeat(300_000),
    ';password='.repeat(100_000),
    `ey${'A'.repeat(1_000_000)}`,
  ];
  const started = performance.now();
  for (const text of bodies) findSecrets({ text, token: text });
  expect(performance.now() - started).toBeLessThan(5_000);
});
