/** Owns how the demo tells its story: numbered chapters, the command a reader would type, checks with their outcome. */
import type { OutputStream } from '../command-line/io.ts';
import type { Style } from '../output/style.ts';

export interface Check {
  readonly what: string;
  readonly ok: boolean;
}

export interface Chapter {
  readonly title: string;
  readonly ms: number;
}

export class Narrator {
  readonly checks: Check[] = [];
  readonly chapters: Chapter[] = [];
  readonly #out: OutputStream;
  readonly #style: Style;
  #number = 0;

  constructor(out: OutputStream, style: Style) {
    this.#out = out;
    this.#style = style;
  }

  /** Tells what `work` does and how long it took. */
  async chapter<T>(title: string, why: string, work: () => Promise<T>): Promise<T> {
    this.#number += 1;
    const { bold, dim, cyan } = this.#style;
    this.#write(`\n${cyan(bold(`${this.#number}. ${title}`))}\n${dim(`   ${why}`)}\n`);
    const started = performance.now();
    const result = await work();
    const ms = Math.round(performance.now() - started);
    this.chapters.push({ title, ms });
    this.#write(dim(`   ${ms} ms\n`));
    return result;
  }

  /** The command that does the same by hand. */
  command(text: string): void {
    this.#write(`   ${this.#style.dim('$')} ${this.#style.bold(text)}\n`);
  }

  say(text: string): void {
    this.#write(`${indent(text)}\n`);
  }

  /** Text that is laid out already: a plan, a table. */
  show(text: string): void {
    this.#write(`${indent(text.trimEnd())}\n`);
  }

  check(what: string, ok: boolean): void {
    this.checks.push({ what, ok });
    const { green, red } = this.#style;
    this.#write(`   ${ok ? green('✓') : red('✗ NOT SO:')} ${what}\n`);
  }

  get failed(): readonly Check[] {
    return this.checks.filter((check) => !check.ok);
  }

  #write(text: string): void {
    this.#out.write(text);
  }
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '   ');
}
