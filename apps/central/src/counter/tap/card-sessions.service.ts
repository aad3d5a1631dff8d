/** Proves that a card is present at a terminal and says who its holder is; ends when the card leaves. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import { isNameOnChip } from '#libs/cards/card-name.js';
import { lifeStates, refusalOfCard, refusalOfProof, type CardRefusal } from '#libs/cards/card-life.js';
import { describeProblem, type Words } from '#libs/contract/problems.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { ageOn, daysBetween } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Recoveries } from '../../insurance/benefits/recoveries.service.js';
import { EntitlementsService } from '../../insurance/benefits/entitlements.service.js';
import { Clock } from '../../ground/clock.js';
import { gapWords, GapsService } from '../../insurance/assessment/gaps.service.js';
import { SingleAssessments } from '../../insurance/assessment/singles.service.js';
import { DuesService } from '../../insurance/contributions/dues.service.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import { staffNumberOf, type StaffIdentity, type TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService, type KeyUse } from '../../cards/keys/keys.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { maskedAccountOf } from '../../cards/lives/bank-account.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { isOpenFor, type CardSession } from './card-session.entity.js';
import type {
  CardChallengeDto,
  CardSessionDto,
  ChipComparisonDto,
  ChipHolderDto,
  OpenCardSessionDto,
} from './card-sessions.dto.js';
import type { Card } from '../../cards/lives/card.entity.js';
import { CarriedData } from '../../cards/lives/carried-data.service.js';
import { CardsService } from '../../cards/lives/cards.service.js';
import { CardSessionsStore } from './card-sessions.store.js';
import { PaidForService } from './paid-for.service.js';

const keyUse = (purpose: string, card: Card, session: CardSession): KeyUse => ({
  purpose,
  subject: card.cardNumber,
  terminalId: session.terminalId,
  staffNumber: session.staffNumber,
  cardSessionId: session.id,
});

@Injectable()
export class CardSessionsService {
  constructor(
    private readonly database: CounterDatabase,
    private readonly sessions: CardSessionsStore,
    private readonly cards: CardsService,
    private readonly lives: CardLives,
    private readonly people: PeopleService,
    private readonly dues: DuesService,
    private readonly assessments: SingleAssessments,
    private readonly gaps: GapsService,
    private readonly entitlements: EntitlementsService,
    private readonly recoveries: Recoveries,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    private readonly keys: KeysService,
    private readonly policy: PolicyService,
    private readonly carried: CarriedData,
    private readonly others: PaidForService,
  ) {}

  /**
   * Looks the card up, checks its state and gives the challenge it has to answer. A card that is sealed, locked or expired may
   * prove itself, so that it can be enabled, unlocked or renewed. Throws Refused `card-…`.
   */
  open(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    read: OpenCardSessionDto,
  ): Promise<CardChallengeDto> {
    return this.database.transaction(async (tx) => {
      const found = await this.cards.findByIdentification(tx, read.identificationCode);
      if (found === null) throw new Refused('card-unknown');
      if (found.cardNumber !== read.cardNumber || found.historicalBytes !== read.historicalBytes)
        throw new Refused('card-not-genuine');
      // Nobody has to wait for the round that looks for losses that are over.
      const lapsed = await this.lives.lapseIfDue(tx, found, this.clock.now());
      const card = lapsed ? await this.cards.get(tx, found.id) : found;
      this.requireProvable(card);
      const session: CardSession = {
        id: newId(),
        cardId: card.id,
        // Of somebody who was registered twice: the registration that is kept.
        personId: await this.people.keptOf(tx, card.personId),
        terminalId: terminal.id,
        staffNumber: staffNumberOf({ staff }),
        state: 'challenged',
        processFactor: toHex(randomBytes(8)),
        source: toHex(randomBytes(8)),
        nonce: toHex(randomBytes(16)),
        startedAt: this.clock.now(),
        endedAt: null,
      };
      await this.sessions.open(tx, session);
      const { id, processFactor, source } = session;
      return { id, processFactor, source, specificationVersion: card.specificationVersion };
    });
  }

  /** Checks the card's answer, assesses what is due, and opens the session. One try: a wrong answer ends it. */
  async prove(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
    result: string,
  ): Promise<CardSessionDto> {
    const { genuine, person } = await this.answersRightly(id, result);
    // Before the session's own transaction: what cannot be assessed refuses nobody their card.
    if (genuine && person !== null) {
      await this.assessments.ofOne(person.id);
      await this.entitlements.ofOne(person);
    }
    const outcome = await this.database.transaction(async (tx): Promise<CardSessionDto | Refused> => {
      const session = await this.ownSession(tx, terminal, staff, id);
      if (session.state !== 'challenged') return new Refused('card-session-ended');
      const card = await this.cards.get(tx, session.cardId);
      await this.keys.recordUse(tx, keyUse('internal-authentication', card, session), card, ['irk']);
      // It may have been reported lost since it was asked.
      const refusal = refusalOfProof(card, this.clock.today());
      session.state = genuine && refusal === null ? 'open' : 'refused';
      await this.sessions.save(tx, session);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: genuine ? 'card.proven' : 'card.not-genuine',
        terminalId: terminal.id,
        staffNumber: staffNumberOf({ staff }),
        cardSessionId: id,
        subject: card.cardNumber,
      });
      if (!genuine) return new Refused('card-not-genuine');
      if (refusal !== null) return new Refused(refusal);
      return this.describe(tx, session, card);
    });
    if (outcome instanceof Refused) throw outcome;
    return outcome;
  }

  /** Whether the answer is the one of the session's card; asked before the transaction, since a security module may take its time. */
  private async answersRightly(
    id: string,
    result: string,
  ): Promise<{ readonly genuine: boolean; readonly person: Person | null }> {
    const seen = await this.database.read(async (tx) => {
      const session = await this.sessions.find(tx, id);
      // Refused without its answer being looked at: a use of the key would be on record nowhere.
      if (session?.state !== 'challenged') return null;
      const card = await this.cards.get(tx, session.cardId);
      return {
        session,
        card,
        person: this.refusalOf(card) === null ? await this.people.get(tx, session.personId) : null,
      };
    });
    if (seen === null) return { genuine: false, person: null };
    const challenge = {
      processFactor: fromHex(seen.session.processFactor),
      source: fromHex(seen.session.source),
    };
    return {
      genuine: await this.keys.checkProof(seen.card, challenge, fromHex(result)),
      person: seen.person,
    };
  }

  /** The session with what is owed and can be collected now. */
  read(terminal: TerminalIdentity, staff: StaffIdentity | null, id: string): Promise<CardSessionDto> {
    return this.database.transaction(async (tx) => {
      const { session, card } = await this.openSession(tx, terminal, staff, id);
      return this.describe(tx, session, card);
    });
  }

  /** What the card has to be sent so that it opens EF06 (v3, RKSSSE). */
  async authenticateExternally(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
    cardChallenge: string,
  ): Promise<string> {
    const owner = await this.database.transaction((tx) => this.card(tx, terminal, staff, id));
    const proof = await this.keys.authenticateExternally(owner, fromHex(cardChallenge), 'rksse');
    return this.database.transaction(async (tx) => {
      // The card may have been pulled, or reported lost, since the vault was asked.
      const { session, card } = await this.openSession(tx, terminal, staff, id);
      await this.keys.recordUse(tx, keyUse('external-authentication', card, session), card, ['rksse']);
      return toHex(proof);
    });
  }

  /** Compares what EF06 says with the register, so that a chip left behind by a change of data is noticed. */
  compareChip(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
    chip: ChipHolderDto,
  ): Promise<ChipComparisonDto> {
    return this.database.transaction(async (tx) => {
      const { session, card } = await this.openSession(tx, terminal, staff, id);
      const person = await this.people.get(tx, session.personId);
      const differences: Words[] = [];
      if (chip.socialSecurityNumber !== person.socialSecurityNumber)
        differences.push({ zh: '社会保障号码', en: 'Social security number' });
      if (!isNameOnChip(person.name, chip.name)) differences.push({ zh: '姓名', en: 'Name' });
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'card.chip-compared',
        terminalId: terminal.id,
        staffNumber: staffNumberOf({ staff }),
        cardSessionId: id,
        detail: { differences: differences.length },
      });
      const agrees = differences.length === 0;
      if (agrees && chip.updated === true) await this.carried.bringUp(tx, card.id, 'chip');
      const behind =
        !agrees || (await this.carried.behind(tx, card, person)).some(({ part }) => part === 'chip');
      return { agrees, behind, differences };
    });
  }

  /** The full number, once its purpose is on record. */
  reveal(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
    purpose: string,
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      const { session } = await this.openSession(tx, terminal, staff, id);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'person.number-revealed',
        terminalId: terminal.id,
        staffNumber: staffNumberOf({ staff }),
        cardSessionId: id,
        subject: session.personId,
        detail: { purpose },
      });
      return (await this.people.get(tx, session.personId)).socialSecurityNumber;
    });
  }

  /** The holder of the card in the reader. Throws Refused `card-session-ended`. */
  async holder(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
  ): Promise<Person> {
    return this.people.get(tx, (await this.openSession(tx, terminal, staff, id)).session.personId);
  }

  /** The card of an open session of this window. Throws Refused `card-session-ended`. */
  async card(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
  ): Promise<Card> {
    return (await this.openSession(tx, terminal, staff, id)).card;
  }

  /** Ends a session of this terminal; ending it again changes nothing. */
  end(terminal: TerminalIdentity, id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const session = await this.sessions.findLocked(tx, id);
      if (session === null || session.terminalId !== terminal.id) throw new Refused('not-found');
      if (session.endedAt !== null) return;
      session.state = 'ended';
      session.endedAt = this.clock.now();
      await this.sessions.save(tx, session);
    });
  }

  private refusalOf(card: Card): CardRefusal | null {
    return refusalOfCard(card, this.clock.today());
  }

  /** What proves nothing ends what it had proven, too. */
  private requireProvable(card: Card): void {
    const refusal = refusalOfProof(card, this.clock.today());
    if (refusal !== null) throw new Refused(refusal);
  }

  private async ownSession(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
  ): Promise<CardSession> {
    const session = await this.sessions.findLocked(tx, id);
    if (
      session === null ||
      session.terminalId !== terminal.id ||
      session.staffNumber !== staffNumberOf({ staff })
    )
      throw new Refused('card-session-ended');
    return session;
  }

  private async openSession(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
  ): Promise<{ readonly session: CardSession; readonly card: Card }> {
    const session = await this.ownSession(tx, terminal, staff, id);
    if (!isOpenFor(session, { terminal, staff }, this.clock.now())) throw new Refused('card-session-ended');
    const card = await this.cards.get(tx, session.cardId);
    this.requireProvable(card);
    return { session, card };
  }

  private async describe(tx: Transaction, session: CardSession, card: Card): Promise<CardSessionDto> {
    const person = await this.people.get(tx, session.personId);
    const { words } = lifeStates[card.state];
    const refusal = this.refusalOf(card);
    return {
      id: session.id,
      nonce: session.nonce,
      holder: {
        name: person.name,
        maskedNumber: maskSocialSecurityNumber(person.socialSecurityNumber as SocialSecurityNumber),
        sex: person.sex,
        age: ageOn(person.birthDate, this.clock.today()),
      },
      birthDate: person.birthDate,
      card: {
        id: card.id,
        cardNumber: card.cardNumber,
        state: words,
        validUntil: card.validUntil,
        bankAccount: maskedAccountOf(card),
        bankAccountPays: card.bankAccount !== null && card.bankAccountState === 'active',
      },
      warnings: await this.warnings(tx, card),
      refusal: refusal === null ? null : describeProblem(refusal),
      dues: refusal === null ? await this.dues.list(tx, person.id) : [],
      entitlements: refusal === null ? await this.entitlements.list(tx, person.id) : [],
      recoveries: refusal === null ? await this.recoveries.owedBy(tx, person.id) : [],
      unassessed: refusal === null ? (await this.gaps.of(tx, person.id)).map(gapWords) : [],
      paidFor: refusal === null ? await this.others.describe(tx, session.id) : [],
    };
  }

  private async warnings(tx: Transaction, card: Card): Promise<Words[]> {
    const warnings: Words[] = [];
    const today = this.clock.today();
    const daysLeft = daysBetween(today, card.validUntil);
    // From the day on which it can be renewed.
    if (
      daysLeft >= 0 &&
      daysLeft <= (await this.policy.value(tx, today, countOf('card.renewal-days-before')))
    ) {
      warnings.push({
        zh: `卡片 ${daysLeft} 天后到期，请办理换领`,
        en: `The card expires in ${daysLeft} days; renew it`,
      });
    }
    if (card.bankAccountState === 'inactive')
      warnings.push({
        zh: '银行账户尚未激活，只能收款',
        en: 'The bank account is not activated: it can receive only',
      });
    if (card.bankAccountState === 'none')
      warnings.push({ zh: '未关联银行账户，请用现金', en: 'No bank account; use cash' });
    return warnings;
  }
}
