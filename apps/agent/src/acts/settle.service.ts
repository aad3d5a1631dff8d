/** Pays dues and collects entitlements: the card signs what was pressed, then it is stored, then it is sent. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { DebitConsent } from '#libs/contract/debit-consent.js';
import type { OwedRecovery } from '#libs/contract/owed-recovery.js';
import type {
  Act,
  ActLine,
  CardOnDesk,
  CollectionRequest,
  HandTask,
  PaymentRequest,
} from '#libs/contract/desk.js';
import { fen, formatYuan, parseYuan, sum } from '#libs/money/fen.js';
import { Attendant } from '../central/attendant.js';
import { holderOf } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import type { OpenSession } from '../card/card-at-hand.js';
import { isEntry, selectOnce, signWrite, verifyHolder } from '../card/card-dialogue.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { CardSessions } from '../card/card-sessions.service.js';
import { changeTask } from './change-task.js';
import { DeliveryService } from './delivery.service.js';
import { signTask } from './sign-task.js';
import { TapService } from '../card/tap.service.js';

type Pressed = {
  readonly key: string;
  readonly kind: 'payment' | 'collection';
  readonly insertionId: string;
  readonly channel: 'bank' | 'cash';
  readonly items: PaymentRequest['dues'];
  /** Null where the holder is not asked for it, or `pinGiven`. It goes to the card and is held nowhere else. */
  readonly pin: string | null;
  /** The card has checked it in this visit already, since it was put in. */
  readonly pinGiven: boolean;
  /** Cash counted for a payment; null where it is just the sum, and for a collection. */
  readonly received: string | null;
};

/** How the holder agrees to a debit of their account: before it by the PIN, or after it by signing the slip. */
const consentOf = ({
  channel,
  pin,
  pinGiven,
}: Pick<Pressed, 'channel' | 'pin' | 'pinGiven'>): {
  readonly debitConsent?: DebitConsent;
} => (channel === 'bank' ? { debitConsent: pin === null && !pinGiven ? 'signature' : 'pin' } : {});

const bodyOf = (pressed: Pressed, { id }: OpenSession): object => {
  const { kind, channel, items } = pressed;
  return kind === 'payment'
    ? { cardSessionId: id, channel, dues: items, ...consentOf(pressed) }
    : { cardSessionId: id, channel, entitlements: items, pinVerified: true };
};

const totalOf = (items: Pressed['items']): string =>
  formatYuan(
    sum(
      items.map(({ amount }) => {
        const parsed = parseYuan(amount);
        if (parsed === null || parsed <= fen(0)) throw refusal('malformed-request', 'amount');
        return parsed;
      }),
    ),
  );

/** What passes over the counter once it is booked, and the slip that the holder signs. Throws Refusal `malformed-request` where the cash counted does not cover the sum. */
const handsOf = (pressed: Pressed, total: string): readonly HandTask[] => {
  const { kind, channel, received } = pressed;
  const paper = signTask({ kind, channel, ...(kind === 'payment' ? consentOf(pressed) : {}) });
  if (channel !== 'cash') return paper;
  return [
    ...(kind === 'collection' ? [{ kind: 'pay-out', amount: total } as const] : changeTask(received, total)),
    ...paper,
  ];
};

const monthsOf = ({ firstMonth, lastMonth }: OwedRecovery): string =>
  firstMonth === lastMonth ? firstMonth : `${firstMonth}/${lastMonth}`;

/** What is settled, as the card on the desk names it. */
const linesOf = (card: CardOnDesk | null, items: Pressed['items']): readonly ActLine[] => {
  const known = new Map(
    [
      ...(card?.dues ?? []),
      ...(card?.others ?? []).flatMap(({ dues }) => dues),
      ...(card?.entitlements ?? []),
      ...[card, ...(card?.others ?? [])].flatMap((one) =>
        (one?.recoveries ?? []).map((recovery) => ({ ...recovery, period: monthsOf(recovery) })),
      ),
    ].map((item) => [item.id, item]),
  );
  return items.flatMap(({ id, amount }) => {
    const item = known.get(id);
    return item === undefined ? [] : [{ scheme: item.scheme, period: item.period, amount }];
  });
};

