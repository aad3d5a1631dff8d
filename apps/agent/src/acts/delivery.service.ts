/** Brings every stored act to its outcome: sends it with its own key until the answer is definite, over restarts. */
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Act } from '#libs/contract/desk.js';
import { isProblem, type Problem, type ProblemCode } from '#libs/contract/problems.js';
import { CentralClient, type Schemas } from '../central/central.client.js';
import type { ActHolder } from '../desk-state/desk-state.js';
import { Attendant } from '../central/attendant.js';
import { StaffToken } from '../central/staff-token.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { lapseOf } from '../outbox/greatest-age.js';
import { isDecided, OutboxStore, type ActState, type StoredAct } from '../outbox/outbox.store.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { ActBook, startOfDay, unknownClerk } from '../outbox/act-book.service.js';
import { stateOf } from './operations.js';
import { sendAct } from './sending.js';

/** Waiting between tries: doubling from the first to the longest. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** An operation the centre works on is asked for at this pace at most. */
const longestFollowMs = 3_000;

/** After so many faults of the centre in a row a person has to look; it is still tried, but rarely, until it is called off or lapses. */
const faultsUntilStuck = 5;
const stuckPauseMs = 60_000;

/** By then a request without an answer has arrived at the centre or never will: three times what it may take. */
const arrivedByThenMs = 90_000;

/** Reasons for which a request did not leave. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const mayStillArrive = ({ code, detail = '' }: Problem): boolean =>
  code === 'central-unreachable' && !neverLeft.has(detail);

/** They say `retry: same-key`, yet the answer is definite: what was asked for belongs to another operation. */
const definiteAnyway = new Set<ProblemCode>(['due-in-payment', 'entitlement-in-payment']);

/** They say `retry: never` of the terminal or the clerk, and nothing of the act: it may have got through before. */
const notAboutTheAct = new Set<ProblemCode>([
  'terminal-unknown',
  'terminal-clock-wrong',
  'sign-in-locked',
  'not-found',
]);

const isDefinite = (code: ProblemCode, retry: string): boolean =>
  definiteAnyway.has(code) || (retry !== 'same-key' && !notAboutTheAct.has(code));

/** An act as it is pressed; nothing has come of it yet. */
export type PressedAct = Pick<
  StoredAct,
  'key' | 'kind' | 'service' | 'channel' | 'total' | 'requestDigest' | 'cardSessionId' | 'staffNumber'
> &
  Partial<Pick<StoredAct, 'lines' | 'hands' | 'undoes'>> & {
    /** As the centre takes it, with the card's signature where there is one. */
    readonly body: object;
  };

@Injectable()
export class DeliveryService implements BeforeApplicationShutdown {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private waking = new AbortController();
  /** How often in a row the centre failed on an act, by its key. */
  private readonly faults = new Map<string, number>();

  constructor(
    private readonly central: CentralClient,
    private readonly staff: StaffToken,
    private readonly attendant: Attendant,
    private readonly outbox: OutboxStore,
    private readonly book: ActBook,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** Leaves off, with everything on the disk, before the disk is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await Promise.all(this.underWay.values());
  }

  /** Goes on with everything that has no outcome, such as after a restart. */
  resume(): void {
    for (const { key } of this.outbox.undecided()) this.start(key);
  }

  /** Stores a new act, shows it, and begins to send it; it is on the disk when this returns. */
  submit(pressed: PressedAct, { maskedName, visitor }: ActHolder): Act {
    const act = this.book.add(
      {
        lines: [],
        hands: [],
        undoes: null,
        ...pressed,
        maskedName,
        handsDoneAt: null,
        body: JSON.stringify(pressed.body),
        state: 'sending',
        problem: null,
        receiptNumber: null,
        print: null,
        copies: 0,
        startedAt: this.central.clock.now().toISOString(),
        lastSentAt: null,
        calledOffAt: null,
      },
      visitor,
    );
    this.start(pressed.key);
    return act;
  }

