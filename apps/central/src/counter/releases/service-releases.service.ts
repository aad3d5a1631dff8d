/** Holds what gives a card into use again to two persons: asked for with a reason, released for one card and one day, used once. */
import { Injectable } from '@nestjs/common';
import { lifeStates, type CardState } from '#libs/cards/card-life.js';
import {
  cardServices,
  releasedServices,
  takesSecondPerson,
  type CardService,
  type ReleasedService,
} from '#libs/cards/card-services.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CardsService } from '../../cards/lives/cards.service.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Approval } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { ServiceReleasesStore } from './service-releases.store.js';

/** How long after the chip was first written another visit of the card may go on with it. */
const goesOnMs = 15 * 60_000;

/** What is released: this service, for this card as it stands, today. */
type Release = {
  readonly service: ReleasedService;
  readonly cardId: string;
  readonly card: string;
  readonly state: CardState;
  readonly day: string;
};

/** How a second person's word on a service stands today. */
export type Standing = {
  readonly state: 'needed' | 'waiting' | 'approved' | 'rejected';
  /** Why it was asked for, and what whoever decided wrote; null: nothing. */
  readonly reason: string | null;
  readonly decisionReason: string | null;
  /** Staff numbers. */
  readonly askedBy: string | null;
  readonly decidedBy: string | null;
};

const needed: Standing = {
  state: 'needed',
  reason: null,
  decisionReason: null,
  askedBy: null,
  decidedBy: null,
};

@Injectable()
export class ServiceReleases {
  constructor(
    private readonly approvals: Approvals,
    private readonly cards: CardsService,
    private readonly people: PeopleService,
    private readonly store: ServiceReleasesStore,
    private readonly clock: Clock,
  ) {
    for (const kind of releasedServices)
      this.approvals.handle<Release>(kind, {
        current: async (tx, { content }) =>
          this.contentOf(content.service, await this.cards.get(tx, content.cardId)),
        describe: async (tx, { content: { service, cardId, card, state } }) => {
          const { personId } = await this.cards.get(tx, cardId);
          const { name, socialSecurityNumber } = await this.people.get(tx, personId);
          const number = maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber);
          const { words } = cardServices[service];
          return {
            what: { zh: `${words.zh}：${name}（${number}）`, en: `${words.en}: ${name} (${number})` },
            details: [
              { label: { zh: '卡号', en: 'card' }, value: { zh: card, en: card } },
              { label: { zh: '卡状态', en: 'state of the card' }, value: lifeStates[state].words },
              { label: { zh: '社会保障号码', en: 'number' }, value: { zh: number, en: number } },
            ],
          };
        },
        // That it stands approved and unused is what the service is looked up by.
        approved: () => Promise.resolve(),
      });
  }

  /** Null: one person does it. */
  async standing(tx: Transaction, service: CardService, card: Card): Promise<Standing | null> {
    if (!takesSecondPerson(service, card.state)) return null;
    const approval = await this.ofToday(tx, service, card);
    if (approval === null) return needed;
    const { state, reason, decisionReason, askedBy, decidedBy } = approval;
    if (state !== 'waiting' && state !== 'approved' && state !== 'rejected') return needed;
    return { state, reason, decisionReason, askedBy, decidedBy };
  }

  /** Throws Refused `service-needs-second-person`, `service-waits-for-second-person`: nothing of it may be done then, nor to the chip. */
  private async require(tx: Transaction, service: ReleasedService, card: Card): Promise<Approval> {
    const approval = await this.ofToday(tx, service, card);
    if (approval?.state === 'waiting') throw new Refused('service-waits-for-second-person');
    if (approval?.state !== 'approved') throw new Refused('service-needs-second-person');
    return approval;
  }

  /**
   * Before the chip is written for it: from then on the release is for this visit of the card, for another one soon after it, since a
   * card that was pulled too early is left with a PIN that nobody knows, and for the record of it, whenever that comes. Throws as
   * `require`; Refused `service-needs-second-person` in a later visit.
   */
  async begin(tx: Transaction, service: ReleasedService, card: Card, cardSessionId: string): Promise<void> {
    if (!takesSecondPerson(service, card.state)) return;
    const { id: approvalId } = await this.require(tx, service, card);
    await this.store.begin(tx, { approvalId, cardSessionId, at: this.clock.now() });
    if (await this.isSpent(tx, approvalId, cardSessionId)) throw new Refused('service-needs-second-person');
  }

  /** Whether no more commands are made under it. `cardSessionId`: null for a visit to come. */
  private async isSpent(tx: Transaction, approvalId: string, cardSessionId: string | null): Promise<boolean> {
    const begun = await this.store.begun(tx, approvalId);
    if (begun === null || begun.cardSessionId === cardSessionId) return false;
    return this.clock.now().getTime() - begun.at.getTime() > goesOnMs;
  }

  /** By the act of this key a release is used: the one that was begun, or one of today. Throws as `require`. The caller has locked the card's person. */
  async use(tx: Transaction, service: CardService, card: Card, operationKey: string): Promise<void> {
    if (!takesSecondPerson(service, card.state)) return;
    const approvalId =
      (await this.store.begunUnused(tx, service, card.cardNumber)) ??
      (await this.require(tx, service, card)).id;
    await this.store.use(tx, { approvalId, operationKey, at: this.clock.now() });
  }

  /** Throws Refused `approval-waiting`, and `approval-decided` while it is released, neither used nor spent. */
  async ask(
    tx: Transaction,
    service: ReleasedService,
    card: Card,
    asked: { readonly by: { readonly number: string; readonly terminalId: string }; readonly reason: string },
  ): Promise<void> {
    const approval = await this.ofToday(tx, service, card);
    if (approval?.state === 'approved' && !(await this.isSpent(tx, approval.id, null)))
      throw new Refused('approval-decided');
    await this.approvals.ask<Release>(tx, {
      kind: service,
      subject: card.cardNumber,
      content: this.contentOf(service, card),
      ...asked,
    });
  }

  /** The newest for the card as it stands, of today and not used; null: none. */
  private async ofToday(tx: Transaction, service: ReleasedService, card: Card): Promise<Approval | null> {
    const approval = await this.approvals.newestAbout(tx, service, card.cardNumber);
    if (approval === null) return null;
    const { day, state } = approval.content as Release;
    if (day !== this.clock.today() || state !== card.state) return null;
    return (await this.store.isUsed(tx, approval.id)) ? null : approval;
  }

  private contentOf(service: ReleasedService, { id, cardNumber, state }: Card): Release {
    return { service, cardId: id, card: cardNumber, state, day: this.clock.today() };
  }
}
