/** Tries all that a kiosk stands on, one after the other, so that each fault has its own name and its own next step. */
import { connect } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { clockToleranceSeconds } from '#libs/contract/centre-time.js';
import type { Problem } from '#libs/contract/problems.js';
import { selfTestParts, type SelfTestLine, type SelfTestPart } from '#libs/contract/upkeep.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { TapService } from '../card/tap.service.js';
import { CentralClient } from '../central/central.client.js';
import { DeskStore } from '../desk-state/desk.store.js';
import type { AgentConfig } from '../ground/config.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import { PagePrints } from '../printing/page-prints.service.js';
import { PrintService } from '../printing/print.service.js';
import { layOutTestSlip } from './test-slip.js';

type Verdict = Pick<SelfTestLine, 'state' | 'problem'>;

const good: Verdict = { state: 'good', problem: null };
const leftOut: Verdict = { state: 'left-out', problem: null };
const bad = (problem: Problem): Verdict => ({ state: 'bad', problem });

const probeMs = 3_000;

/** Whether the machine of an address answers at all: one that lets nobody in at that port is there all the same. */
const machineAnswers = (address: string): Promise<boolean> => {
  const { hostname, port, protocol } = new URL(address);
  return new Promise((settle) => {
    const probe = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: probeMs,
    });
    const end = (answers: boolean): void => {
      probe.destroy();
      settle(answers);
    };
    probe.once('connect', () => end(true));
    probe.once('timeout', () => end(false));
    probe.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET'),
    );
  });
};

@Injectable()
export class SelfTest {
  private lines: readonly SelfTestLine[] | null = null;
  private running: Promise<void> | null = null;
  private readonly checks: Readonly<Record<SelfTestPart, () => Verdict | Promise<Verdict>>> = {
    'reader-service': () =>
      this.desk.state.reader.state === 'stopped' ? bad(refusal('reader-service-stopped').problem) : good,
    reader: () => {
      const { state } = this.desk.state.reader;
      if (state === 'stopped') return leftOut;
      return state === 'missing' ? bad(refusal('reader-missing').problem) : good;
    },
    network: () => this.tryNetwork(),
    central: () => this.tryCentre(),
    clock: () => this.tryClock(),
    card: () => this.tryCard(),
    printer: () => this.tryPrinter(),
    'page-printer': () => this.tryPagePrinter(),
  };

  constructor(
    private readonly central: CentralClient,
    private readonly presence: InsertedCards,
    private readonly tap: TapService,
    private readonly prints: PrintService,
    private readonly pages: PagePrints,
    private readonly desk: DeskStore,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** How far it has come; null: not begun since it was forgotten. */
  get found(): readonly SelfTestLine[] | null {
    return this.lines;
  }

  /** Whoever asked for it has gone: what has not been tried is not tried any more. */
  forget(): void {
    this.lines = null;
  }

  /** Tries all anew, and shows each line as it is known; while it is under way, it is that one. */
  run(): Promise<void> {
    this.running ??= this.runAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async runAll(): Promise<void> {
    const parts = selfTestParts.filter((part) => part !== 'page-printer' || this.pages.state !== 'none');
    this.lines = parts.map((part) => ({ part, state: 'waiting', problem: null }));
    this.desk.touch();
    for (const part of parts) {
      if (this.lines === null) return;
      const verdict = await this.check(part);
      this.lines = this.lines?.map((line) => (line.part === part ? { part, ...verdict } : line)) ?? null;
      this.desk.touch();
    }
    const failed = this.lines?.filter(({ state }) => state === 'bad').map(({ part }) => part);
    this.log.info({ failed }, 'self-test');
  }

  private async check(part: SelfTestPart): Promise<Verdict> {
    try {
      return await this.checks[part]();
    } catch (error) {
      if (error instanceof Refusal) return bad(error.problem);
      this.log.error({ part, ...errorFields(error) }, 'self-test failed');
      return bad(refusal('internal-fault').problem);
    }
  }

  private stateOf(part: SelfTestPart): SelfTestLine['state'] | undefined {
    return this.lines?.find((line) => line.part === part)?.state;
  }

  private askCentre(): Promise<unknown> {
    return this.central.call(() => this.central.http.GET('/health'));
  }

  /** Whatever the centre says, the network has brought it. */
  private async tryNetwork(): Promise<Verdict> {
    try {
      await this.askCentre();
      return good;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.problem.code !== 'central-unreachable') return good;
      return (await machineAnswers(this.config.centralUrl))
        ? good
        : bad(refusal('network-down', error.problem.detail).problem);
    }
  }

  private async tryCentre(): Promise<Verdict> {
    if (this.stateOf('network') !== 'good') return leftOut;
    try {
      await this.askCentre();
      return good;
    } catch (error) {
      if (error instanceof Refusal && error.problem.code === 'central-unreachable')
        throw refusal('central-silent', error.problem.detail);
      throw error;
    }
  }

  private tryClock(): Verdict {
    const { isCentres, aheadSeconds } = this.central.clock;
    if (!isCentres) return leftOut;
    return Math.abs(aheadSeconds) > clockToleranceSeconds
      ? bad(refusal('terminal-clock-wrong', `${aheadSeconds} s`).problem)
      : good;
  }

  /** Reads the card that is in and has it prove itself to the centre; no PIN is asked for, and none counted. */
  private async tryCard(): Promise<Verdict> {
    if (this.stateOf('reader') !== 'good') return leftOut;
    const { current } = this.presence;
    const mute = this.desk.state.card?.problem ?? null;
    if (current === null) return mute === null ? leftOut : bad(mute);
    try {
      await this.tap.openMade(current, null);
      return good;
    } catch (error) {
      // It answered as far as it was asked: what is missing has a line of its own.
      const isAboutCard = error instanceof Refusal && error.problem.code.startsWith('card-');
      if (error instanceof Refusal && !isAboutCard && this.stateOf('central') !== 'good')
        return { state: 'left-out', problem: error.problem };
      throw error;
    } finally {
      // Its session is over, and the chip reset: nobody is served with it.
      if (this.presence.current === current) this.presence.startOver(refusal('card-session-ended'));
    }
  }

  private async tryPrinter(): Promise<Verdict> {
    const { problem } = await this.prints.printSlip(() =>
      layOutTestSlip(this.desk.state, this.central.clock.now(), this.config.paperWidthMm),
    );
    return problem === null ? good : bad(problem);
  }

  /** It is asked and prints nothing: a sheet that lies there would be taken for somebody's. */
  private async tryPagePrinter(): Promise<Verdict> {
    const problem = await this.pages.problem();
    return problem === null ? good : bad(problem);
  }
}