  /** Begins to deliver one act, unless it is under way. */
  start(key: string): void {
    if (this.underWay.has(key) || this.stopping.signal.aborted) return;
    this.underWay.set(
      key,
      this.deliver(key).finally(() => this.underWay.delete(key)),
    );
  }

  /** Ends all pauses: the link is back, or somebody signed in. */
  wake(): void {
    const woken = this.waking;
    this.waking = new AbortController();
    woken.abort();
  }

  /** Takes in what the centre says of an operation, known here or not. */
  learn(operation: Schemas['OperationDto']): void {
    const stored = this.outbox.find(operation.key);
    const known = stateOf(operation);
    const said = isProblem(operation.problem) ? operation.problem : null;
    const problem = said ?? (known.state === 'unknown' ? refusal('bank-outcome-unknown').problem : null);
    const outcome = { ...known, problem, receiptNumber: operation.receiptNumber };
    if (stored === null) {
      // What was done long ago is looked up at the centre; here it would only fill the list of a new agent.
      if (isDecided(outcome.state) && operation.startedAt < startOfDay(this.central.clock.today())) return;
      const { key, total, startedAt, maskedName, undoes } = operation;
      const nothing = {
        body: null,
        lines: [],
        hands: [],
        handsDoneAt: null,
        cardSessionId: null,
        print: null,
        copies: 0,
        requestDigest: '',
        lastSentAt: null,
        calledOffAt: null,
      };
      const told = { key, total, startedAt, maskedName, undoes };
      this.book.add({ ...told, staffNumber: unknownClerk, ...outcome, ...nothing }, null);
    } else this.book.take(operation.key, outcome);
    if (!isDecided(outcome.state)) this.start(operation.key);
  }

  /**
   * Gives an act up, on request of whoever pressed it or of somebody above the counter: as soon as the centre has said that it does
   * not have it. Throws Refusal `not-found`, `not-permitted`, `act-taken`.
   */
  callOff(key: string): void {
    const { staffNumber, role } = this.staff.require();
    const act = this.outbox.find(key);
    if (act === null) throw refusal('not-found');
    if (act.staffNumber !== staffNumber && role === 'window-clerk') throw refusal('not-permitted');
    if (act.state === 'refused') return;
    if (act.state !== 'sending') throw refusal('act-taken');
    this.book.callOff(key);
    this.log.info({ key, kind: act.kind, staffNumber }, 'act called off');
    this.wake();
    this.start(key);
  }

