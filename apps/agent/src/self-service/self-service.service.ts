/** One visit at a kiosk: the PIN once, then the holder's own acts, until they end it, nobody touches the screen, or the card leaves. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Act, DeskState, PrintState, Standing } from '#libs/contract/desk.js';
import type { ReceiptSaid } from '#libs/contract/scans.js';
import type {
  OwnCards,
  OwnInsurance,
  OwnMoneyRequest,
  OwnOutlook,
  OwnPaperRequest,
  OwnServiceRequest,
  PinRequest,
  SelfServiceState,
} from '#libs/contract/self-service.js';
import type { Upkeep } from '#libs/contract/upkeep.js';
import { layOutHelpSlip, noCardHelp } from '#libs/contract/help-slip.js';
import { layOutPaper } from '#libs/contract/paper-roll.js';
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { CardServiceActs } from '../acts/card-service-acts.service.js';
import { SettleService } from '../acts/settle.service.js';
import { CardFileLookUp } from '../asking/card-file-look-up.service.js';
import { OwnReceipts } from '../asking/own-receipts.service.js';
import { PersonOverviews } from '../asking/person-overviews.service.js';
import { PersonPapers } from '../asking/person-papers.service.js';
import { isEntry } from '../card/card-dialogue.js';
import { ChipServices } from '../card/chip-services.service.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { Attendant } from '../central/attendant.js';
import { CentralClient } from '../central/central.client.js';
import { holderGone } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import type { AgentConfig } from '../ground/config.js';
import { LOG, type Logger } from '../ground/logging.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { PagePrints } from '../printing/page-prints.service.js';
import { PrintService } from '../printing/print.service.js';
import { CodeScans, receiptSaid } from '../scanning/code-scans.service.js';
import { ownCardsOf } from './own-cards.js';
import { selfServiceOf, type VisitProgress } from './visit-view.js';

/** Slips to take along within a minute: enough for a family, and not for a child that found the button. */
const slipsAtMost = 3;
const slipsWithinMs = 60_000;

@Injectable()
export class SelfService implements OnApplicationBootstrap, OnApplicationShutdown {
  private progress: VisitProgress | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** The page that was opened last: it alone is shown somebody's affairs, and asked for. */
  private page: string | null = null;
  /** When the last slips were asked for, by the steady clock. */
  private slipsAtMs: readonly number[] = [];

  constructor(
    private readonly central: CentralClient,
    private readonly attendant: Attendant,
    private readonly presence: InsertedCards,
    private readonly desk: DeskStore,
    private readonly settle: SettleService,
    private readonly services: CardServiceActs,
    private readonly chip: ChipServices,
    private readonly files: CardFileLookUp,
    private readonly overviews: PersonOverviews,
    private readonly receipts: OwnReceipts,
    private readonly papers: PersonPapers,
    private readonly prints: PrintService,
    private readonly pages: PagePrints,
    private readonly scans: CodeScans,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.presence.watch({
      arrived: ({ id }) => this.begin(id),
      left: () => this.leave(),
    });
  }

  onApplicationShutdown(): void {
    this.stopClock();
  }

  /** Gives the kiosk to a page, and takes it from whichever had it. Throws Refusal `not-found` at a window, `malformed-request`. */
  take(page: unknown): string {
    if (!this.central.isKiosk) throw refusal('not-found', 'self-service');
    if (typeof page !== 'string' || !/^[\w-]{8,64}$/.test(page)) throw refusal('malformed-request', 'page');
    this.page = page;
    this.desk.touch();
    return page;
  }

  /** What a page is shown of a state. */
  seenBy(page: string, state: DeskState, upkeep: Upkeep | null): SelfServiceState {
    return selfServiceOf(state, this.progress, this.pages.state, page !== this.page, upkeep);
  }

  /** Whether a card is in, or something of one on the screen. */
  get isVisited(): boolean {
    return this.progress !== null || this.presence.current !== null || this.desk.state.card !== null;
  }

  /** Serves nobody until {@link serveAgain}: somebody of the staff looks after the machine. */
  standAside(): void {
    this.attendant.isAway = true;
    this.desk.touch();
  }

  /** Serves again; a card that is in now was put in by whoever looked after the machine, and is asked back. */
  serveAgain(): void {
    this.attendant.isAway = false;
    const { current } = this.presence;
    if (current !== null)
      this.progress = { insertionId: current.id, pinGiven: false, over: true, endsAtMs: null };
    this.desk.touch();
  }

