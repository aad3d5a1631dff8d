/** Keeps in touch with the centre: enrols, watches the link, and catches up with what happened when it comes back. */
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { clockToleranceSeconds } from '#libs/contract/centre-time.js';
import { CentralClient } from '../central/central.client.js';
import { withIdentity, withLink, withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { Refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import { CardSessions } from '../card/card-sessions.service.js';
import { DeliveryService } from '../acts/delivery.service.js';
import { DeniedCards } from '../deny-list/denied-cards.service.js';
import { PrintReports } from '../printing/print-reports.service.js';
import { TillService } from '../acts/till.service.js';
import { HealthReports } from './health-reports.service.js';
import { WaitingActs } from './waiting-acts.service.js';

const onlineIntervalMs = 5_000;
const offlineIntervalMs = 1_000;
/** A window runs for months: what it need not keep any more goes while it runs. */
const sweepIntervalMs = 3_600_000;

@Injectable()
export class LinkService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private beating: Promise<void> | null = null;
  private refusedEnrolment: string | null = null;
  /** When the outbox was last swept, by the steady clock: what is old there, only the centre's time tells. */
  private sweptAtMs = -Infinity;
  /** What happened at the centre was taken in since the link last came up. */
  private caughtUp = false;

  constructor(
    private readonly central: CentralClient,
    private readonly desk: DeskStore,
    private readonly outbox: OutboxStore,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly sessions: CardSessions,
    private readonly reports: PrintReports,
    private readonly till: TillService,
    private readonly denyList: DeniedCards,
    private readonly waiting: WaitingActs,
    private readonly health: HealthReports,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.central.watchLink((online) => this.show(online));
    this.showIdentity();
    this.book.show();
    this.delivery.resume();
    void this.beat();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.beating;
  }

  private beat(): Promise<void> {
    this.beating ??= this.lookUp().finally(() => {
      this.beating = null;
      this.schedule(this.desk.state.central.state === 'online' ? onlineIntervalMs : offlineIntervalMs);
    });
    return this.beating;
  }

  private async lookUp(): Promise<void> {
    this.showTime();
    try {
      await this.central.call(() => this.central.http.GET('/health'));
      await this.identify();
    } catch (error) {
      this.complain(error);
      return;
    }
    this.showTime();
    // None of these waits for another: what the centre cannot answer of one holds up no other.
    for (const step of [
      () => this.catchUp(),
      () => this.waiting.state(),
      () => this.health.report(),
      () => this.denyList.refresh(),
      () => this.reports.flush(),
      () => this.sessions.sweep(),
      () => this.sweepOutbox(),
    ]) {
      try {
        await step();
      } catch (error) {
        this.complain(error);
      }
      if (this.desk.state.central.state !== 'online') return;
    }
  }

  /** The day as the centre has it, and how far the machine's own clock is off. */
  private showTime(): void {
    const { aheadSeconds, isCentres } = this.central.clock;
    const isWrong = Math.abs(aheadSeconds) > clockToleranceSeconds;
    const shown = { isCentres, aheadSeconds: isWrong ? aheadSeconds : 0 };
    if (isWrong && this.desk.state.clock.aheadSeconds === 0)
      this.log.warn({ aheadSeconds }, "the machine's clock is wrong; the centre's time is used");
    this.desk.apply(withMembers({ businessDate: this.central.clock.today(), clock: shown }));
  }

  private sweepOutbox(): void {
    if (!this.central.clock.isCentres || performance.now() - this.sweptAtMs < sweepIntervalMs) return;
    this.outbox.sweep(this.central.clock.now());
    this.sweptAtMs = performance.now();
  }

  private schedule(afterMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.beat(), afterMs);
  }

  private complain(error: unknown): void {
    const code = error instanceof Refusal ? error.problem.code : 'internal-fault';
    // The link itself is shown and logged when it changes.
    if (code === 'central-unreachable') return;
    const said = errorFields(error);
    if (this.central.identity === null && said.error === this.refusedEnrolment) return;
    this.refusedEnrolment = said.error;
    this.log.error({ code, ...said }, 'not caught up with the centre');
  }

  private async identify(): Promise<void> {
    if (this.central.identity !== null) return;
    await this.central.enrol();
    this.showIdentity();
  }

  private async catchUp(): Promise<void> {
    if (this.caughtUp) return;
    const { terminalId } = await this.central.enrol();
    await this.reconcile(terminalId);
    this.caughtUp = true;
    await this.till.refresh();
  }

  /** Holds what happened at the centre against what was pressed here. */
  private async reconcile(id: string): Promise<void> {
    for (;;) {
      const since = this.outbox.cursor;
      const { operations, next } = await this.central.asTerminal((headers) =>
        this.central.http.GET('/v1/terminals/{id}/operations', {
          params: { path: { id }, query: { since } },
          headers,
        }),
      );
      for (const operation of operations) this.delivery.learn(operation);
      this.outbox.cursor = next;
      if (operations.length === 0 || next <= since) return;
    }
  }

  private show(online: boolean): void {
    const before = this.desk.state.central.state;
    const now = online ? 'online' : 'offline';
    if (before === now) return;
    this.desk.apply(withLink(now, this.central.clock.now().toISOString()));
    this.log.info({ link: now }, 'link to the centre');
    if (online) this.delivery.wake();
    else {
      this.caughtUp = false;
      // An interval of the good times must not delay the first look at the bad ones.
      if (this.beating === null) this.schedule(offlineIntervalMs);
    }
  }

  private showIdentity(): void {
    const { identity } = this.central;
    if (identity !== null) this.desk.apply(withIdentity(identity.agency, identity.terminalName));
  }
}
