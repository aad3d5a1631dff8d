/** Pays dues and collects entitlements: the card signs what was pressed, then it is stored, then it is sent. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isPin } from '#libs/cards/apdu.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import type { Act, CollectionRequest, PaymentRequest } from '#libs/contract/desk.js';
import { toHex } from '#libs/kernel/bytes.js';
import { fen, formatYuan, parseYuan, sum } from '#libs/money/fen.js';
import { StaffToken } from '../central/staff-token.js';
import { DeskStore } from '../desk/desk.store.js';
import { errorFields, LOG, type Logger } from '../logging.js';
import { refusal } from '../refusal.js';
import { ActBook } from './act-book.service.js';
import type { CardAtHand, OpenSession } from './card-at-hand.js';
import { proveKey, selectOnce, verifyHolder } from './card-dialogue.js';
import { CardPresence } from './card-presence.service.js';
import { CardSessions } from './card-sessions.service.js';
import { DeliveryService } from './delivery.service.js';
import { EnteringActs } from './entering-acts.js';
import { TapService } from './tap.service.js';

type Pressed = {
  readonly key: string;
  readonly kind: 'payment' | 'collection';
  readonly insertionId: string;
  readonly channel: 'bank' | 'cash';
  readonly items: PaymentRequest['dues'];
  /** Null for a payment. It goes to the card and is held nowhere else. */
  readonly pin: string | null;
};

const bodyOf = ({ kind, channel, items }: Pressed, { id }: OpenSession): object =>
  kind === 'payment'
    ? { cardSessionId: id, channel, dues: items }
    : { cardSessionId: id, channel, entitlements: items, pinVerified: true };

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

@Injectable()
export class SettleService implements OnApplicationBootstrap {
  private readonly entering = new EnteringActs();

  constructor(
    private readonly presence: CardPresence,
    private readonly staff: StaffToken,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly sessions: CardSessions,
    private readonly tap: TapService,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.book.watchDecided((act) => {
      if (act.cardSessionId === null) return;
      // What is owed has changed: by this act, or by what it was refused for.
      void this.tap
        .refresh()
        .catch((error: unknown) => this.log.warn(errorFields(error), 'card session not refreshed'));
      void this.sessions.sweep();
    });
  }

  /** Throws Refusal: see {@link press}. */
  pay({ key, insertionId, channel, dues }: PaymentRequest): Promise<Act> {
    return this.press({ key, kind: 'payment', insertionId, channel, items: dues, pin: null });
  }

  /** Throws Refusal: see {@link press}; also `pin-missing`, `pin-wrong` with the tries left in `detail`, `pin-blocked`. */
  collect({ key, insertionId, channel, entitlements, pin }: CollectionRequest): Promise<Act> {
    return this.press({ key, kind: 'collection', insertionId, channel, items: entitlements, pin });
  }

  /**
   * The act of a key: the one stored before, or a new one, signed by the card, stored and on its way. Throws Refusal
   * `key-reused`, `nothing-picked`, `sign-in-expired`, `card-removed`, `card-swapped`, `card-session-ended`.
   */
  private press(pressed: Pressed): Promise<Act> {
    const { key, pin: _, ...content } = pressed;
    const digest = digestBody(content);
    return this.entering.once(key, digest, () => this.enter(pressed, digest));
  }

  private async enter(pressed: Pressed, requestDigest: string): Promise<Act> {
    const { key, kind, channel, items, pin } = pressed;
    const before = this.book.pressed(key, requestDigest);
    if (before !== null) return before;
    if (items.length === 0) throw refusal('nothing-picked');
    const total = totalOf(items);
    const clerk = this.staff.current;
    if (clerk === null) throw refusal('sign-in-expired');
    const card = this.presence.require(pressed.insertionId);
    const { session } = card;
    if (session === null) throw refusal('card-session-ended');
    if (kind === 'collection' && (pin === null || !isPin(pin))) throw refusal('pin-missing');

    const body = bodyOf(pressed, session);
    const cardProof = await this.sign(card, session, key, body, pin);
    const act = this.book.add(
      {
        key,
        kind,
        service: null,
        channel,
        total,
        requestDigest,
        body: JSON.stringify({ ...body, cardProof }),
        cardSessionId: session.id,
        staffNumber: clerk.staffNumber,
        state: 'sending',
        problem: null,
        receiptNumber: null,
        print: null,
        copies: 0,
        startedAt: new Date().toISOString(),
      },
      card.gone ? null : (this.desk.state.card?.holder?.name ?? null),
    );
    this.delivery.start(key);
    return act;
  }

  /** The card's answer to the challenge of this write, after its holder's PIN where there is one. */
  private sign(
    card: CardAtHand,
    session: OpenSession,
    key: string,
    body: object,
    pin: string | null,
  ): Promise<string> {
    const challenge = writeChallenge({
      sessionNonce: session.nonce,
      idempotencyKey: key,
      bodyDigest: digestBody(body),
    });
    return card.exclusively(async () => {
      await selectOnce(card);
      if (pin === null) return toHex(await proveKey(card, challenge));
      try {
        await verifyHolder(card, pin);
        return toHex(await proveKey(card, challenge));
      } finally {
        // That the PIN was given must not serve whoever holds the card next; a card that left has forgotten it.
        if (!card.gone) await card.reset();
      }
    });
  }
}
