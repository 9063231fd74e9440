/**
 * Owns the envelope of a signed bundle: DSSE (https://github.com/secure-systems-lab/dsse) around canonical JSON, signed with
 * Ed25519. It is opened only when every byte is the one that was written: a changed space fails as a changed name does.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { AuthoringError } from '../error.ts';

const BUNDLE_TYPE = 'application/vnd.objectstack.mda-bundle+json';

/** As the file has it, keys in this order, no space between. */
interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

export interface Opened {
  readonly payload: string;
  /** 64 hex: sha256 of the public key (SPKI, DER). Null: nobody signed it. */
  readonly keyId: string | null;
}

/** @param key Ed25519; null: not signed @returns the text of the file */
export function sealEnvelope(payload: string, key: KeyObject | null): string {
  const bytes = Buffer.from(payload, 'utf8');
  const signatures =
    key === null
      ? []
      : [
          {
            keyid: keyIdOf(createPublicKey(key)),
            sig: sign(null, preAuthenticated(bytes), key).toString('base64'),
          },
        ];
  return textOf({ payload: bytes.toString('base64'), payloadType: BUNDLE_TYPE, signatures });
}

/**
 * @param trusted public keys; a signature by another one is refused
 * @returns also what nobody signed: whoever opens it decides about that
 * @throws INPUT_UNPARSABLE when it is no bundle, SIGNATURE_INVALID when a byte of it changed, or it was signed by a key that is
 * not trusted
 */
export function openEnvelope(text: string, trusted: readonly KeyObject[]): Opened {
  const envelope = parsed(text);
  const bytes = Buffer.from(envelope.payload, 'base64');
  const rewritten = { ...envelope, payload: bytes.toString('base64') };
  if (textOf(rewritten) !== text) throw invalid('it is not as it was written', {});
  const [signature, ...more] = envelope.signatures;
  if (more.length > 0) throw invalid('it has more than one signature', {});
  if (!signature) return { payload: bytes.toString('utf8'), keyId: null };
  const key = trusted.find((one) => keyIdOf(one) === signature.keyid);
  if (!key) throw invalid('it is signed by a key that is not trusted here', { keyId: signature.keyid });
  const raw = Buffer.from(signature.sig, 'base64');
  if (raw.toString('base64') !== signature.sig || !verify(null, preAuthenticated(bytes), key, raw))
    throw invalid('its signature is not of these bytes', { keyId: signature.keyid });
  return { payload: bytes.toString('utf8'), keyId: signature.keyid };
}

export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Whether a text is meant to be an envelope; nothing of it is trusted. */
export function looksLikeEnvelope(text: string): boolean {
  return text.startsWith('{"payload":"');
}

/** What is signed: type and bytes, each with its length, so that neither can be taken for a part of the other. */
function preAuthenticated(bytes: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(BUNDLE_TYPE)} ${BUNDLE_TYPE} ${bytes.length} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), bytes]);
}

function textOf({ payload, payloadType, signatures }: Envelope): string {
  const listed = signatures.map(({ keyid, sig }) => ({ keyid, sig }));
  return `${JSON.stringify({ payload, payloadType, signatures: listed })}\n`;
}

function parsed(text: string): Envelope {
  let value: Partial<Record<keyof Envelope, unknown>>;
  try {
    value = JSON.parse(text) as typeof value;
  } catch (cause) {
    throw unparsable('it is no JSON, or was cut off', cause);
  }
  const { payload, payloadType, signatures } = value ?? {};
  if (payloadType !== BUNDLE_TYPE || typeof payload !== 'string' || !Array.isArray(signatures))
    throw unparsable('it has not the form of one');
  for (const one of signatures as readonly unknown[])
    if (
      typeof one !== 'object' ||
      one === null ||
      !('keyid' in one && typeof one.keyid === 'string') ||
      !('sig' in one && typeof one.sig === 'string')
    )
      throw unparsable('its signatures have not the form of one');
  return { payload, payloadType, signatures: signatures as Envelope['signatures'] };
}

function invalid(why: string, details: Readonly<Record<string, unknown>>): AuthoringError {
  return new AuthoringError('SIGNATURE_INVALID', `the bundle is not to be trusted: ${why}`, {
    details,
    suggestion: 'ask whoever made it for the file again, and for the public key that it is signed with',
  });
}

export function unparsable(why: string, cause?: unknown): AuthoringError {
  return new AuthoringError('INPUT_UNPARSABLE', `this is no bundle: ${why}`, {
    suggestion: 'give a file as mda export --format bundle writes it',
    ...(cause === undefined ? {} : { cause }),
  });
}
