/** The bank simulator's fault switch, turned and read over its own HTTP side. */
import { bankFaults, type BankFault } from '#libs/contract/bench.js';

const timeoutMs = 2000;

const isBankFault = (value: unknown): value is BankFault => bankFaults.some((fault) => fault === value);

export class BankSwitch {
  private known: BankFault = 'normal';

  constructor(private readonly bankUrl: string) {}

  /** What it is set to now; where the bank program does not answer, the last that was known. */
  async read(): Promise<{ readonly fault: BankFault; readonly reachable: boolean }> {
    return { reachable: await this.ask(), fault: this.known };
  }

  /** Turns it; false when the bank program does not take it. */
  turn(fault: BankFault): Promise<boolean> {
    return this.ask(fault);
  }

  private async ask(fault?: BankFault): Promise<boolean> {
    try {
      const response = await fetch(`${this.bankUrl}/faults`, {
        signal: AbortSignal.timeout(timeoutMs),
        ...(fault === undefined
          ? {}
          : {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ fault }),
            }),
      });
      const answer: unknown = await response.json();
      if (!response.ok || typeof answer !== 'object' || answer === null || !('fault' in answer)) return false;
      if (!isBankFault(answer.fault)) return false;
      this.known = answer.fault;
      return true;
    } catch {
      // Not running, or not answering in time: `reachable: false` says so on the page.
      return false;
    }
  }
}