@Injectable()
export class SettleService implements OnApplicationBootstrap {
  constructor(
    private readonly presence: InsertedCards,
    private readonly attendant: Attendant,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly sessions: CardSessions,
    private readonly tap: TapService,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.book.watchDecided((act) => {
      // Undone without a card: what whoever is here owes may be open again.
      if (act.cardSessionId === null && act.undoes === null) return;
      // What is owed has changed: by this act, or by what it was refused for.
      void this.tap
        .refresh()
        .catch((error: unknown) => this.log.warn(errorFields(error), 'card session not refreshed'));
      void this.sessions.sweep();
    });
  }

  /** Throws Refusal: see {@link press}; as {@link collect} where the holder agrees to the debit by the PIN. */
  async pay({ key, insertionId, channel, dues, received, pin }: PaymentRequest): Promise<Act> {
    const counted = received ?? null;
    const asksPin = channel === 'bank' && this.desk.state.till?.debitConsent === 'pin';
    if (asksPin && pin === undefined) throw refusal('pin-missing');
    return this.press({
      key,
      kind: 'payment',
      insertionId,
      channel,
      items: dues,
      pin: channel === 'bank' ? (pin ?? null) : null,
      pinGiven: false,
      received: counted,
    });
  }

  /** Throws Refusal: see {@link press}; also `pin-missing`, `pin-wrong` with the tries left in `detail`, `pin-blocked`. */
  collect({ key, insertionId, channel, entitlements, pin }: CollectionRequest): Promise<Act> {
    return this.press({
      key,
      kind: 'collection',
      insertionId,
      channel,
      items: entitlements,
      pin,
      pinGiven: false,
      received: null,
    });
  }

  /** What a holder does by themselves through their bank account, who has given the PIN since the card was put in. Throws Refusal: see {@link press}. */
  settleOwn(
    kind: Pressed['kind'],
    { key, insertionId, items }: Pick<Pressed, 'key' | 'insertionId' | 'items'>,
  ): Promise<Act> {
    return this.press({
      key,
      kind,
      insertionId,
      channel: 'bank',
      items,
      pin: null,
      pinGiven: true,
      received: null,
    });
  }

  /**
   * The act of a key: the one stored before, or a new one, signed by the card, stored and on its way. Throws Refusal
   * `key-reused`, `nothing-picked`, `sign-in-expired`, `card-removed`, `card-swapped`, `card-session-ended`.
   */
  private press(pressed: Pressed): Promise<Act> {
    // Cash counted anew changes nothing of what is asked for.
    const { key, pin: _, pinGiven: __, received: ___, ...content } = pressed;
    const digest = digestBody(content);
    return this.book.once(key, digest, { kind: pressed.kind, service: null }, () =>
      this.enter(pressed, digest),
    );
  }

  private async enter(pressed: Pressed, requestDigest: string): Promise<Act> {
    const { key, kind, channel, items, pin, pinGiven } = pressed;
    if (items.length === 0) throw refusal('nothing-picked');
    const total = totalOf(items);
    const staffNumber = this.attendant.require();
    const { card, session } = this.presence.requireOpen(pressed.insertionId);
    const content = bodyOf(pressed, session);
    const sign = (): Promise<object> => signWrite(card, session, key, content);
    let body: object;
    if (pinGiven || (kind === 'payment' && pin === null)) body = await card.exclusively(sign);
    else {
      if (pin === null || !isEntry(card, pin)) throw refusal('pin-missing');
      body = await card.exclusivelyWithReset(async () => {
        await selectOnce(card);
        await verifyHolder(card, pin);
        return sign();
      });
    }
    return this.delivery.submit(
      {
        key,
        kind,
        service: null,
        channel,
        total,
        lines: linesOf(this.desk.state.card, items),
        hands: handsOf(pressed, total),
        requestDigest,
        body,
        cardSessionId: session.id,
        staffNumber,
      },
      holderOf(this.desk.state, card.id),
    );
  }
}
