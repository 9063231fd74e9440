/**
 * Owns telling a webhook: one POST, signed as Standard Webhooks 1.0 has it, that ends by itself. Its address and its secret
 * are the operator's; neither, nor what it answers, is shown anywhere.
 */
import type { DeliveryOutcome, NotificationMessage } from '@objectstack/metadata-authoring';
import { secretKeyIn, webhookHeaders } from './webhook-signature.ts';

export interface Webhook {
  readonly url: string;
  /** Name of the variable that holds the secret. */
  readonly secretEnv: string;
}

const TIMEOUT_MS = 5_000;
/** A receiver that is gone for good says so, by the standard. */
const GONE = 410;

export async function postWebhook(
  { url, secretEnv }: Webhook,
  message: NotificationMessage,
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs = TIMEOUT_MS,
): Promise<DeliveryOutcome> {
  const key = secretKeyIn(env[secretEnv] ?? '');
  if (key === null)
    return {
      delivered: false,
      because: `${secretEnv} holds no secret (whsec_ and base64 of 24 to 64 bytes)`,
    };
  const seconds = Math.floor(Date.now() / 1_000);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...webhookHeaders(key, message, seconds) },
      body: message.body,
      // Elsewhere nobody said it may go.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return { delivered: true };
    const because = `it answered ${response.status}`;
    return response.status === GONE
      ? { delivered: false, because, never: true }
      : { delivered: false, because };
  } catch (error) {
    return { delivered: false, because: reasonOf(error, timeoutMs) };
  }
}

/** Codes, never texts: those name addresses. */
function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return 'it could not be reached';
  if (error.name === 'TimeoutError') return `it did not answer within ${timeoutMs / 1_000} s`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? `it could not be reached (${code})` : 'it could not be reached';
}
