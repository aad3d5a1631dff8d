/** The acts of this window: stored first, then shown; whoever needs to know hears of each success. */
import { Injectable } from '@nestjs/common';
import { isClerksOwn, type Act, type PrintState } from '#libs/contract/desk.js';
import type { Problem } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { Attendant } from '../central/attendant.js';
import { StaffToken } from '../central/staff-token.js';
import { changeAct, withAct, withActs, withPrint } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { CentreClock } from '../ground/centre-clock.js';
import { lapseOf } from './greatest-age.js';
import { isDecided, OutboxStore, type StoredAct } from './outbox.store.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { ActTally } from './act-tally.js';

const givenUpShownMs = 7 * 24 * 3_600_000;

/** An act whose clerk is not known here: the centre told of it, the outbox did not. */
export const unknownClerk = '';

/** The instant at which a business day began, ISO 8601 in UTC. */
export const startOfDay = (day: PlainDate): string => new Date(`${day}T00:00:00+08:00`).toISOString();

const actOf = (stored: StoredAct, visitor: string | null): Act => ({
  key: stored.key,
  kind: stored.kind,
  service: stored.service,
  channel: stored.channel,
  total: stored.total,
  lines: stored.lines,
  maskedName: stored.maskedName,
  visitor,
  hands: stored.state === 'succeeded' && stored.handsDoneAt === null ? stored.hands : [],
  state: stored.state,
  undoes: stored.undoes,
  startedAt: stored.startedAt,
  staffNumber: stored.staffNumber,
  lapsesAt: stored.state === 'sending' ? lapseOf(stored) : null,
  calledOff: stored.state === 'sending' && stored.calledOffAt !== null,
  problem: stored.problem,
  receiptNumber: stored.receiptNumber,
  print: stored.print,
});

/** Acts on their way into the outbox, so that a key pressed twice at once is one act. */
type Entering = { readonly requestDigest: string; readonly act: Promise<Act> };

/** Whether it was this window, and not the centre, that said no. */
const isGivenUp = ({ problem }: StoredAct): boolean =>
  problem?.code === 'act-lapsed' || problem?.code === 'act-called-off';

/** What an act is counted as: a service of the card window by its own name. */
const talliedAs = ({ kind, service }: Pick<Act, 'kind' | 'service'>): string => service ?? kind;

/** Where somebody was who did not get as far as an act. */
const stepOf = (error: unknown): 'pin' | 'card-gone' | 'other' => {
  if (!(error instanceof Refusal)) return 'other';
  const { code } = error.problem;
  if (code.startsWith('pin-')) return 'pin';
  return ['card-removed', 'card-swapped', 'card-session-ended', 'no-card'].includes(code)
    ? 'card-gone'
    : 'other';
};

type Outcome = Pick<StoredAct, 'state' | 'problem' | 'receiptNumber'>;

@Injectable()
export class ActBook {
  private readonly watchers = new Set<(act: StoredAct) => void>();
  private readonly entering = new Map<string, Entering>();
  /** Insertions by the keys of the acts that were pressed with them. */
  private readonly pressedWith = new Map<string, string>();
  /** When acts without an outcome were pressed, by the steady clock. */
  private readonly begunAtMs = new Map<string, number>();

  constructor(
    private readonly outbox: OutboxStore,
    private readonly staff: StaffToken,
    private readonly attendant: Attendant,
    private readonly desk: DeskStore,
    private readonly clock: CentreClock,
    private readonly tally: ActTally,
  ) {}

  /** Calls the watcher with every act that got its outcome. */
  watchDecided(watcher: (act: StoredAct) => void): void {
    this.watchers.add(watcher);
  }

  /**
   * The act of a key: the one stored before, the one just being entered, or what `enter` makes of it. Throws Refusal
   * `key-reused` for other content, and of a new one `terminal-out-of-service`.
   */
  async once(
    key: string,
    requestDigest: string,
    of: Pick<Act, 'kind' | 'service'>,
    enter: () => Promise<Act>,
  ): Promise<Act> {
    const entering = this.entering.get(key);
    if (entering !== undefined) {
      if (entering.requestDigest !== requestDigest) throw refusal('key-reused');
      return entering.act;
    }
    const before = this.pressed(key, requestDigest);
    if (before !== null) return before;
    // The clerk's own cash is counted and handed over also where nobody is served.
    if (!isClerksOwn(of.kind)) this.demandService();
    const act = this.tallied(key, of, enter).finally(() => this.entering.delete(key));
    this.entering.set(key, { requestDigest, act });
    return act;
  }

  /** Throws Refusal `terminal-out-of-service`, with what those who come are told. */
  demandService(): void {
    const { closed } = this.desk.state;
    if (closed !== null) throw refusal('terminal-out-of-service', closed.message);
  }

