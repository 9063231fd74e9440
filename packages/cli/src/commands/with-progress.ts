/** Owns running long work with its progress on stderr, whatever way it ends. */
import type { OnProgress } from '@objectstack/metadata-authoring';
import type { Io } from '../command-line/io.ts';
import { createProgress } from '../output/progress.ts';

export async function withProgress<T>(
  io: Pick<Io, 'stderr'>,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const progress = createProgress(io.stderr);
  try {
    return await work(progress.onProgress);
  } finally {
    progress.end();
  }
}
