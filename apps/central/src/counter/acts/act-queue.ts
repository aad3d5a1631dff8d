/** Gathers the acts that arrive together into one database transaction, and answers each when it is durable. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { writeChallenge } from '#libs/cards/write-challenge.js';
import { Turns } from '#libs/kernel/turns.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import {
  CounterDatabase,
  isConnectionFault,
  isLockTimeout,
  type Transaction,
} from '../../ground/database/database.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { Recoveries } from '../../insurance/benefits/recoveries.service.js';
import { Secrets } from '../../ground/secrets.js';
import type { ReceiptIssuer } from '../../records/receipts/receipt-document.js';
import type { GroupState, CardProof } from './group-state.js';
import { firstAskAfterMs } from './bank-patience.js';
import type { CashLimits } from '../shifts/cash-limits.service.js';
import type { AskedAtWindow } from '../shifts/at-window.js';
import { ShiftsOfActs } from '../shifts/shifts-of-acts.service.js';
import { CashReleases } from './cash-releases.service.js';
import { decide } from './decide.js';
import { Gathering } from './gathering.js';
import type { BankConclusion, Job, Outcome } from './counter-act.js';
import { CounterActsStore, type Looked } from './counter-acts.store.js';
import { toRows } from './write-rows.js';
import { emptyWriteSet } from './write-set.js';

const jobsPerGroup = 128;
const groupsAtOnce = 2;
/** Acts under way, from being asked until they are answered; who comes then is told to come again. About a second's work. */
export const mostUnderWay = 2000;
// A lost connection leaves open whether the group was committed. Running it again is safe: the keys tell.
const awayAtMostMs = 8000;
const askedAgainAfterMs = [200, 400, 800, 1600];
/** How old an act may become while the database comes and goes. */
const patienceMs = 20_000;
/** One by one, after a lock was not had: who stands at it is found out soon, and the others are done. */
const lockTimeoutAloneMs = 500;
const oneByOneAtMostMs = 10_000;

const busy: Outcome = { settled: false, code: 'busy' };

type Waiting = {
  readonly job: Job;
  readonly since: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (fault: unknown) => void;
};

/** Jobs waiting for the transaction that settles them; looked up together, or to be looked up in it. */
type Group = { readonly waiting: readonly Waiting[]; readonly looked: Looked | null };

@Injectable()
export class ActQueue implements OnApplicationShutdown {
  private readonly arrived: Waiting[] = [];
  private readonly ready: Group[] = [];
  private readonly inFlight = new Map<string, Promise<unknown>>();
  private underWay = 0;
  private looking: Promise<void> | null = null;
  private recovering: Promise<boolean> | null = null;
  private readonly outside = new Set<Promise<void>>();
  private readonly settling = new Set<Promise<void>>();
  private readonly gathering = new Gathering(jobsPerGroup);
  private readonly turns = new Turns('acts at the counter');
  private readonly bureau: Omit<ReceiptIssuer, 'receiptKey'>;
  private readonly askBankAfterMs: number;

  constructor(
    private readonly database: CounterDatabase,
    private readonly store: CounterActsStore,
    private readonly clock: Clock,
    @Inject(CONFIG) config: CentralConfig,
    private readonly secrets: Secrets,
    private readonly keys: KeysService,
    private readonly releases: CashReleases,
    private readonly shifts: ShiftsOfActs,
    private readonly recoveries: Recoveries,
  ) {
    this.askBankAfterMs = firstAskAfterMs(config);
    this.bureau = { agency: config.agency, areaCode: config.areaCode };
  }

