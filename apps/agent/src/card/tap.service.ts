/** Reads a card that was put in, lets it prove itself to the centre, and shows whose it is; wipes all when it leaves. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { historicalBytes } from '#libs/cards/answer-to-reset.js';
import { decodeItem } from '#libs/cards/file-layout.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { CentralClient } from '../central/central.client.js';
import { Attendant } from '../central/attendant.js';
import { cardReading, cardRefused, holderGone, withCard } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { BlankCards, type BlankCard } from './blank-cards.service.js';
import type { CardAtHand } from './card-at-hand.js';
import { findItem, proveKey, readItem, selectOnce } from './card-dialogue.js';
import { InsertedCards } from './inserted-cards.service.js';
import { CardSessions } from './card-sessions.service.js';
import { DeniedCards } from '../deny-list/denied-cards.service.js';
import { cardOf } from './holder-view.js';
import { LatelyHereCards } from './lately-here.js';

/** T1–TD of a social security card. */
const historicalLength = 13;

/** EF05 stands alike in every version that can prove itself, so it may be read before the version is known. */
const version = '2.00';

/** Refusals that end by themselves; the others need a hand. */
const passing = new Set<ProblemCode>(['central-unreachable', 'database-unavailable', 'busy']);

/** Of a card that is none of ours, or cannot be read: whatever lies in another reader goes before it. */
const inNobodysWay = new Set<ProblemCode>([
  'card-not-social-security',
  'card-not-read',
  'card-locked',
  'card-held',
]);

/** The centre says so of a card that has an open session, and shows nothing of it any more. */
const provesNothing = new Set<ProblemCode>(['card-lost', 'card-cancelled']);

/** Card number and identification code. */
export type Marks = readonly [cardNumber: string, identificationCode: string];

const isRefused = (error: unknown, code: ProblemCode): boolean =>
  error instanceof Refusal && error.problem.code === code;

