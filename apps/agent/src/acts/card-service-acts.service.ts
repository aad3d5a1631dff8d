/** Does what the card window is asked for: the card signs it, its chip does its part where there is one, then it is stored and sent. */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { isPin } from '#libs/cards/apdu.js';
import { cardServices, dataOnChip } from '#libs/cards/card-services.js';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { CardServiceRequest, PersonReference, ServiceContent } from '#libs/contract/card-window.js';
import type { Act } from '#libs/contract/desk.js';
import { isProblem, type ProblemCode } from '#libs/contract/problems.js';
import { formatYuan, parseYuan, zeroFen } from '#libs/money/fen.js';
import { maskName } from '#libs/identity/masked-name.js';
import { CentralClient } from '../central/central.client.js';
import { Attendant } from '../central/attendant.js';
import { holderOf } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { visitorOf } from '../desk-state/visitor.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { Refusal, refusal } from '../ground/refusal.js';
import { ActBook } from '../outbox/act-book.service.js';
import type { CardAtHand, OpenSession } from '../card/card-at-hand.js';
import { signWrite } from '../card/card-dialogue.js';
import { InsertedCards } from '../card/inserted-cards.service.js';
import { ChipCheckService } from '../card/chip-check.service.js';
import { ChipServices } from '../card/chip-services.service.js';
import { changeTask } from './change-task.js';
import { DeliveryService, type PressedAct } from './delivery.service.js';
import { signTask } from './sign-task.js';

/** The holder's entries; they go to the card and are held nowhere else. */
type Pins = { readonly [Name in 'oldPin' | 'newPin' | 'newPinAgain']: string | undefined };

/** Services that give a fee back. */
const givesBack: ReadonlySet<CardServiceRequest['service']> = new Set(['withdrawal', 'fee-return'] as const);

/** What passes over the counter for it. Throws Refusal `malformed-request` for a fee that is none, and for too little cash. */
const moneyOf = (
  { service, fee }: ServiceContent,
  received: string | null,
): Pick<PressedAct, 'channel' | 'total' | 'hands'> => {
  if (fee === undefined) return { channel: 'none', total: '0.00', hands: [] };
  const amount = parseYuan(fee);
  if (amount === null || amount <= zeroFen) throw refusal('malformed-request', 'fee');
  const total = formatYuan(amount);
  return {
    channel: 'cash',
    total,
    hands: [
      ...(givesBack.has(service)
        ? [{ kind: 'pay-out', amount: total } as const]
        : changeTask(received, total)),
      ...signTask({ kind: 'card-service', channel: 'cash' }),
    ],
  };
};

/** What is done, and for whom; the same again under one key is the same act. */
type Content = PersonReference & Omit<ServiceContent, keyof Pins>;

/** What a service is there to overcome. */
const overcome: Partial<Record<CardServiceRequest['service'], ProblemCode>> = {
  enabling: 'card-sealed',
  unlocking: 'card-locked',
};

/** What was entered for a PIN. Throws Refusal `pin-missing`. */
const entered = (pin: string | undefined): string => {
  if (pin === undefined || !isPin(pin)) throw refusal('pin-missing');
  return pin;
};

/** The new PIN, entered twice. Throws Refusal `pin-missing`, `pin-entries-differ`. */
const newPinOf = ({ newPin, newPinAgain }: Pins): string => {
  const pin = entered(newPin);
  if (pin !== newPinAgain) throw refusal('pin-entries-differ');
  return pin;
};

@Injectable()
export class CardServiceActs implements OnApplicationBootstrap {
  /** Changes of data on their way that the chip is to follow, by their keys: a card that left meanwhile is not waited for. */
  private readonly forTheChip = new Set<string>();

  constructor(
    private readonly presence: InsertedCards,
    private readonly central: CentralClient,
    private readonly attendant: Attendant,
    private readonly chip: ChipServices,
    private readonly checks: ChipCheckService,
    private readonly book: ActBook,
    private readonly delivery: DeliveryService,
    private readonly desk: DeskStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.book.watchDecided(({ key, state, cardSessionId }) => {
      if (this.forTheChip.delete(key) && state === 'succeeded' && cardSessionId !== null)
        void this.updateChip(cardSessionId);
    });
  }

