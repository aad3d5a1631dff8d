/** Makes of a scanned code what the page can show: a receipt of ours, proven by its code, a prepared act that is not too old, or why it is none of these. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { UnfitCode } from '#hardware/code-reader/code-reader.js';
import { describeProblem, type Problem } from '#libs/contract/problems.js';
import type { ReceiptSaid, Scan } from '#libs/contract/scans.js';
import { lastDayOf } from '#libs/contract/prepared-acts.js';
import { readScannedCode } from '#libs/contract/scanned-codes.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import { withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { Refusal } from '../ground/refusal.js';

/** Whoever held it there has left by then, and it is nobody else's. */
const keptMs = 120_000;

type Read = Scan extends infer One ? (One extends Scan ? Omit<One, 'id'> : never) : never;

/** No more of a receipt than a screen shows. */
export const receiptSaid = ({
  number,
  kind,
  title,
  rows,
  payerName,
  cardNumber,
  lines,
  total,
  businessDate,
  terminalName,
  channel,
  undoneBy,
}: Schemas['ReceiptDto']): ReceiptSaid => ({
  number,
  kind,
  ...(title === undefined ? {} : { title }),
  ...(rows === undefined ? {} : { rows }),
  payerName,
  cardNumber,
  lines,
  total,
  businessDate,
  terminalName,
  channel,
  ...(undoneBy === undefined ? {} : { undoneBy }),
});

@Injectable()
export class CodeScans implements OnApplicationShutdown {
  private round = 0;
  private forgetting: NodeJS.Timeout | null = null;

  constructor(
    @Inject(LOG) private readonly log: Logger,
    private readonly central: CentralClient,
    private readonly desk: DeskStore,
  ) {}

  onApplicationShutdown(): void {
    if (this.forgetting !== null) clearTimeout(this.forgetting);
  }

  /** Reads a code, whichever device it came by. A later one takes the place of one that is still asked for. */
  async take(text: string): Promise<void> {
    this.round += 1;
    const { round } = this;
    const read = await this.read(text);
    if (round === this.round) this.show(read);
  }

  /** What came was no code. */
  refuse(why: UnfitCode): void {
    this.round += 1;
    this.show({ kind: 'refused', problem: describeProblem('code-not-read', why) });
  }

  /** Whoever scanned it is done with it. */
  forget(): void {
    this.round += 1;
    this.desk.apply(withMembers({ scan: null }));
  }

  private async read(text: string): Promise<Read> {
    const scanned = readScannedCode(text);
    // What it says stays out of the log: it may be anything at all.
    this.log.info({ kind: scanned?.kind ?? 'unknown', length: text.length }, 'code scanned');
    if (scanned === null) return { kind: 'refused', problem: describeProblem('code-unknown') };
    if (scanned.kind === 'prepared') {
      const isOver = this.central.clock.today() > lastDayOf(scanned.act);
      return isOver ? { kind: 'refused', problem: describeProblem('prepared-too-old') } : scanned;
    }
    const { number, code } = scanned;
    try {
      const { verified, receipt } = await this.central.call(() =>
        this.central.http.GET('/v1/receipts/{number}', { params: { path: { number }, query: { code } } }),
      );
      return { kind: 'receipt', number, verified, said: receiptSaid(receipt) };
    } catch (error) {
      return { kind: 'refused', problem: this.problemOf(error) };
    }
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Refusal) return error.problem;
    this.log.error(errorFields(error), 'scanned code not asked for');
    return describeProblem('internal-fault');
  }

  private show(read: Read): void {
    if (this.forgetting !== null) clearTimeout(this.forgetting);
    const scan: Scan = { id: randomUUID(), ...read };
    this.desk.apply(withMembers({ scan }));
    this.forgetting = setTimeout(() => {
      this.desk.apply((state) => (state.scan?.id === scan.id ? { ...state, scan: null } : state));
    }, keptMs);
  }
}
