/** Owns showing long work on stderr: one live line on a terminal, plain lines elsewhere. */
import type { OnProgress, ProgressEvent } from '@objectstack/metadata-authoring';
import type { OutputStream } from '../command-line/io.ts';

export interface Progress {
  readonly onProgress: OnProgress;
  /** Clears the live line. */
  end(): void;
}

export function createProgress(stream: OutputStream): Progress {
  return stream.isTTY === true ? liveLine(stream) : plainLines(stream);
}

function progressText(event: ProgressEvent): string {
  const count = event.total > 0 ? ` (${event.done}/${event.total})` : '';
  return `${event.kind}: ${event.message}${count}`;
}

function liveLine(stream: OutputStream): Progress {
  let shown = false;
  return {
    onProgress(event) {
      const width = (stream.columns ?? 80) - 1;
      stream.write(`\r\u001b[2K${progressText(event).slice(0, width)}`);
      shown = true;
    },
    end() {
      if (shown) stream.write('\r\u001b[2K');
      shown = false;
    },
  };
}

function plainLines(stream: OutputStream): Progress {
  let last = '';
  return {
    onProgress(event) {
      const text = progressText(event);
      if (text !== last) stream.write(`${text}\n`);
      last = text;
    },
    end() {},
  };
}
