/** Owns the parent's side of a child process: see child.ts. */
import { fork } from 'node:child_process';
import { type Answer, ONLINE_CHILD, type Task } from './child.ts';
import { disposeAtEnd } from './leftovers.ts';

export interface Child<T> {
  readonly pid: number;
  /** Told to go; comes with its result. @throws Error with what the child failed with */
  finish(word: unknown): Promise<T>;
  kill(): Promise<void>;
}

/** Comes when the child is ready. @throws Error with what the child failed with */
export async function forkChild<T>(task: Task): Promise<Child<T>> {
  const child = fork(process.argv[1]!, [ONLINE_CHILD], { stdio: ['ignore', 2, 2, 'ipc'] });
  const kill = disposeAtEnd(() => void child.kill('SIGKILL'));
  const result = deferred<T>();
  const ready = deferred<void>();
  const fail = (error: Error) => {
    ready.reject(error);
    result.reject(error);
  };
  result.promise.catch(() => undefined);
  child.on('message', (answer: Answer) => {
    if (answer.answer === 'ready') ready.resolve();
    else if (answer.answer === 'failed') fail(new Error(answer.message));
    else result.resolve(answer.result as T);
  });
  // Also when it is told something after its end.
  child.on('error', fail);
  child.once('exit', (code) => {
    fail(new Error(`a child process ended with ${code}`));
    void kill();
  });
  child.send(task);
  await ready.promise;
  return {
    pid: child.pid!,
    kill,
    finish(word) {
      child.send(word ?? 'go');
      return result.promise;
    },
  };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle! };
}
