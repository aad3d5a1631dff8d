/**
 * Where a command gets passwords from: a person at the terminal, who does not see them written, or a file descriptor. Never from an
 * argument or a variable of the environment, which others on the machine can see.
 */
import { createReadStream } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { ProblemCode } from '#libs/contract/problems.js';
import { askHidden } from '../../ground/ask-hidden.js';
import { Refused } from '../../ground/http/refused.js';

/** How a command says that it takes its answers from a descriptor. */
export const answersOption = [
  '--answers-fd <number>',
  '口令从此文件描述符读取，每行一个，按询问的顺序（0 为标准输入）/ passwords are read from this descriptor, one a line, in the order they are asked for (0: standard input)',
] as const;

/** What one command is answered, in the order it asks. */
export class Answers {
  private given: Promise<string[]> | null = null;

  /** `descriptor` as typed; left out: a person is asked. Throws Refused `malformed-request` for what is no descriptor. */
  constructor(private readonly descriptor?: string) {
    if (descriptor !== undefined && !/^\d{1,4}$/.test(descriptor))
      throw new Refused('malformed-request', `--answers-fd ${descriptor}`);
  }

  /** Throws Refused with `missing` where there is no answer and nobody can be asked. */
  async ask(question: string, missing: ProblemCode = 'password-missing'): Promise<string> {
    if (this.descriptor !== undefined) {
      this.given ??= this.read(Number(this.descriptor));
      const next = (await this.given).shift();
      if (next === undefined || next === '') throw new Refused(missing);
      return next;
    }
    const typed = await askHidden(question);
    if (typed === null) throw new Refused(missing);
    return typed;
  }

  /** A new password: a person types it twice. Throws Refused `key-passphrase-differs`. */
  async askNew(question: string, missing: ProblemCode = 'password-missing'): Promise<string> {
    const asked = await this.ask(question, missing);
    if (this.descriptor === undefined && (await askHidden('再次输入 once more: ')) !== asked)
      throw new Refused('key-passphrase-differs');
    return asked;
  }

  private async read(descriptor: number): Promise<string[]> {
    const source = descriptor === 0 ? process.stdin : createReadStream('', { fd: descriptor });
    return (await text(source)).split(/\r?\n/);
  }
}
