/** Owns what must not outlive the bench: databases, files and child processes, also after Ctrl-C. */

type Dispose = () => Promise<void> | void;

const open = new Set<Dispose>();
let ending = false;

/** Passes while the run goes on; once it was told to end, nothing new is begun. */
export async function whileItGoesOn(): Promise<void> {
  if (ending) await new Promise(() => undefined);
}

/** @returns disposes of it now, once */
export function disposeAtEnd(dispose: Dispose): () => Promise<void> {
  open.add(dispose);
  return async () => {
    if (!open.delete(dispose)) return;
    await dispose();
  };
}

export async function disposeAll(say: (line: string) => void): Promise<void> {
  // Newest first: a child lets go of a database before it is dropped.
  for (const dispose of [...open].reverse()) {
    open.delete(dispose);
    try {
      await dispose();
    } catch (error) {
      say(`left behind: ${String(error)}`);
    }
  }
}

export function disposeOnSignals(say: (line: string) => void): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => {
      ending = true;
      say(`${signal}: dropping what this run made`);
      void disposeAll(say).then(() => process.exit(code));
    });
}