  /** Counts how it goes, from the press on. */
  private async tallied(
    key: string,
    of: Pick<Act, 'kind' | 'service'>,
    enter: () => Promise<Act>,
  ): Promise<Act> {
    this.tally.begun(talliedAs(of));
    this.begunAtMs.set(key, performance.now());
    try {
      return await enter();
    } catch (error) {
      this.begunAtMs.delete(key);
      this.tally.gaveUp(talliedAs(of), stepOf(error));
      throw error;
    }
  }

  private tallyOutcome({ key, kind, service, state, problem }: StoredAct): void {
    const beganMs = this.begunAtMs.get(key);
    this.begunAtMs.delete(key);
    const act = talliedAs({ kind, service });
    if (state === 'succeeded')
      this.tally.finished(act, beganMs === undefined ? null : (performance.now() - beganMs) / 1000);
    else if (problem?.code === 'act-called-off') this.tally.gaveUp(act, 'sending');
    else this.tally.refused(act);
  }

  /** The act of a key that was pressed before; null when it was not. Throws Refusal `key-reused` for other content. */
  pressed(key: string, requestDigest: string): Act | null {
    const stored = this.outbox.find(key);
    if (stored === null) return null;
    if (stored.requestDigest !== requestDigest) throw refusal('key-reused');
    return this.desk.state.acts.find((act) => act.key === key) ?? actOf(stored, null);
  }

  /** Stores an act and shows it; it is on the disk when this returns. `visitor` is known as long as this program runs. */
  add(stored: StoredAct, visitor: string | null): Act {
    this.outbox.add(stored);
    const act = actOf(stored, visitor);
    const { insertionId } = this.desk.state.reader;
    if (insertionId !== null) this.pressedWith.set(stored.key, insertionId);
    this.desk.apply(withAct(act));
    return act;
  }

  /** The card that was in the reader when an act was pressed; null when none was, and after a new start. */
  cardAtPress(key: string): string | null {
    return this.pressedWith.get(key) ?? null;
  }

  /** Takes in what became of an act. */
  take(key: string, { state, problem, receiptNumber }: Outcome): void {
    const before = this.outbox.find(key);
    // An outcome is final: a late answer to an earlier try changes nothing. What was only given up here is the centre's to say.
    if (before === null || (isDecided(before.state) && !(isGivenUp(before) && state === 'succeeded'))) return;
    this.outbox.conclude(key, state, problem, receiptNumber);
    const act = this.outbox.find(key);
    if (act === null) return;
    const { lapsesAt, calledOff, hands } = actOf(act, null);
    this.desk.apply(changeAct(key, { state, problem, receiptNumber, lapsesAt, calledOff, hands }));
    if (!isDecided(state)) return;
    this.tallyOutcome(act);
    for (const watcher of this.watchers) watcher(act);
  }

  /** Notes that an act is to be given up. */
  callOff(key: string): void {
    this.outbox.callOff(key, this.clock.now().toISOString());
    this.desk.apply(changeAct(key, { calledOff: true }));
  }

  /** Shows why an act is still waiting. */
  note(key: string, problem: Problem): void {
    this.desk.apply(changeAct(key, { problem }));
  }

  /** What the hands had to do for an act is done, as whoever is signed in says. Throws Refusal `sign-in-expired`, `not-found`. */
  handsDone(key: string): void {
    const { staffNumber } = this.staff.require();
    if (this.outbox.find(key)?.state !== 'succeeded') throw refusal('not-found');
    this.outbox.noteHandsDone(key, this.clock.now().toISOString(), staffNumber);
    this.desk.apply(changeAct(key, { hands: [] }));
  }

  setPrint(key: string, print: PrintState): void {
    this.outbox.setPrint(key, print);
    this.desk.apply(withPrint(key, print));
  }

  /**
   * Lists what concerns whoever sits here: today's acts of the signed-in clerk, what was given up lately, and all that have no outcome
   * yet or still need hands. With nobody here there are no hands: whoever comes next is told.
   */
  show(): void {
    const shown = new Map(this.desk.state.acts.map((act) => [act.key, act]));
    const clerk = this.attendant.current;
    const own = this.outbox
      .since(startOfDay(this.clock.today()), 1000)
      .filter(({ staffNumber }) => clerk !== null && (staffNumber === clerk || staffNumber === unknownClerk));
    // What was given up on an earlier day was not done, and its clerk has to learn that.
    const lately = new Date(this.clock.nowMs() - givenUpShownMs).toISOString();
    const givenUp = this.outbox.givenUp(lately).filter(({ staffNumber }) => staffNumber === clerk);
    const withHands = clerk === null ? [] : this.outbox.withHands();
    const concerned = new Map(
      [...own, ...givenUp, ...withHands, ...this.outbox.undecided()].map((act) => [act.key, act]),
    );
    const acts = [...concerned.values()]
      .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
      .map((stored) => {
        const before = shown.get(stored.key);
        return { ...actOf(stored, before?.visitor ?? null), problem: before?.problem ?? stored.problem };
      });
    this.desk.apply(withActs(acts));
  }
}