  /**
   * The outcome of a job, once it is durable; `busy` while too much is under way, but never for what the bank has said. Rejects when the
   * database stays away; the job may be asked again.
   */
  async settle(job: Job): Promise<Outcome> {
    if (job.kind !== 'conclusion' && this.underWay >= mostUnderWay) return busy;
    this.underWay += 1;
    try {
      // One act of a key at a time: the second finds the first one's answer.
      for (let first = this.inFlight.get(job.key); first !== undefined; first = this.inFlight.get(job.key))
        await first;
      const outcome = new Promise<Outcome>((resolve, reject) =>
        this.arrived.push({ job, since: performance.now(), resolve, reject }),
      );
      const done = outcome.then(
        () => this.inFlight.delete(job.key),
        () => this.inFlight.delete(job.key),
      );
      this.inFlight.set(job.key, done);
      this.gathering.came(this.inFlight.size);
      this.lookOn();
      return await outcome;
    } finally {
      this.underWay -= 1;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    while (this.looking !== null || this.settling.size > 0 || this.outside.size > 0)
      await Promise.all([this.looking, ...this.settling, ...this.outside]);
  }

  private lookOn(): void {
    this.looking ??= this.lookAll().finally(() => {
      this.looking = null;
      // Who came between the last look and this moment was not seen by it, and nobody else may come to have them looked at.
      if (this.arrived.length > 0) this.lookOn();
    });
  }

  // What arrives while a group is looked up and settled makes the next one.
  private async lookAll(): Promise<void> {
    while (this.arrived.length > 0) {
      if (this.recovering !== null) {
        this.waitForDatabase(this.arrived.splice(0), null);
        continue;
      }
      await this.gathering.wait(() => this.arrived.length, this.settling);
      const waiting = this.arrived.splice(0, jobsPerGroup);
      this.gathering.took();
      try {
        const looked = await this.look(waiting.map(({ job }) => job));
        this.ready.push({ waiting, looked });
      } catch (fault) {
        if (isConnectionFault(fault)) this.waitForDatabase(waiting, fault);
        else this.aside(this.settleOneByOne(waiting));
      }
      this.settleReady();
    }
  }

  // Two groups at most: where one is full, or stands at a lock, the next one locks what its own acts are about beside it.
  private settleReady(): void {
    while (this.settling.size < groupsAtOnce && this.ready.length > 0) {
      const groups: Group[] = [];
      for (let count = 0; count < jobsPerGroup; count += groups.at(-1)?.waiting.length ?? 0) {
        const group = this.ready.shift();
        if (group === undefined) break;
        groups.push(group);
      }
      const waiting = groups.flatMap((group) => group.waiting);
      const looked = join(groups.map((one) => one.looked));
      const group = (looked === null ? this.settleAnew(waiting) : this.settleTogether(waiting, looked))
        .catch((fault: unknown) =>
          isConnectionFault(fault) ? this.waitForDatabase(waiting, fault) : this.settleOneByOne(waiting),
        )
        .finally(() => {
          this.settling.delete(group);
          this.settleReady();
        });
      this.settling.add(group);
    }
  }

  /** So that the job that breaks, or stands at a lock, takes no other with it. */
  private async settleOneByOne(waiting: readonly Waiting[]): Promise<void> {
    const until = performance.now() + oneByOneAtMostMs;
    for (const one of waiting) {
      if (performance.now() > until) {
        one.resolve(busy);
        continue;
      }
      await this.settleAnew([one], lockTimeoutAloneMs).catch((fault: unknown) => {
        if (isConnectionFault(fault)) this.waitForDatabase([one], fault);
        else if (isLockTimeout(fault)) one.resolve(busy);
        else one.reject(fault);
      });
    }
  }

  /** Everybody waits together, and not one behind the other's tries; refused when the database does not come back. */
  private waitForDatabase(waiting: readonly Waiting[], fault: unknown): void {
    this.recovering ??= this.recover().finally(() => (this.recovering = null));
    this.aside(this.goOn(waiting, fault, this.recovering));
  }

  /** What nobody waits for but the end of the program. */
  private aside(work: Promise<void>): void {
    const task = work.finally(() => this.outside.delete(task));
    this.outside.add(task);
  }

  private async goOn(
    waiting: readonly Waiting[],
    fault: unknown,
    recovering: Promise<boolean>,
  ): Promise<void> {
    const back = await recovering;
    const going: Waiting[] = [];
    for (const one of waiting) {
      if (back && performance.now() - one.since < patienceMs) going.push(one);
      else one.reject(fault ?? new Error('Connection terminated: the database is away'));
    }
    if (going.length > 0) this.ready.push({ waiting: going, looked: null });
    this.settleReady();
  }

  /** Whether the database answers again, in a time that somebody may be kept waiting for. */
  private async recover(): Promise<boolean> {
    const until = performance.now() + awayAtMostMs;
    for (let attempt = 0; performance.now() < until; attempt++) {
      await new Promise((resolve) =>
        setTimeout(resolve, askedAgainAfterMs[Math.min(attempt, askedAgainAfterMs.length - 1)]),
      );
      try {
        await this.database.ping();
        return true;
      } catch (fault) {
        if (!isConnectionFault(fault)) return true;
      }
    }
    return false;
  }

  /** With a fresh look: what was written before the fault is there now. */
  private async settleAnew(waiting: readonly Waiting[], lockTimeoutMs: number | null = null): Promise<void> {
    await this.settleTogether(waiting, await this.look(waiting.map(({ job }) => job)), lockTimeoutMs);
  }

  private async settleTogether(
    waiting: readonly Waiting[],
    looked: Looked,
    lockTimeoutMs: number | null = null,
  ): Promise<void> {
    const jobs = waiting.map(({ job }) => job);
    // The bank's word passes no limit any more; whatever else is asked for may.
    const limits = jobs.every(({ kind }) => kind === 'conclusion')
      ? null
      : await this.shifts.limitsOf(this.clock.today());
    let leave: (() => void) | null = null;
    try {
      const outcomes = await this.database.transaction(async (tx) => {
        // A transaction that is tried again locks anew: with the turn in hand it would wait for one that waits for the turn.
        leave?.();
        leave = null;
        if (lockTimeoutMs !== null) await this.store.limitLocks(tx, lockTimeoutMs);
        return this.decideIn(tx, jobs, looked, limits, async () => {
          // In turn until the commit: what all groups share would only be waited for inside the database.
          leave = await this.turns.enter();
        });
      }, 1);
      for (const [index, { resolve, reject }] of waiting.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('a job of the group was left without outcome'));
        else resolve(outcome);
      }
    } finally {
      (leave as (() => void) | null)?.();
    }
  }

