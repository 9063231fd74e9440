/**
 * Owns who is told, as `mda.json` says it: reading that strictly, naming each receiver so that a row of the outbox finds it
 * again, and showing it without what may be secret in its address.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import {
  NOTIFICATION_TYPES,
  type NotificationSink,
  type NotificationType,
} from '@objectstack/metadata-authoring';
import type { OutputStream } from '../command-line/io.ts';
import { appendTo, writeLine } from './log-sink.ts';
import { postWebhook } from './webhook-sink.ts';

interface Common {
  /** Absent: everything. */
  readonly events?: readonly NotificationType[];
}

/** `file`: relative to the workspace; absent: stderr. */
export type LogReceiver = Common & { readonly kind: 'log'; readonly file?: string };
export type WebhookReceiver = Common & {
  readonly kind: 'webhook';
  readonly url: string;
  /** Name of the environment variable that holds its secret. */
  readonly secretEnv: string;
};
export type Receiver = LogReceiver | WebhookReceiver;

/** @returns what is wrong with it, in words, or the receivers */
export function parseReceivers(value: unknown): readonly Receiver[] | string {
  if (!Array.isArray(value)) return `'notifications' is no list`;
  const receivers: Receiver[] = [];
  for (const [at, one] of value.entries()) {
    const receiver = parseReceiver(one);
    if (typeof receiver === 'string') return `notifications[${at}] ${receiver}`;
    if (receivers.some((other) => nameOf(other) === nameOf(receiver)))
      return `notifications[${at}] is the same receiver as one before it`;
    receivers.push(receiver);
  }
  return receivers;
}

function parseReceiver(value: unknown): Receiver | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object';
  const { kind, events, url, secretEnv, file, ...rest } = value as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `has no '${unknown}'`;
  if (events !== undefined && !(Array.isArray(events) && events.length > 0 && events.every(isType)))
    return `names events that there are not; there are: ${NOTIFICATION_TYPES.join(', ')}`;
  const common = events === undefined ? {} : { events: events as readonly NotificationType[] };
  if (kind === 'log') {
    if (url !== undefined || secretEnv !== undefined) return 'is a log: it has no url and no secretEnv';
    if (file !== undefined && (typeof file !== 'string' || file === '')) return 'has a file that is no path';
    return { kind, ...common, ...(file === undefined ? {} : { file }) };
  }
  if (kind !== 'webhook') return `is neither a 'log' nor a 'webhook'`;
  if (file !== undefined) return 'is a webhook: it has no file';
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return 'has a url that is not http or https';
  if (parsed.username !== '' || parsed.password !== '')
    return 'has a url with a user or a password in it; receivers know us by the signature';
  if (typeof secretEnv !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(secretEnv))
    return 'has no secretEnv: the name of the environment variable that holds its secret';
  return { kind, ...common, url: parsed.href, secretEnv };
}

function isType(value: unknown): value is NotificationType {
  return NOTIFICATION_TYPES.some((type) => type === value);
}

/** Of the address, so that neither order nor other settings in the file matter; the address itself may be secret. */
export function nameOf(receiver: Receiver): string {
  if (receiver.kind === 'log' && receiver.file === undefined) return 'log';
  const address = receiver.kind === 'log' ? (receiver.file ?? '') : receiver.url;
  return `${receiver.kind}-${createHash('sha256').update(address).digest('hex').slice(0, 8)}`;
}

/** Path and query of a webhook are often its key: only the host is shown. */
export function placeOf(receiver: Receiver): string {
  if (receiver.kind === 'log') return receiver.file ?? 'stderr';
  return new URL(receiver.url).origin;
}

export interface SinkSurroundings {
  /** Absolute folder of the workspace. */
  readonly root: string;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function sinkOf(receiver: Receiver, { root, stderr, env }: SinkSurroundings): NotificationSink {
  const common = { name: nameOf(receiver), events: receiver.events ?? null };
  if (receiver.kind === 'webhook')
    return { ...common, deliver: (message) => postWebhook(receiver, message, env) };
  const { file } = receiver;
  const write =
    file === undefined
      ? (line: string) => {
          stderr.write(line);
        }
      : appendTo(resolve(root, file));
  return { ...common, deliver: (message) => writeLine(write, message) };
}