  /**
   * The act of a key: the one stored before, or a new one, stored and on its way. `origin` is of the program at this window that
   * asked through the terminal interface; null: the clerk. Throws Refusal: `key-reused`, `sign-in-expired`, `no-card`,
   * `card-removed`, `card-swapped`, `card-session-ended`; of the chip `pin-missing`, `pin-entries-differ`, `pin-weak`, `pin-wrong`
   * with the tries left in `detail`, `pin-blocked`, and what the centre refuses of its part.
   */
  perform(request: CardServiceRequest, origin: string | null = null): Promise<Act> {
    // Cash counted anew changes nothing of what is asked for.
    const { key, oldPin, newPin, newPinAgain, received = null, ...content } = request;
    const digest = digestBody(content);
    const pins: Pins = { oldPin, newPin, newPinAgain };
    return this.book.once(key, digest, { kind: 'card-service', service: content.service }, async () => {
      const staffNumber = this.attendant.require();
      const act = {
        key,
        kind: 'card-service',
        service: content.service,
        ...moneyOf(content, received),
        requestDigest: digest,
        staffNumber,
      } as const;
      if ('insertionId' in content) return this.enterWithCard(act, content, pins, origin);
      if (cardServices[content.service].presence === 'card') throw refusal('no-card');
      const visitor = visitorOf(content.socialSecurityNumber);
      return this.delivery.submit(
        { ...act, body: content, cardSessionId: null },
        { maskedName: maskName(content.name), visitor },
      );
    });
  }

  private async enterWithCard(
    act: Omit<PressedAct, 'body' | 'cardSessionId'>,
    { insertionId, ...content }: Content & { readonly insertionId: string },
    pins: Pins,
    origin: string | null,
  ): Promise<Act> {
    const { card, session } = this.presence.requireOpen(insertionId);
    const { service, change } = content;
    if (cardServices[service].presence === 'card') await this.requireState(card, session, content);
    const changeChip = this.chipPart(card, service, pins);
    const body = { ...content, cardSessionId: session.id, ...(origin === null ? {} : { origin }) };
    // Signed before the chip is changed: once it is, nothing that can fail stands between it and the record.
    const signed = await card.exclusively(() => signWrite(card, session, act.key, body));
    await changeChip();
    if (dataOnChip.some((field) => change?.[field] !== undefined)) this.forTheChip.add(act.key);
    return this.delivery.submit(
      { ...act, body: signed, cardSessionId: session.id },
      holderOf(this.desk.state, insertionId),
    );
  }

  /**
   * Asks the centre before the chip is touched: what the register would refuse afterwards is not done to the card before.
   * Throws Refusal `card-swapped`, `card-enabled-already`, or the reason the card may not be used.
   */
  private async requireState(
    card: CardAtHand,
    { id }: OpenSession,
    { service, cardId }: Pick<ServiceContent, 'service' | 'cardId'>,
  ): Promise<void> {
    const now = await card.whileHere(
      this.central.asAttendant((headers) =>
        this.central.http.GET('/v1/card-sessions/{id}', { params: { path: { id } }, headers }),
      ),
    );
    if (cardId !== undefined && cardId !== now.card.id) throw refusal('card-swapped');
    const inTheWay = isProblem(now.refusal) ? now.refusal : null;
    if (service === 'enabling' && inTheWay === null) throw refusal('card-enabled-already');
    if (inTheWay !== null && inTheWay.code !== overcome[service]) throw new Refusal(inTheWay);
  }

  /**
   * What the chip does before the register hears of it; done again, it comes to the same. Throws Refusal of what was entered before
   * anything is done.
   */
  private chipPart(
    card: CardAtHand,
    service: CardServiceRequest['service'],
    pins: Pins,
  ): () => Promise<void> {
    switch (service) {
      case 'enabling':
      case 'pin-reset': {
        const newPin = newPinOf(pins);
        return () => this.chip.resetPin(card, newPin);
      }
      case 'proof-of-life': {
        const pin = entered(pins.oldPin);
        return () => this.chip.verifyPin(card, pin);
      }
      case 'pin-change': {
        const [oldPin, newPin] = [entered(pins.oldPin), newPinOf(pins)];
        return () => this.chip.changePin(card, oldPin, newPin);
      }
      case 'pin-unblock':
        return () => this.chip.unblockPin(card);
      default:
        return async () => undefined;
    }
  }

  /** Brings the holder's file of the chip up to date with the register, while its card is still in. */
  private async updateChip(cardSessionId: string): Promise<void> {
    const { current } = this.presence;
    if (current?.session?.id !== cardSessionId) return;
    try {
      // A name that was only asked for changes nothing yet.
      await this.checks.bringUp(current.id);
    } catch (error) {
      // The register is right; a chip that differs is found, and named, by the next chip check.
      this.log.warn(errorFields(error), 'chip not updated');
    }
  }
}