  /** Settles one job in a transaction of somebody else's, who commits it together with what it follows from. */
  async settleWithin(tx: Transaction, job: BankConclusion): Promise<Outcome> {
    const looked = { ...(await this.store.look(tx, [job])), proofs: new Map<string, CardProof>() };
    const [outcome] = await this.decideIn(tx, [job], looked, null, async () => undefined);
    if (outcome === undefined) throw new Error('the job was left without outcome');
    return outcome;
  }

  private async decideIn(
    tx: Transaction,
    jobs: readonly Job[],
    looked: Looked,
    limits: CashLimits | null,
    beforeShared: () => Promise<void>,
  ): Promise<readonly Outcome[]> {
    const [locked, heldBack] = await Promise.all([
      this.store.lockSubjects(tx, jobs, looked),
      this.releases.heldBack(tx, jobs),
    ]);
    // After entitlements, as whoever keeps something back of them holds both.
    const subjects = { ...locked, recoveries: await this.recoveries.holdOf(tx, locked.paidBesides) };
    await beforeShared();
    const today = this.clock.today();
    // Sent together: the shifts are held before what all groups share, as whoever ends a shift does.
    const [atWindow, shared] = await Promise.all([
      this.shifts.atWindow(tx, askedAtWindows(jobs, looked), today),
      this.store.lockShared(tx, jobs, subjects, today),
    ]);
    const operations = new Map(looked.operations);
    const state: GroupState = {
      ...looked,
      ...subjects,
      ...shared,
      operations,
      heldBack,
      limits,
      atWindow,
      begun: new Map(),
      tills: new Map(),
      now: this.clock.now(),
      today,
    };
    const writes = emptyWriteSet();
    const issuer = { ...this.bureau, receiptKey: this.secrets.current('receipt', this.clock.now()) };
    const decided = jobs.map((job) => decide(state, writes, issuer, job));
    await this.store.write(tx, toRows(state, writes, this.askBankAfterMs));
    return decided;
  }

  /**
   * Reads operations and sessions, and checks which acts the card of their session has signed: outside of any transaction and with
   * no connection in hand, since a security module may take its time. What it refuses is each act's own refusal.
   */
  private async look(jobs: readonly Job[]): Promise<Looked> {
    const { operations, sessions } = await this.database.read((tx) => this.store.look(tx, jobs));
    const proofs = new Map<string, CardProof>();
    const proving = jobs.map(async (job) => {
      const signed = signedBy(job);
      const session = signed === null ? undefined : sessions.get(signed.sessionId);
      // Each use of a key is on record with its act; what is only answered again uses none.
      if (job.kind === 'conclusion' || signed === null || session === undefined || operations.has(job.key))
        return;
      const challenge = writeChallenge({
        sessionNonce: session.nonce,
        idempotencyKey: job.key,
        bodyDigest: job.bodyDigest,
      });
      const genuine = await this.keys.checkProof(session, challenge, signed.proof);
      proofs.set(job.key, { genuine, keyVersion: session.keyVersion });
    });
    await Promise.all(proving);
    return { operations, sessions, proofs };
  }
}

/** The acts that are asked for now, by whom and where; what is only answered again asks for nothing. */
const askedAtWindows = (jobs: readonly Job[], { operations }: Looked): readonly AskedAtWindow[] =>
  jobs.flatMap((job) =>
    job.kind === 'conclusion' || job.staff === null || operations.has(job.key)
      ? []
      : [{ key: job.key, staff: job.staff.number, terminal: job.terminal.id }],
  );

/** The card session an act was signed in, with the card's answer; null for what no card signs. */
const signedBy = (job: Job): { readonly sessionId: string; readonly proof: Uint8Array } | null => {
  if ('cardProof' in job) return { sessionId: job.cardSessionId, proof: job.cardProof };
  return 'card' in job ? job.card : null;
};

/** Together, where each was looked up; otherwise to be looked up anew. */
const join = (all: readonly (Looked | null)[]): Looked | null => {
  const known = all.filter((looked) => looked !== null);
  if (known.length < all.length) return null;
  return {
    operations: new Map(known.flatMap(({ operations }) => [...operations])),
    sessions: new Map(known.flatMap(({ sessions }) => [...sessions])),
    proofs: new Map(known.flatMap(({ proofs }) => [...proofs])),
  };
};