  /** Throws Refusal `desk-elsewhere` for a page that another one has followed, and `not-found` at a window. */
  admit(page: unknown): void {
    if (!this.central.isKiosk) throw refusal('not-found', 'self-service');
    if (page !== this.page) throw refusal('desk-elsewhere');
  }

  /** Somebody is at the screen. */
  touched(): void {
    if (this.progress === null || this.progress.over) return;
    this.wind(this.progress);
  }

  /** Has the card check its holder's PIN; what is the holder's own is shown from then on. Throws Refusal `card-session-ended`, `pin-missing`, `pin-wrong` with the tries left in `detail`, `pin-blocked`. */
  async givePin({ insertionId, pin }: PinRequest): Promise<void> {
    this.touched();
    this.requireVisit(insertionId);
    const { card } = this.presence.requireOpen(insertionId);
    if (!isEntry(card, pin)) throw refusal('pin-missing');
    await this.chip.verifyPin(card, pin);
    if (this.progress?.insertionId === insertionId && !this.progress.over)
      this.wind({ ...this.progress, pinGiven: true });
  }

  /** Pays dues, or collects entitlements, through the bank account. Throws Refusal `pin-missing`, `printer-not-ready`, and as `SettleService`. */
  money(
    kind: 'payment' | 'collection',
    { key, insertionId, items, withoutPaper }: OwnMoneyRequest,
  ): Promise<Act> {
    this.touched();
    this.requirePin(insertionId);
    const { state } = this.desk.state.printer;
    if (!withoutPaper && state !== 'ready' && state !== 'printing') throw refusal('printer-not-ready');
    return this.settle.settleOwn(kind, { key, insertionId, items });
  }

  /** Throws Refusal as `CardServiceActs`. Enabling sets the first PIN: there is none to be given before. */
  service(request: OwnServiceRequest): Promise<Act> {
    this.touched();
    this.requireVisit(request.insertionId);
    if (request.service !== 'enabling') this.requirePin(request.insertionId);
    return this.services.perform(request);
  }

  /** Throws Refusal `pin-missing`, and as `CardFileLookUp`. */
  standing(insertionId: string): Promise<Standing> {
    this.requirePin(insertionId);
    return this.files.standing(insertionId);
  }

  /** Throws Refusal `pin-missing`, and as `PersonOverviews`. */
  insurance(insertionId: string): Promise<OwnInsurance> {
    this.touched();
    this.requirePin(insertionId);
    return this.overviews.own(insertionId);
  }

  /** Throws Refusal `pin-missing`, and as `PersonOverviews`. */
  outlook(insertionId: string): Promise<OwnOutlook> {
    this.touched();
    this.requirePin(insertionId);
    return this.overviews.outlook(insertionId);
  }

  /** Throws Refusal `pin-missing`, and as `CardFileLookUp`. */
  async cards(insertionId: string): Promise<OwnCards> {
    this.touched();
    this.requirePin(insertionId);
    const file = await this.files.own(insertionId);
    return ownCardsOf(file, this.desk.state.card?.cardNumber ?? null);
  }

  /** Prints a receipt of whoever's card is in once more. Throws Refusal `receipt-unknown`. */
  printAgain(insertionId: string, number: string): void {
    this.touched();
    this.requirePin(insertionId);
    const { card, acts } = this.desk.state;
    const isOwn = acts.some(
      ({ receiptNumber, visitor }) =>
        receiptNumber === number && visitor !== null && visitor === card?.visitor,
    );
    if (!isOwn) throw refusal('receipt-unknown');
    this.prints.printAgain(number);
  }

  /** Prints why nothing can be done here, and who helps. Throws Refusal `too-many-requests`, `printer-paper-out` and the like. */
  async printSlip(about: ProblemCode | null): Promise<void> {
    this.touched();
    const nowMs = steadyNowMs();
    const lately = this.slipsAtMs.filter((atMs) => nowMs - atMs < slipsWithinMs);
    if (lately.length >= slipsAtMost) throw refusal('too-many-requests');
    this.slipsAtMs = [...lately, nowMs];
    const { agency, terminalName } = this.desk.state;
    const printedAt = new Date(this.central.clock.nowMs()).toISOString();
    const problem = about === null ? null : describeProblem(about);
    const help = problem === null ? noCardHelp : { reason: problem.title, nextStep: problem.nextStep };
    const print = await this.prints.printSlip(() =>
      layOutHelpSlip({ agency, terminalName, printedAt, ...help }, this.config.paperWidthMm),
    );
    if (print.outcome === 'failed' && print.problem !== null) throw new Refusal(print.problem);
  }