  private async deliver(key: string): Promise<void> {
    for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
      let longestMs = longestPauseMs;
      try {
        const state = await this.tryOnce(key);
        if (state === null || isDecided(state)) return;
        if (this.isStuck(key)) longestMs = stuckPauseMs;
        else if (state !== 'sending') longestMs = longestFollowMs;
      } catch (error) {
        // The window's own disk, which is not the end of the act: it goes on once there is room.
        this.log.error({ key, ...errorFields(error) }, 'act not kept');
      }
      await this.pause(attempt, longestMs);
    }
  }

  /** One try, and the state it left the act in; null for an act nobody knows. */
  private async tryOnce(key: string): Promise<ActState | null> {
    const act = this.outbox.find(key);
    if (act === null || isDecided(act.state)) return act?.state ?? null;
    try {
      const known = await this.ask(act);
      this.faults.delete(key);
      if (known === 'waits-for-clerk') this.book.note(key, refusal('sign-in-expired').problem);
      else if (known === 'given-up') await this.giveUp(act);
      else this.learn(known);
    } catch (error) {
      this.fail(act, error);
    }
    return this.outbox.find(key)?.state ?? null;
  }

  private isStuck(key: string): boolean {
    return (this.faults.get(key) ?? 0) >= faultsUntilStuck;
  }

  /**
   * Sends the act when its clerk is signed in, or at a kiosk whoever is there, and it is neither called off nor too old; otherwise asks whether it got through
   * before. Throws Refusal.
   */
  private async ask(act: StoredAct): Promise<Schemas['OperationDto'] | 'waits-for-clerk' | 'given-up'> {
    const isOver = act.calledOffAt !== null || this.hasLapsed(act);
    const isToSend = act.state === 'sending' && !isOver && act.body !== null;
    if (isToSend && act.body !== null && this.attendant.current === act.staffNumber) {
      this.outbox.noteSent(act.key, this.central.clock.now().toISOString());
      return sendAct(this.central, act, act.body);
    }
    try {
      return await this.central.asTerminal((headers) =>
        this.central.http.GET('/v1/operations/{key}', { params: { path: { key: act.key } }, headers }),
      );
    } catch (error) {
      const isUnknown = error instanceof Refusal && error.problem.code === 'not-found';
      if (act.state !== 'sending' || !isUnknown) throw error;
      return isOver ? 'given-up' : 'waits-for-clerk';
    }
  }

  /** By the centre's time alone: a window that starts with a wrong clock gives nothing up because of it. */
  private hasLapsed(act: StoredAct): boolean {
    return this.central.clock.isCentres && lapseOf(act) <= this.central.clock.now().toISOString();
  }

  /** The centre does not have the act. What was sent a moment ago without an answer may still be on its way there. */
  private async giveUp(act: StoredAct): Promise<void> {
    const { key, lastSentAt, calledOffAt, kind, startedAt } = act;
    if (lastSentAt !== null && this.central.clock.nowMs() - Date.parse(lastSentAt) < arrivedByThenMs) {
      this.book.note(key, refusal('act-calling-off').problem);
      return;
    }
    if (kind !== 'card-service') await this.withdrawRelease(key);
    const { problem } = refusal(calledOffAt === null ? 'act-lapsed' : 'act-called-off');
    this.log.warn({ key, kind, startedAt, code: problem.code }, 'act given up');
    this.book.take(key, { state: 'refused', problem, receiptNumber: null });
  }

  /** Whoever was asked to release the act is asked no longer. Throws Refusal: it is given up only after that. */
  private async withdrawRelease(key: string): Promise<void> {
    try {
      await this.central.asTerminal((headers) =>
        this.central.http.DELETE('/v1/act-releases/{id}', { params: { path: { id: key } }, headers }),
      );
    } catch (error) {
      // Nobody was asked.
      if (!(error instanceof Refusal && error.problem.code === 'not-found')) throw error;
    }
  }

  private fail(act: StoredAct, error: unknown): void {
    const said = error instanceof Refusal ? error.problem : refusal('internal-fault').problem;
    // The centre has answered, or was never reached: nothing of this try is still on its way.
    if (act.state === 'sending' && !mayStillArrive(said)) this.outbox.noteSent(act.key, act.lastSentAt);
    if (said.code === 'internal-fault') this.faults.set(act.key, (this.faults.get(act.key) ?? 0) + 1);
    else this.faults.delete(act.key);
    const problem = this.isStuck(act.key) ? refusal('act-stuck', said.traceId).problem : said;
    this.log.warn(
      { key: act.key, kind: act.kind, code: problem.code, ...errorFields(error) },
      'act not through',
    );
    if (error instanceof Refusal && act.state === 'sending' && isDefinite(said.code, said.retry))
      this.book.take(act.key, { state: 'refused', problem, receiptNumber: null });
    // It got through at an earlier try; from here on it is only asked about.
    else if (problem.code === 'still-running')
      this.book.take(act.key, { state: 'running', problem: null, receiptNumber: null });
    else this.book.note(act.key, problem);
  }

  private async pause(attempt: number, longestMs: number): Promise<void> {
    const pauseMs = Math.min(longestMs, firstPauseMs * 2 ** Math.min(attempt, 10));
    const { signal } = this.waking;
    try {
      // A little apart, so that windows which lost the centre together do not come back together.
      await delay(pauseMs * (0.8 + 0.4 * Math.random()), undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
