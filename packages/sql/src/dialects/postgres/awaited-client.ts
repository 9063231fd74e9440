/** Owns waiting for the answers on one PostgreSQL connection, and closing it where no goodbye would be answered. */
import type { Socket } from 'node:net';
import type { Client } from 'pg';
import { AnswerWait } from '../../environment/answer-wait.ts';

/** From now on every statement of the client is waited for as the result says. */
export function awaitAnswers(client: Client, allowedMs: number): AnswerWait {
  const answers = new AnswerWait(allowedMs, () => socketOf(client).destroy());
  const query = client.query.bind(client) as (...values: unknown[]) => Promise<unknown>;
  Object.defineProperty(client, 'query', { value: (...values: unknown[]) => answers.of(query(...values)) });
  return answers;
}

/** @param waitMs how long the server may take to close its side */
export async function sayGoodbye(client: Client, waitMs: number): Promise<void> {
  const timer = setTimeout(() => socketOf(client).destroy(), waitMs);
  try {
    await client.end();
  } finally {
    clearTimeout(timer);
  }
}

/** The driver's types do not tell of it. */
function socketOf(client: Client): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
}
