/** Does what the card window is asked for: the chip's part first where there is one, then the card signs, then it is stored and sent. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isPin } from '#libs/cards/apdu.js';
import { cardServices } from '#libs/cards/card-services.js';
import { digestBody, writeChallenge } from '#libs/cards/write-challenge.js';
import type { CardServiceRequest, PersonReference, ServiceContent } from '#libs/contract/card-window.js';
import type { Act } from '#libs/contract/desk.js';
import { isProblem, type ProblemCode } from '#libs/contract/problems.js';
import { toHex } from '#libs/kernel/bytes.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { DeskStore } from '../desk/desk.store.js';
import { errorFields, LOG, type Logger } from '../logging.js';
import { Refusal, refusal } from '../refusal.js';
import { ActBook } from './act-book.service.js';
import type { CardAtHand, OpenSession } from './card-at-hand.js';
import { proveKey, selectOnce } from './card-dialogue.js';
import { CardPresence } from './card-presence.service.js';
import { ChipServices } from './chip-services.service.js';
import { DeliveryService } from './delivery.service.js';
import { EnteringActs } from './entering-acts.js';

/** The holder's entries; they go to the card and are held nowhere else. */
type Pins = Pick<CardServiceRequest, 'oldPin' | 'newPin' | 'newPinAgain'>;

/** What is done, and for whom; the same again under one key is the same act. */
type Content = PersonReference & Omit<ServiceContent, keyof Pins>;

/** What a service is there to overcome. */
const overcome: Partial<Record<CardServiceRequest['service'], ProblemCode>> = {
  enabling: 'card-sealed',
  unlocking: 'card-locked',
};

/** The new PIN, entered twice. Throws Refusal `pin-missing`, `pin-entries-differ`. */
const newPinOf = ({ newPin, newPinAgain }: Pins): string => {
  if (newPin === undefined || !isPin(newPin)) throw refusal('pin-missing');
  if (newPin !== newPinAgain) throw refusal('pin-entries-differ');
  return newPin;
};

@Injectable()
export class CardServicesService implements OnApplicationBootstrap {
  private readonly entering = new EnteringActs();

  constructor(
    private readonly presence: CardPresence,
    private readonly central: CentralClient,
    private readonly staff: StaffToken,
    private readonly chip: ChipServices,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.book.watchDecided(({ service, state, cardSessionId }) => {
      if (service === 'change-of-data' && state === 'succeeded' && cardSessionId !== null)
        void this.updateChip(cardSessionId);
    });
  }

  /**
   * The act of a key: the one stored before, or a new one, stored and on its way. Throws Refusal: `key-reused`,
   * `sign-in-expired`, `no-card`, `card-removed`, `card-swapped`, `card-session-ended`; of the chip `pin-missing`,
   * `pin-entries-differ`, `pin-wrong` with the tries left in `detail`, `pin-blocked`, and what the centre refuses of its part.
   */
  perform(request: CardServiceRequest): Promise<Act> {
    const { key, oldPin, newPin, newPinAgain, ...content } = request;
    const digest = digestBody(content);
    return this.entering.once(key, digest, () =>
      this.enter(key, content, digest, {
        ...(oldPin === undefined ? {} : { oldPin }),
        ...(newPin === undefined ? {} : { newPin }),
        ...(newPinAgain === undefined ? {} : { newPinAgain }),
      }),
    );
  }