@Injectable()
export class TapService implements OnApplicationBootstrap {
  /** The insertion that was refused while the centre could not be asked. */
  private refusedAlone: string | null = null;

  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
    private readonly attendant: Attendant,
    private readonly sessions: CardSessions,
    private readonly denyList: DeniedCards,
    private readonly blanks: BlankCards,
    private readonly lately: LatelyHereCards,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.presence.watch({
      arrived: (card) => this.begin(card),
      left: () => this.desk.apply(holderGone),
      beside: (card) => void this.lookAtSecond(card),
      freed: (card) => this.readFreed(card),
    });
    this.central.watchLink((online) => {
      if (online) this.retry();
    });
  }

  /** Reads the card that is in, such as after a sign-in. */
  readPresent(): void {
    const { current } = this.presence;
    if (current !== null) this.begin(current);
  }

  /** Shows what the session holds now, such as after a payment; a card that was reported lost or cancelled meanwhile is refused. */
  async refresh(): Promise<void> {
    const { current } = this.presence;
    const session = current?.session ?? null;
    if (current === null || session === null) return;
    const { id } = session;
    try {
      const fresh = await current.whileHere(
        this.central.asAttendant((headers) =>
          this.central.http.GET('/v1/card-sessions/{id}', { params: { path: { id } }, headers }),
        ),
      );
      if (current.session?.id === id) this.desk.apply(withCard(current.id, cardOf(fresh)));
    } catch (error) {
      if (!(error instanceof Refusal) || !provesNothing.has(error.problem.code)) throw error;
      if (current.session?.id === id)
        this.desk.apply(cardRefused(current.id, error.problem, current.exchanges, current.ageMs));
    }
  }

  /**
   * Lets a card that was just made prove itself; `marks` spares reading again what is known of it. Throws Refusal as a tap is
   * refused.
   */
  openMade(card: CardAtHand, marks: Marks | null): Promise<void> {
    const historical = historicalBytes(card.insertion.atr);
    return card.exclusively(() =>
      marks === null || historical === null ? this.open(card) : this.openAtCentre(card, marks, historical),
    );
  }

  /** A card beside the window's is asked for nothing but whether it is a social security card. */
  private async lookAtSecond(card: CardAtHand): Promise<void> {
    try {
      await card.exclusively(() => selectOnce(card));
      this.presence.foundSecond(card);
    } catch (error) {
      if (card.gone) return;
      this.log.info({ insertionId: card.id, ...errorFields(error) }, 'other card in another reader');
      this.presence.ruleOut(card);
    }
  }

  /** A card that was refused because another program had it is read as soon as that has let it go. */
  private readFreed(card: CardAtHand): void {
    const { card: shown } = this.desk.state;
    if (shown?.insertionId === card.id && shown.problem?.code === 'card-held') this.begin(card);
  }

  /** A card that was refused because the centre was away is read as soon as it is back. */
  private retry(): void {
    const { card } = this.desk.state;
    const { current } = this.presence;
    if (card?.stage !== 'refused' || card.problem === null || current?.id !== card.insertionId) return;
    if (passing.has(card.problem.code) || this.refusedAlone === current.id) this.begin(current);
  }

  private begin(card: CardAtHand): void {
    if (!this.attendant.may('card-sessions.open')) return;
    card.exchanges = 0;
    const { card: shown } = this.desk.state;
    // After a sign-in that had run out, what the clerk picked stays in sight while the card proves itself anew.
    if (shown?.insertionId !== card.id || shown.stage !== 'open')
      this.desk.apply(cardReading(card.id, card.ageMs));
    void this.read(card);
  }

  private async read(card: CardAtHand): Promise<void> {
    try {
      await card.exclusively(() => this.open(card));
      this.log.info(
        { insertionId: card.id, exchanges: card.exchanges, milliseconds: card.ageMs },
        'card read',
      );
    } catch (error) {
      if (card.gone) return;
      const problem = error instanceof Refusal ? error.problem : refusal('internal-fault').problem;
      this.log.warn({ insertionId: card.id, code: problem.code, ...errorFields(error) }, 'card refused');
      if (inNobodysWay.has(problem.code) && this.presence.ruleOut(card)) return;
      this.refusedAlone = this.desk.state.central.state === 'offline' ? card.id : null;
      this.desk.apply(cardRefused(card.id, problem, card.exchanges, card.ageMs));
    }
  }

  private async open(card: CardAtHand): Promise<void> {
    await selectOnce(card);
    const marks = await this.readMarks(card);
    const historical = historicalBytes(card.insertion.atr);
    if (historical?.length !== historicalLength) throw refusal('card-not-social-security', 'answer to reset');
    if (marks === null) {
      const blank = await this.lookUpBlank(card, historical);
      if (blank === null) throw refusal('card-blank-unknown');
      return this.showBlank(card, blank);
    }
    const denied = await card.whileHere(this.denyList.refusalOf(...marks));
    if (denied !== null) throw refusal(denied);
    try {
      await this.openAtCentre(card, marks, historical);
    } catch (error) {
      await this.explain(card, marks, historical, error);
    }
  }

  /** Card number and identification code; null when the chip holds nothing yet. */
  private async readMarks(card: CardAtHand): Promise<Marks | null> {
    const identificationCode = await findItem(card, 'identificationCode', version);
    if (identificationCode === null) return null;
    const cardNumber = await readItem(card, 'cardNumber', version);
    return [decodeItem('cardNumber', cardNumber), toHex(identificationCode)];
  }

  /** A card the centre did not open: one that is half made is shown as that, and one on the deny list by its reason. */
  private async explain(
    card: CardAtHand,
    marks: Marks,
    historical: Uint8Array,
    error: unknown,
  ): Promise<void> {
    if (isRefused(error, 'card-unknown')) {
      const blank = await this.lookUpBlank(card, historical);
      if (blank !== null) return this.showBlank(card, blank);
    }
    // What is known of the card says more than that nobody can be asked about it.
    const known = isRefused(error, 'central-unreachable') ? this.denyList.known(...marks) : null;
    throw known === null ? error : refusal(known);
  }

  /** Only who makes cards has to know which blank this is. */
  private lookUpBlank(card: CardAtHand, historical: Uint8Array): Promise<BlankCard | null> {
    return this.attendant.may('issuances.look-up')
      ? this.blanks.lookUp(card, historical)
      : Promise.resolve(null);
  }

  private showBlank(card: CardAtHand, { applicationNumber }: BlankCard): void {
    const { exchanges, ageMs: milliseconds } = card;
    this.desk.apply(
      withCard(card.id, { stage: 'blank', blankFor: applicationNumber, exchanges, milliseconds }),
    );
  }

  /** The card proves itself to the centre, which says whose it is. */
  private async openAtCentre(
    card: CardAtHand,
    [cardNumber, identificationCode]: Marks,
    historical: Uint8Array,
  ): Promise<void> {
    const opening = this.central.asAttendant((headers) =>
      this.central.http.POST('/v1/card-sessions', {
        body: {
          identificationCode,
          cardNumber,
          historicalBytes: toHex(historical),
        },
        headers,
      }),
    );
    const challenge = await this.whileHere(card, opening);
    this.desk.apply(
      withCard(card.id, { stage: 'proving', exchanges: card.exchanges, milliseconds: card.ageMs }),
    );

    const result = await proveKey(card, {
      processFactor: fromHex(challenge.processFactor),
      source: fromHex(challenge.source),
    });
    const session = await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.POST('/v1/card-sessions/{id}/proof', {
          params: { path: { id: challenge.id } },
          body: { result: toHex(result) },
          headers,
        }),
      ),
    );
    card.session = {
      id: session.id,
      nonce: session.nonce,
      specificationVersion: challenge.specificationVersion,
      birthDate: parseDate(session.birthDate),
    };
    const lately = this.lately.beside(session.id);
    this.desk.apply(
      withCard(card.id, { ...cardOf(session), lately, exchanges: card.exchanges, milliseconds: card.ageMs }),
    );
    if (session.refusal === null) this.lately.note(session, session.holder.name);
  }

  /** Waits for the session to open; if the card leaves meanwhile, the session still has to be ended. */
  private async whileHere<T extends { readonly id: string }>(
    card: CardAtHand,
    opening: Promise<T>,
  ): Promise<T> {
    const noted = opening.then((challenge) => {
      this.sessions.opened(challenge.id);
      card.onceGone(() => this.sessions.release(challenge.id));
      return challenge;
    });
    return card.whileHere(noted);
  }
}