  /**
   * Prints a statement or certificate of the holder's own, given out once the printer can print: on A4 where that is in order, else on the
   * roll; the same key is the same paper. Throws Refusal `pin-missing`, `too-many-requests`, `card-removed`, and what the centre refuses.
   */
  async printPaper({ insertionId, ...request }: OwnPaperRequest): Promise<PrintState> {
    this.touched();
    const { card } = this.requirePin(insertionId);
    const onPages = await this.pages.print(() => this.papers.ownFile(insertionId, request), card.here);
    if (onPages !== null) return onPages;
    return this.prints.printSlip(async () =>
      layOutPaper(
        await this.papers.issueOwn(insertionId, request),
        this.desk.state.terminalName,
        this.config.paperWidthMm,
      ),
    );
  }

  /** A code that a scanner typed, with a card or before it. */
  scanned(code: string): void {
    this.touched();
    void this.scans.take(code);
  }

  /** What was scanned is done with. */
  forgetScan(): void {
    this.touched();
    this.scans.forget();
  }

  /** The receipt that was scanned, whole. Throws Refusal `pin-missing`, `receipt-unknown`, `receipt-not-own` for that of somebody else. */
  async scannedReceipt(insertionId: string): Promise<ReceiptSaid> {
    return receiptSaid(await this.receipts.read(insertionId, this.requireScanned(insertionId)));
  }

  /** Prints it again. Throws Refusal as {@link scannedReceipt}, and `card-removed`. */
  printScanned(insertionId: string): Promise<PrintState> {
    const number = this.requireScanned(insertionId);
    const { card, session } = this.presence.requireOpen(insertionId);
    return this.prints.printOwn(card, session.id, number);
  }

  private requireScanned(insertionId: string): string {
    this.touched();
    this.requirePin(insertionId);
    const { scan } = this.desk.state;
    if (scan?.kind !== 'receipt') throw refusal('receipt-unknown');
    return scan.number;
  }

  /** The holder is done: all of theirs is wiped, and the card asked back. */
  end(insertionId: string): void {
    if (this.progress?.insertionId === insertionId && !this.progress.over) this.finish('ended');
  }

  /** A card that is in while nobody is served is nobody's visit. */
  private requireVisit(insertionId: string): void {
    if (this.progress?.insertionId !== insertionId) throw refusal('card-session-ended');
  }

  private requirePin(insertionId: string): ReturnType<InsertedCards['requireOpen']> {
    const open = this.presence.requireOpen(insertionId);
    if (this.progress?.insertionId !== insertionId || !this.progress.pinGiven) throw refusal('pin-missing');
    return open;
  }

  private begin(insertionId: string): void {
    if (this.central.isKiosk && !this.attendant.isAway)
      this.wind({ insertionId, pinGiven: false, over: false, endsAtMs: null });
  }

  private leave(): void {
    this.stopClock();
    this.progress = null;
    this.desk.touch();
  }

  /** Winds the clock of the visit up anew. */
  private wind(progress: VisitProgress): void {
    this.stopClock();
    const { kioskIdleMs } = this.config;
    this.timer = setTimeout(() => this.runOut(), kioskIdleMs);
    this.progress = { ...progress, endsAtMs: steadyNowMs() + kioskIdleMs };
    this.desk.touch();
  }

  /** Nobody has touched the screen; what has no outcome yet is waited for, so that its holder hears of it. */
  private runOut(): void {
    const { card, acts } = this.desk.state;
    const waits = acts.some(
      ({ state, visitor }) =>
        visitor !== null && visitor === card?.visitor && (state === 'sending' || state === 'running'),
    );
    if (waits && this.progress !== null) this.wind(this.progress);
    else this.finish('idle');
  }

  private finish(why: 'ended' | 'idle'): void {
    this.stopClock();
    if (this.progress === null) return;
    this.log.info({ insertionId: this.progress.insertionId, why }, 'visit over');
    this.progress = { ...this.progress, pinGiven: false, over: true, endsAtMs: null };
    this.presence.startOver(refusal('card-session-ended'));
    this.desk.apply(holderGone);
    this.desk.touch();
  }

  private stopClock(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
