/**
 * Owns the child's side of a child process: it gets a task, says when it is ready, is told to go with a word of the
 * parent's, and answers with a result. It ends with its parent; Ctrl-C is the parent's business.
 */
import { type ClientTask, runClient } from './clients/client-child.ts';
import type { Window } from './clients/window-stats.ts';
import { runVariant, type VariantTask } from './variants/variant-child.ts';

export const ONLINE_CHILD = '--online-child';

export type Task =
  | { readonly kind: 'client'; readonly task: ClientTask }
  | { readonly kind: 'variant'; readonly task: VariantTask };

export type Answer =
  | { readonly answer: 'ready' }
  | { readonly answer: 'result'; readonly result: unknown }
  | { readonly answer: 'failed'; readonly message: string };

export async function serveParent(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  process.once('disconnect', () => process.exit());
  const task = await message<Task>();
  const send = (answer: Answer) => new Promise<void>((sent) => process.send?.(answer, () => sent()));
  try {
    const go = message<unknown>();
    const ready = () => void send({ answer: 'ready' });
    const result =
      task.kind === 'client'
        ? await runClient(task.task, ready, go as Promise<readonly Window[]>)
        : await runVariant(task.task, ready, go);
    await send({ answer: 'result', result });
  } catch (error) {
    const text = error instanceof Error ? `${error.message}${causeOf(error)}` : String(error);
    await send({ answer: 'failed', message: text });
  }
  process.exit();
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? ` (${cause.message})` : '';
}

function message<T>(): Promise<T> {
  return new Promise((resolve) => process.once('message', (value) => resolve(value as T)));
}
