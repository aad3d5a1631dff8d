/** Moves applications and cards through their life: nothing else changes a state (libs/cards/card-life.ts decides). */
import { Inject, Injectable } from '@nestjs/common';
import {
  decideLife,
  lifeStates,
  type CardRefusal,
  type LifeAct,
  type LifeRules,
  type LifeState,
} from '#libs/cards/card-life.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { addDays, businessDate, startOfDay } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import {
  CardLivesStore,
  type LifeEvent,
  type LockedCard,
  type Mover,
  type NewApplication,
  type NewCard,
  type OverLoss,
} from './card-lives.store.js';

export type { Mover, NewApplication, NewCard, OverLoss } from './card-lives.store.js';

/** One application or one card. */
export type LifeOf = { readonly applicationId: string } | { readonly cardId: string };
/** Many of one kind. */
export type LivesOf =
  | { readonly applicationIds: readonly string[] }
  | { readonly cardIds: readonly string[] };

/** What many came to: those that moved, and those that stayed where they were and why. */
export type Moves = {
  readonly moved: ReadonlyMap<string, LifeState>;
  readonly refused: ReadonlyMap<string, ProblemCode>;
};

/** What a terminal without a network has to refuse. A sealed card never could pay, and expiry is printed on the card. */
const deniedAs = (state: LifeState): CardRefusal | null => {
  const { refusal } = lifeStates[state];
  return refusal === 'card-sealed' ? null : refusal;
};

