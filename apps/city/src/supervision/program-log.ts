/** The log of one supervised program: kept short, and never a reason for the program to stop, not even on a full disk. */
import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';

const largestBytes = 10 * 1024 * 1024;

export class ProgramLog {
  #missingBytes = 0;

  constructor(private readonly file: string) {}

  /** Adds what the program said; what cannot be written is left out, and the gap told once there is room again. */
  append(said: Buffer): void {
    try {
      if (existsSync(this.file) && statSync(this.file).size > largestBytes)
        renameSync(this.file, `${this.file}.1`);
      const gap =
        this.#missingBytes === 0 ? '' : `\n… ${this.#missingBytes} bytes could not be written here\n`;
      appendFileSync(this.file, Buffer.concat([Buffer.from(gap), said]), { mode: 0o600 });
      this.#missingBytes = 0;
    } catch {
      this.#missingBytes += said.length;
    }
  }

  /** The last line that gives a reason, or else the last one; of a log that cannot be read, that. */
  lastWords(): string {
    let lines: readonly string[];
    try {
      lines = readFileSync(this.file, 'utf8').trimEnd().split('\n').slice(-30);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    // A coded refusal says it best, whatever else was said around it.
    const reason =
      lines.findLast((line) => /^[a-z]+(-[a-z]+)+: /.test(line)) ??
      lines.findLast((line) => /error|cannot|did not|must|not a/i.test(line));
    return (reason ?? lines.at(-1) ?? '').trim().slice(0, 300);
  }
}
