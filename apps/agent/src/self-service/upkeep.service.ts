/** The service screen of a kiosk: opened by whoever of the staff looks after it, closed by them, by time, or with the page; nobody is served meanwhile. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SignInRequest } from '#libs/contract/desk.js';
import { closureReasons, type ClosureReason, type Upkeep, type UpkeepAct } from '#libs/contract/upkeep.js';
import { steadyNowMs } from '#libs/kernel/steady-clock.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CentralClient } from '../central/central.client.js';
import { askSignIn, StaffSignIn } from '../central/staff-sign-in.js';
import { StaffToken } from '../central/staff-token.js';
import { withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import type { AgentConfig } from '../ground/config.js';
import { LOG, type Logger } from '../ground/logging.js';
import { refusal } from '../ground/refusal.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import { OutboxStore, type StoredAct } from '../outbox/outbox.store.js';
import { SelfService } from './self-service.service.js';
import { SelfTest } from './self-test.service.js';

const actsShown = 8;
/** The page is answered before its server goes. */
const restartAfterMs = 200;

const shownOf = ({
  kind,
  service,
  state,
  startedAt,
  maskedName,
  receiptNumber,
  print,
}: StoredAct): UpkeepAct => ({
  kind,
  service,
  state,
  startedAt,
  maskedName,
  receiptEnd: receiptNumber?.slice(-4) ?? null,
  print: print?.outcome ?? null,
});

@Injectable()
export class UpkeepService implements OnApplicationShutdown {
  private readonly life: StaffSignIn;
  private timer: NodeJS.Timeout | null = null;
  /** By the steady clock; null: it is not open. */
  private endsAtMs: number | null = null;
  private opening = false;
  private page: string | null = null;

  constructor(
    private readonly central: CentralClient,
    private readonly cards: InsertedCards,
    private readonly desk: DeskStore,
    private readonly outbox: OutboxStore,
    private readonly own: SelfService,
    private readonly selfTest: SelfTest,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
  ) {
    this.life = new StaffSignIn(central, new StaffToken(central.clock), log, {
      held: () => undefined,
      expired: () => this.shut('expired'),
    });
  }

  onApplicationShutdown(): void {
    this.stopClock();
    this.life.stopClock();
  }

  /** Another page has the kiosk: what was open was that of the page before. */
  takenBy(page: string): void {
    if (page !== this.page) void this.close();
    this.page = page;
  }

  /** What the page is shown of it; null: it is not open. */
  get seen(): Upkeep | null {
    const { current } = this.life.token;
    if (this.endsAtMs === null || current === null) return null;
    const undecided = this.outbox.undecided();
    return {
      staffName: current.name,
      endsInMs: Math.max(0, this.endsAtMs - steadyNowMs()),
      readers: this.cards.readerNames,
      clockAheadSeconds: this.central.clock.aheadSeconds,
      outbox: { waiting: undecided.length, oldest: undecided[0]?.startedAt ?? null },
      roll: this.outbox.roll,
      acts: this.outbox.since('', actsShown).map(shownOf),
      test: this.selfTest.found,
    };
  }

  /**
   * Signs somebody in at the centre and opens it for them, unless a card is in. Throws Refusal `visit-under-way`, `not-permitted` for
   * whoever may not take this kiosk out of service, `busy`, and as a sign-in.
   */
  async open(request: SignInRequest): Promise<void> {
    if (this.opening || this.endsAtMs !== null) throw refusal('busy');
    if (this.own.isVisited) throw refusal('visit-under-way');
    this.opening = true;
    try {
      this.life.hold(await askSignIn(this.central, request));
      const mayOpen = this.life.token.may('terminals.close-own');
      // A card may have come in meanwhile.
      if (!mayOpen || this.own.isVisited) {
        await this.life.leave();
        throw refusal(mayOpen ? 'visit-under-way' : 'not-permitted');
      }
      this.wind();
      this.own.standAside();
      this.log.info({ staffNumber: request.staffNumber }, 'upkeep opened');
    } finally {
      this.opening = false;
    }
  }

  /** Ends it here at once, and the sign-in at the centre as far as that can be reached. */
  async close(): Promise<void> {
    const leaving = this.life.leave();
    this.shut('closed');
    await leaving;
  }

  /** Somebody is at the screen. */
  touched(): void {
    if (this.endsAtMs === null) return;
    this.life.noteActivity();
    this.wind();
  }

  /** Begins the self-test. Throws Refusal `sign-in-expired`. */
  test(): void {
    this.demandOpen();
    void this.selfTest.run();
  }

  /** A new roll was put into the printer. Throws Refusal `sign-in-expired`. */
  newRoll(): void {
    const staffNumber = this.demandOpen();
    this.log.info({ staffNumber, ...this.outbox.roll }, 'new roll put in');
    this.outbox.beginRoll(this.central.clock.now().toISOString());
    this.desk.touch();
  }

  /** Takes the kiosk out of service, at the centre and so in its state. Throws Refusal `sign-in-expired`, and what the centre refuses. */
  async takeOut(reason: ClosureReason): Promise<void> {
    this.demandOpen();
    const { zh, en } = closureReasons[reason];
    const { closed } = await this.central.asStaff(
      (headers) =>
        this.central.http.POST('/v1/terminals/own/closure', { body: { message: `${zh} / ${en}` }, headers }),
      this.life.token,
    );
    this.desk.apply(withMembers({ closed }));
  }

  /** Takes it back. Throws Refusal as {@link takeOut}. */
  async takeBack(): Promise<void> {
    this.demandOpen();
    const { closed } = await this.central.asStaff(
      (headers) => this.central.http.POST('/v1/terminals/own/reopening', { headers }),
      this.life.token,
    );
    this.desk.apply(withMembers({ closed }));
  }

  /** Ends this program in an orderly way, to be started again by whoever looks after programs here. Throws Refusal `sign-in-expired`. */
  async restart(): Promise<void> {
    const staffNumber = this.demandOpen();
    this.log.info({ staffNumber }, 'restart asked for');
    await this.close();
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), restartAfterMs);
  }

  /** The staff number of whoever it is open for. */
  private demandOpen(): string {
    if (this.endsAtMs === null) throw refusal('sign-in-expired');
    this.touched();
    return this.life.token.require().staffNumber;
  }

  private wind(): void {
    this.stopClock();
    const { kioskIdleMs } = this.config;
    this.timer = setTimeout(() => void this.close(), kioskIdleMs);
    this.endsAtMs = steadyNowMs() + kioskIdleMs;
    this.desk.touch();
  }

  private shut(why: 'closed' | 'expired'): void {
    this.stopClock();
    if (this.endsAtMs === null) return;
    this.endsAtMs = null;
    this.selfTest.forget();
    this.own.serveAgain();
    this.log.info({ why }, 'upkeep closed');
  }

  private stopClock(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
