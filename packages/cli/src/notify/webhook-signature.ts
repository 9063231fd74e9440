/** Owns the signature of a webhook, as Standard Webhooks 1.0 has it: HMAC-SHA256 over id, time and body. */
import { createHmac } from 'node:crypto';

const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
/** Standard Webhooks asks for 24 to 64 bytes. */
const BYTES = { least: 24, most: 64 };

/** @param text `whsec_` and base64 @returns null: it is none */
export function secretKeyIn(text: string): Buffer | null {
  const [, base64] = SECRET.exec(text) ?? [];
  if (base64 === undefined) return null;
  const key = Buffer.from(base64, 'base64');
  return key.length < BYTES.least || key.length > BYTES.most ? null : key;
}

/** @param seconds since 1970 @returns the headers of one try */
export function webhookHeaders(
  key: Buffer,
  { id, body }: { readonly id: string; readonly body: string },
  seconds: number,
): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