@Injectable()
export class CardLives {
  constructor(
    private readonly store: CardLivesStore,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Moves one life on and returns its new state. Locks the row, and writes state, event, deny list and notification.
   * `enable` also replaces the other cards of the holder. Throws Refused with the reason of the table.
   */
  async move(tx: Transaction, of: LifeOf, act: LifeAct, by: Mover): Promise<LifeState> {
    const [id, lives]: [string, LivesOf] =
      'cardId' in of
        ? [of.cardId, { cardIds: [of.cardId] }]
        : [of.applicationId, { applicationIds: [of.applicationId] }];
    const { moved, refused } = await this.moveMany(tx, lives, act, by);
    const to = moved.get(id);
    if (to === undefined) throw new Refused(refused.get(id) ?? 'internal-fault');
    return to;
  }

  /**
   * Moves many lives on by the same act, in a handful of statements however many they are. Those that may not are left
   * as they are and named. `personalise` makes a card: see {@link issueMany}.
   */
  moveMany(tx: Transaction, of: LivesOf, act: LifeAct, by: Mover): Promise<Moves> {
    return 'cardIds' in of
      ? this.moveCards(tx, of.cardIds, act, by)
      : this.moveApplications(tx, of.applicationIds, act, by);
  }

  /**
   * Enters applications in state `applied`, one for each person, asks for their approval, and returns their ids in the order given.
   * Throws Refused `application-open` when somebody has one under way.
   */
  async apply(
    tx: Transaction,
    applications: readonly NewApplication[],
    by: Mover,
  ): Promise<readonly string[]> {
    const ids = await this.store.insertApplications(tx, applications, by).catch((fault: unknown) => {
      if (fault instanceof Error && 'constraint' in fault && fault.constraint === 'card_application_one_open')
        throw new Refused('application-open');
      throw fault;
    });
    const events = ids.map((id): LifeEvent => ({
      applicationId: id,
      cardId: null,
      act: 'apply',
      from: null,
      to: 'applied',
    }));
    await this.tell(tx, events, by);
    await this.askFor(tx, ids, by.staffNumber, by.terminalId);
    return ids;
  }

  /** Asks for a second person about applications that nobody else decides with many others. */
  async askFor(
    tx: Transaction,
    ids: readonly string[],
    staffNumber: string | null,
    terminalId: string | null = null,
  ): Promise<void> {
    for (const content of await this.store.contentsOf(tx, ids))
      await this.approvals.ask(tx, {
        kind: 'card-application',
        subject: content['application'] ?? '',
        content,
        by: { number: staffNumber, ...(terminalId === null ? {} : { terminalId }) },
      });
  }

  /** A personalised card of an application in production. Throws Refused. */
  async issue(tx: Transaction, card: NewCard, by: Mover): Promise<void> {
    const { refused } = await this.issueMany(tx, [card], by);
    for (const code of refused.values()) throw new Refused(code);
  }

  /** The act `personalise` for many: enters their cards; applications that may not are named by their id. */
  async issueMany(tx: Transaction, cards: readonly NewCard[], by: Mover): Promise<Moves> {
    const ids = cards.map(({ applicationId }) => applicationId);
    const { moved, refused } = await this.decideApplications(tx, ids, 'personalise', by.at);
    const people = await this.store.peopleOf(tx, [...moved.keys()]);
    const coming = await this.store.peopleWithCardComing(tx, [...people.values()], []);
    for (const id of moved.keys()) {
      if (!coming.has(people.get(id) ?? '')) continue;
      moved.delete(id);
      refused.set(id, 'card-exists');
    }
    const made = cards.filter(({ applicationId }) => moved.has(applicationId));
    if (made.length > 0) {
      await this.store.insertCards(tx, made);
      const events = made.map(({ id, applicationId }): LifeEvent => ({
        applicationId,
        cardId: id,
        act: 'personalise',
        from: 'in-production',
        to: 'personalised',
      }));
      await this.tell(tx, events, by);
    }
    return { moved, refused };
  }

  /** Why `move` would refuse an application now, which stays locked; null: it would not. */
  async refusalOf(
    tx: Transaction,
    applicationId: string,
    act: LifeAct,
    at: Date,
  ): Promise<ProblemCode | null> {
    const { refused } = await this.decideApplications(tx, [applicationId], act, at);
    return refused.get(applicationId) ?? null;
  }

  /** Whether somebody has a card that is made and not enabled yet: there is to be no second one. */
  async hasCardComing(tx: Transaction, personId: string): Promise<boolean> {
    return (await this.store.peopleWithCardComing(tx, [personId], [])).size > 0;
  }

  /** Lets a temporary loss lapse that is over by now, so that nobody has to wait for the clock to be noticed. */
  async lapseIfDue(
    tx: Transaction,
    card: { readonly id: string; readonly state: string; readonly lossLapsesAt: Date | null },
    now: Date,
  ): Promise<boolean> {
    if (card.state !== 'temporarily-lost' || card.lossLapsesAt === null || card.lossLapsesAt > now)
      return false;
    const { moved } = await this.moveCards(tx, [card.id], 'lapse', {
      at: now,
      staffNumber: null,
      terminalId: null,
    });
    return moved.size > 0;
  }

  /** Temporary losses that are over, `limit` at most, those after a given one; they may lapse or be refused. */
  lossesOver(
    tx: Transaction,
    now: Date,
    after: OverLoss | null,
    limit: number,
  ): Promise<readonly OverLoss[]> {
    return this.store.lossesOver(tx, now, after, limit);
  }

  /** Lets these temporary losses lapse, except what is over no more and what others move right now. */
  async lapse(tx: Transaction, cardIds: readonly string[], now: Date): Promise<Moves> {
    const ids = await this.store.lockLossesOver(tx, cardIds, now);
    if (ids.length === 0) return { moved: new Map(), refused: new Map() };
    return this.moveCards(tx, ids, 'lapse', { at: now, staffNumber: null, terminalId: null });
  }

  private async moveApplications(
    tx: Transaction,
    ids: readonly string[],
    act: LifeAct,
    by: Mover,
  ): Promise<Moves> {
    if (act === 'personalise') throw new Error('personalise makes a card: issueMany');
    const isDecision = act === 'approve' || act === 'reject';
    if (isDecision && by.approvalId === undefined) throw new Error('applications are decided by approvals');
    const { moved, refused, states } = await this.decideApplications(tx, ids, act, by.at);
    if (moved.size > 0) {
      await this.store.setApplicationStates(tx, moved, isDecision ? (by.approvalId ?? null) : null);
      if (act === 'withdraw')
        for (const id of moved.keys())
          await this.approvals.withdrawAbout(tx, 'card-application', id, {
            number: by.staffNumber ?? '',
            ...(by.terminalId === null ? {} : { terminalId: by.terminalId }),
          });
      const events = Array.from(moved, ([id, to]): LifeEvent => ({
        applicationId: id,
        cardId: null,
        act,
        from: states.get(id) ?? null,
        to,
      }));
      await this.tell(tx, events, by);
    }
    return { moved, refused };
  }

  private async decideApplications(tx: Transaction, ids: readonly string[], act: LifeAct, at: Date) {
    const rules = await this.rules(tx, at);
    const moved = new Map<string, LifeState>();
    const refused = new Map<string, ProblemCode>(ids.map((id) => [id, 'application-unknown']));
    const states = new Map<string, LifeState>();
    for (const { id, state } of await this.store.lockApplications(tx, ids)) {
      // From the card on, its own row says where it stands.
      if (state === 'issued') {
        refused.set(id, 'application-decided');
        continue;
      }
      states.set(id, state);
      const subject = { state, validUntil: null, everEnabled: false, lockedBefore: false, lapsesOn: null };
      const decided = decideLife(act, subject, rules);
      if (decided.ok) {
        moved.set(id, decided.value);
        refused.delete(id);
      } else refused.set(id, decided.refusal);
    }
    return { moved, refused, states };
  }

  private async moveCards(tx: Transaction, ids: readonly string[], act: LifeAct, by: Mover): Promise<Moves> {
    const rules = await this.rules(tx, by.at);
    const refused = new Map<string, ProblemCode>(ids.map((id) => [id, 'card-unknown']));
    const moved = new Map<string, LifeState>();
    const cards = await this.store.lockCards(tx, ids);
    for (const card of cards) {
      const { id, state, validUntil, everEnabled, lockedBefore, lossLapsesAt, owesFee } = card;
      const lapsesOn = lossLapsesAt === null ? null : businessDate(lossLapsesAt);
      const decided = decideLife(act, { state, validUntil, everEnabled, lockedBefore, lapsesOn }, rules);
      if (decided.ok && act === 'hand-over' && owesFee && by.takesFee !== true) refused.set(id, 'fee-owed');
      else if (decided.ok) {
        moved.set(id, decided.value);
        refused.delete(id);
      } else refused.set(id, decided.refusal);
    }
    await this.refuseSecondComing(tx, act, cards, moved, refused);
    const moving = cards.filter(({ id }) => moved.has(id));
    if (moving.length === 0) return { moved, refused };
    if (act === 'enable') await this.replaceOthers(tx, moving, by);
    await this.store.setCardStates(tx, moved, {
      enabledAt: act === 'enable' ? by.at : null,
      lossLapsesAt: act === 'report-lost-temporarily' ? await this.lapsesAt(tx, by.at) : null,
    });
    const chips = moving.map(({ historicalBytes }) => historicalBytes);
    if (act === 'hand-over') await this.store.moveChips(tx, chips, 'handed-over', null);
    // Only a card that still lay in stock has a chip there.
    if (act === 'cancel') await this.store.moveChips(tx, chips, 'spoiled', 'cancelled');
    await this.tell(
      tx,
      moving.map(({ id, applicationId, state }): LifeEvent => ({
        applicationId,
        cardId: id,
        act,
        from: state,
        to: moved.get(id) ?? state,
      })),
      by,
    );
    await this.deny(tx, moving, moved);
    return { moved, refused };
  }

  /** A sealed card whose loss is lifted would be a second one on its way, once another is made or asked for in its place. */
  private async refuseSecondComing(
    tx: Transaction,
    act: LifeAct,
    cards: readonly LockedCard[],
    moved: Map<string, LifeState>,
    refused: Map<string, ProblemCode>,
  ): Promise<void> {
    if (act !== 'lift-loss' && act !== 'lapse') return;
    const sealed = cards.filter(({ id }) => moved.get(id) === 'handed-over');
    if (sealed.length === 0) return;
    const people = sealed.map(({ personId }) => personId);
    const coming = await this.store.peopleWithCardComing(
      tx,
      people,
      sealed.map(({ id }) => id),
    );
    const applying = await this.store.peopleApplying(tx, people);
    for (const { id, personId } of sealed) {
      if (!coming.has(personId) && !applying.has(personId)) continue;
      moved.delete(id);
      refused.set(id, coming.has(personId) ? 'card-exists' : 'application-open');
    }
  }

  private async replaceOthers(tx: Transaction, enabled: readonly LockedCard[], by: Mover): Promise<void> {
    const others = await this.store.replaceable(
      tx,
      enabled.map(({ personId }) => personId),
      enabled.map(({ id }) => id),
    );
    if (others.length > 0) await this.moveCards(tx, others, 'replace', by);
  }

  private async tell(tx: Transaction, events: readonly LifeEvent[], by: Mover): Promise<void> {
    await this.store.addEvents(tx, events, by);
    if (this.config.notifyUrl !== null) await this.store.addNotifications(tx, events, by.at);
  }

  private async deny(
    tx: Transaction,
    cards: readonly LockedCard[],
    moved: ReadonlyMap<string, LifeState>,
  ): Promise<void> {
    const changed = cards.flatMap(({ id, state, cardNumber, identificationCode }) => {
      const refusal = deniedAs(moved.get(id) ?? state);
      return refusal === deniedAs(state) ? [] : [{ cardNumber, identificationCode, refusal }];
    });
    if (changed.length > 0) await this.store.deny(tx, changed);
  }

  private async rules(tx: Transaction, at: Date): Promise<LifeRules> {
    const today = businessDate(at);
    const lifted = await this.policy.value(tx, today, countOf('card.formal-loss-may-be-lifted'));
    return { today, formalLossMayBeLifted: lifted === 1 };
  }

  /** A loss reported today lasts the days laid down, today not counted, and ends as the day after them begins. */
  private async lapsesAt(tx: Transaction, at: Date): Promise<Date> {
    const today = businessDate(at);
    const days = await this.policy.value(tx, today, countOf('card.temporary-loss-days'));
    return startOfDay(addDays(today, days + 1));
  }
}
