/** Prints receipts one at a time, never in the way of the next card, and reports what the printer proved. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { PrintOutcome, ReceiptPrinter } from '#hardware/receipt-printer/receipt-printer.js';
import { isClerksOwn, type PrintState } from '#libs/contract/desk.js';
import { describeProblem, type Problem } from '#libs/contract/problems.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { Turns } from '#libs/kernel/turns.js';
import type { CardAtHand } from '../card/card-at-hand.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import type { AgentConfig } from '../ground/config.js';
import { AGENT_CONFIG, RECEIPT_PRINTER } from '../ground/tokens.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { OutboxStore, type StoredAct } from '../outbox/outbox.store.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { ActBook } from '../outbox/act-book.service.js';
import { PrinterWatch } from './printer-watch.service.js';
import { faultOf, printStateOf } from './printer-words.js';
import { PrintReports } from './print-reports.service.js';

/** A receipt prints by itself only while its holder can still be expected to stand there. */
const unaskedWithinMs = 10 * 60_000;

/** Between two tries to have a receipt handed out: doubling from the first to the longest. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;

type NumberedPrint = Schemas['PrintDto'];

/** Whether the clerk asked for it, or it prints by itself. */
type Asked = 'asked' | 'unasked';

@Injectable()
export class PrintService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly turns = new Turns('receipts');
  private readonly stopping = new AbortController();
  /** When each receipt that has not come out was asked for, by the key of its act. */
  private readonly askedSince = new Map<string, number>();

  constructor(
    @Inject(RECEIPT_PRINTER) private readonly printer: ReceiptPrinter,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly central: CentralClient,
    private readonly outbox: OutboxStore,
    private readonly book: ActBook,
    private readonly desk: DeskStore,
    private readonly watch: PrinterWatch,
    private readonly reports: PrintReports,
  ) {}

  onApplicationBootstrap(): void {
    // Before anything is sent anew, so that no print of this run is taken for one of the last.
    for (const act of this.outbox.printing()) this.settleInterrupted(act);
    this.book.watchDecided((act) => {
      if (act.state === 'succeeded') this.printUnasked(act);
    });
  }

  /** A receipt on its way out is seen to its end: the printer has a time-out of its own. */
  beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    return this.turns.idle();
  }

  /** Prints a receipt of this terminal again; it is numbered as the next copy. Throws Refusal `receipt-unknown`. */
  printAgain(receiptNumber: string): void {
    const act = this.outbox.findByReceipt(receiptNumber);
    if (act === null) throw refusal('receipt-unknown');
    this.enqueue(act, 'asked');
  }

  /**
   * Prints a receipt of whatever window and day once more and says what came of it; an act of this window shows it, too. Throws
   * Refusal `receipt-unknown` and what else the centre refuses.
   */
  printCopy(receiptNumber: string): Promise<PrintState> {
    return this.turns.take(() => this.copyOf(receiptNumber, () => this.numbered(receiptNumber)));
  }

  /**
   * As {@link printCopy}, for the holder of the card that is in a kiosk; once it has left, nothing comes out. Throws Refusal
   * `card-removed`, `receipt-not-own`.
   */
  printOwn(card: CardAtHand, sessionId: string, receiptNumber: string): Promise<PrintState> {
    return this.turns.take(() =>
      this.copyOf(receiptNumber, () =>
        card.whileHere(
          this.central.asAttendant((headers) =>
            this.central.http.POST('/v1/card-sessions/{id}/receipts/{number}/prints', {
              params: { path: { id: sessionId, number: receiptNumber } },
              headers,
            }),
          ),
        ),
      ),
    );
  }

  private async copyOf(receiptNumber: string, numbered: () => Promise<NumberedPrint>): Promise<PrintState> {
    const act = this.outbox.findByReceipt(receiptNumber);
    let last: PrintState = { copy: (act?.copies ?? 0) + 1, outcome: 'waiting', problem: null };
    const note = (print: PrintState): void => {
      last = print;
      if (act !== null) this.book.setPrint(act.key, print);
    };
    await this.putOnPaper(receiptNumber, last.copy, note, numbered);
    return last;
  }

  /**
   * Prints what is no receipt, which nobody keeps or prints again, and says what came of it. `laidOut` is asked for it once the printer
   * can print; throws what it throws.
   */
  printSlip(laidOut: () => string | Promise<string>): Promise<PrintState> {
    return this.turns.take(async () => {
      let result: PrintOutcome = { outcome: 'unproven' };
      await this.watch.duringPrint(async () => {
        const fault = faultOf(await this.printer.status());
        result = fault === null ? await this.putOut(await laidOut()) : { outcome: 'not-started', fault };
      });
      return printStateOf(1, result);
    });
  }

  private printUnasked(act: StoredAct): void {
    if (act.receiptNumber === null) return;
    const isRecent = this.central.clock.nowMs() - Date.parse(act.startedAt) < unaskedWithinMs;
    if (isRecent && !this.somebodyElseIsHere(act.key)) this.enqueue(act, 'unasked');
    else this.hold(act.key);
  }

  /** Keeps a receipt for whoever it belongs to: it comes when the clerk asks for it by name. */
  private hold(key: string): void {
    const copy = (this.outbox.find(key)?.copies ?? 0) + 1;
    this.book.setPrint(key, { copy, outcome: 'held', problem: null });
  }

  /**
   * Whether a card has come in since that is not known to be that of whoever the act is for: their receipt would be given to somebody
   * else. With no card in, whoever was here a moment ago still stands there. A slip of the till or the shift is the clerk's own.
   */
  private somebodyElseIsHere(key: string): boolean {
    const { card, acts, reader } = this.desk.state;
    const act = acts.find((one) => one.key === key);
    // Nobody hands a receipt out at a kiosk: what comes out once its holder has left is whoever's is next.
    if (reader.insertionId === null && this.central.isKiosk) return true;
    if (reader.insertionId === null || (act !== undefined && isClerksOwn(act.kind))) return false;
    if (reader.insertionId === this.book.cardAtPress(key)) return false;
    return act?.visitor == null || act.visitor !== card?.visitor;
  }

  /** The agent stopped in the middle of a print: nobody can say whether it came out. */
  private settleInterrupted(act: StoredAct): void {
    if (act.print === null || act.receiptNumber === null) return;
    if (act.print.outcome === 'printing') {
      const { copy } = act.print;
      this.book.setPrint(act.key, printStateOf(copy, { outcome: 'unproven' }));
      this.reports.report({ receiptNumber: act.receiptNumber, copy, outcome: 'unproven', fault: null });
    } else this.printUnasked(act);
  }

  private enqueue(act: StoredAct, how: Asked): void {
    const { key, receiptNumber } = act;
    if (receiptNumber === null) return;
    // The centre numbers the copy once the printer is ready; until then this is the one to come.
    const nextCopy = (this.outbox.find(key)?.copies ?? 0) + 1;
    this.book.setPrint(key, { copy: nextCopy, outcome: 'waiting', problem: null });
    this.askedSince.set(key, performance.now());
    void this.turns.take(async () => {
      await this.printInTurn(key, receiptNumber, nextCopy, how);
      this.askedSince.delete(key);
    });
  }

  private async printInTurn(key: string, receiptNumber: string, copy: number, how: Asked): Promise<void> {
    try {
      // What has not begun stays `waiting` on the disk and is printed after the next start.
      for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
        if ((how === 'unasked' || this.central.isKiosk) && this.somebodyElseIsHere(key)) {
          this.hold(key);
          return;
        }
        const problem = await this.tryToPrint(key, receiptNumber, copy);
        if (problem === null) return;
        if (this.hasHadItsTime(key)) {
          this.book.setPrint(key, { copy, outcome: 'failed', problem });
          return;
        }
        this.book.setPrint(key, { copy, outcome: 'waiting', problem });
        await this.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt, 10)));
      }
    } catch (error) {
      // The window's own disk: the receipt is safe at the centre, and can be printed again.
      this.log.error({ receiptNumber, ...errorFields(error) }, 'print not kept');
    }
  }

  /** Why the centre could not hand the receipt out for a moment: nothing went to the printer. Null: it is printed, or never will be. */
  private async tryToPrint(key: string, receiptNumber: string, copy: number): Promise<Problem | null> {
    try {
      await this.print(key, receiptNumber, copy);
      return null;
    } catch (error) {
      const problem: Problem = error instanceof Refusal ? error.problem : describeProblem('internal-fault');
      this.log.warn({ receiptNumber, code: problem.code, ...errorFields(error) }, 'receipt not printed');
      const isBegun = this.outbox.find(key)?.print?.outcome === 'printing';
      if (error instanceof Refusal && problem.retry === 'same-key' && !isBegun) return problem;
      this.book.setPrint(key, { copy, outcome: 'failed', problem });
      return null;
    }
  }

  /** Whether a receipt has been asked for as long as anybody waits for it. */
  private hasHadItsTime(key: string): boolean {
    const since = this.askedSince.get(key) ?? -Infinity;
    return performance.now() - since > unaskedWithinMs;
  }

  private async pause(pauseMs: number): Promise<void> {
    try {
      await delay(pauseMs, undefined, { signal: this.stopping.signal });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    }
  }

  private print(key: string, receiptNumber: string, expectedCopy: number): Promise<void> {
    const note = (print: PrintState): void => this.book.setPrint(key, print);
    return this.putOnPaper(receiptNumber, expectedCopy, note, () => this.numbered(receiptNumber));
  }

  /** Has the centre number a print and hand the receipt out: for this terminal, or for whoever is signed in. */
  private numbered(receiptNumber: string): Promise<NumberedPrint> {
    return this.central.asTerminalOrStaff((headers) =>
      this.central.http.POST('/v1/receipts/{number}/prints', {
        params: { path: { number: receiptNumber } },
        headers,
      }),
    );
  }

  /** `note` hears how far it is, and in the end what came of it. */
  private async putOnPaper(
    receiptNumber: string,
    expectedCopy: number,
    note: (print: PrintState) => void,
    numbered: () => Promise<NumberedPrint>,
  ): Promise<void> {
    await this.watch.duringPrint(async () => {
      const fault = faultOf(await this.printer.status());
      if (fault !== null) {
        // No copy was asked for yet, so that the number of this one is not used up.
        note(printStateOf(expectedCopy, { outcome: 'not-started', fault }));
        return;
      }
      const { copy, receipt } = await numbered();
      note({ copy, outcome: 'printing', problem: null });
      const markdown = layOutReceipt({ ...receipt, copy }, this.config.paperWidthMm);
      const result = await this.putOut(markdown);
      this.reports.report({
        receiptNumber,
        copy,
        outcome: result.outcome,
        fault: 'fault' in result ? result.fault : null,
      });
      note(printStateOf(copy, result));
      this.log.info({ receiptNumber, copy, outcome: result.outcome }, 'receipt print');
    });
  }

  /** Prints, and counts the paper of whatever may have come out. */
  private async putOut(markdown: string): Promise<PrintOutcome> {
    const result = await this.printer.print(markdown);
    if (result.outcome !== 'not-started') this.outbox.countPrint();
    return result;
  }
}