  private async enter(key: string, content: Content, requestDigest: string, pins: Pins): Promise<Act> {
    const before = this.book.pressed(key, requestDigest);
    if (before !== null) return before;
    const clerk = this.staff.current;
    if (clerk === null) throw refusal('sign-in-expired');
    const { service } = content;
    const holder = this.cardOf(content);
    if (holder === null && cardServices[service].presence === 'card') throw refusal('no-card');
    const name = holder === null ? this.nameOf(content) : this.shownName(holder.card);
    if (holder !== null && cardServices[service].presence === 'card') {
      await this.requireState(holder, content);
      await this.chipPart(holder.card, content, pins);
    }
    const body = await this.bodyOf(key, content, holder);
    const act = this.book.add(
      {
        key,
        kind: 'card-service',
        service,
        channel: 'none',
        total: '0.00',
        requestDigest,
        body: JSON.stringify(body),
        cardSessionId: holder?.session.id ?? null,
        staffNumber: clerk.staffNumber,
        state: 'sending',
        problem: null,
        receiptNumber: null,
        print: null,
        copies: 0,
        startedAt: new Date().toISOString(),
      },
      holder?.card.gone === true ? null : name,
    );
    this.delivery.start(key);
    return act;
  }

  private cardOf(content: Content): { readonly card: CardAtHand; readonly session: OpenSession } | null {
    if (!('insertionId' in content)) return null;
    const card = this.presence.require(content.insertionId);
    if (card.session === null) throw refusal('card-session-ended');
    return { card, session: card.session };
  }

  private nameOf(content: Content): string | null {
    return 'name' in content ? content.name : null;
  }

  private shownName({ id }: CardAtHand): string | null {
    const { card } = this.desk.state;
    return card?.insertionId === id ? (card.holder?.name ?? null) : null;
  }

  /**
   * Asks the centre before the chip is touched: what the register would refuse afterwards is not done to the card before.
   * Throws Refusal `card-swapped`, `card-enabled-already`, or the reason the card may not be used.
   */
  private async requireState(
    { card, session: { id } }: { readonly card: CardAtHand; readonly session: OpenSession },
    { service, cardId }: Content,
  ): Promise<void> {
    const now = await card.whileHere(
      this.central.asStaff((headers) =>
        this.central.http.GET('/v1/card-sessions/{id}', { params: { path: { id } }, headers }),
      ),
    );
    if (cardId !== undefined && cardId !== now.card.id) throw refusal('card-swapped');
    const inTheWay = isProblem(now.refusal) ? now.refusal : null;
    if (service === 'enabling' && inTheWay === null) throw refusal('card-enabled-already');
    if (inTheWay !== null && inTheWay.code !== overcome[service]) throw new Refusal(inTheWay);
  }

  /** What the chip does before the register hears of it; done again, it comes to the same. */
  private async chipPart(card: CardAtHand, { service }: Content, pins: Pins): Promise<void> {
    switch (service) {
      case 'enabling':
      case 'pin-reset':
        return this.chip.resetPin(card, newPinOf(pins));
      case 'pin-change': {
        if (pins.oldPin === undefined || !isPin(pins.oldPin)) throw refusal('pin-missing');
        return this.chip.changePin(card, pins.oldPin, newPinOf(pins));
      }
      case 'pin-unblock':
        return this.chip.unblockPin(card);
      default:
        return;
    }
  }

  /** What the centre is sent: signed by the card where one is in the reader, otherwise with number and name. */
  private async bodyOf(
    key: string,
    content: Content,
    holder: { readonly card: CardAtHand; readonly session: OpenSession } | null,
  ): Promise<object> {
    if (holder === null || !('insertionId' in content)) return content;
    const { insertionId: _, ...rest } = content;
    const { card, session } = holder;
    const body = { ...rest, cardSessionId: session.id };
    const challenge = writeChallenge({
      sessionNonce: session.nonce,
      idempotencyKey: key,
      bodyDigest: digestBody(body),
    });
    const proof = await card.exclusively(async () => {
      await selectOnce(card);
      return proveKey(card, challenge);
    });
    return { ...body, cardProof: toHex(proof) };
  }

  /** Brings the holder's file of the chip up to date with the register, while its card is still in. */
  private async updateChip(cardSessionId: string): Promise<void> {
    const { current } = this.presence;
    if (current?.session?.id !== cardSessionId) return;
    try {
      await this.chip.updateHolder(current);
    } catch (error) {
      // The register is right; a chip that differs is found, and named, by the next chip check.
      this.log.warn(errorFields(error), 'chip not updated');
    }
  }
}
