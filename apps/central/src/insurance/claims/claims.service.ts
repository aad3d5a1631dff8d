/** Takes claims to benefits: reckoned before they are asked for, reviewed and approved by others, granted as they were approved. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { documentWords } from '#libs/benefits/kinds/documents.js';
import { factsInWords } from '#libs/benefits/kinds/fact-words.js';
import type { Facts } from '#libs/benefits/kinds/kind.js';
import { type BenefitKindCode, describedBenefit } from '#libs/benefits/kinds/table.js';
import { schemeName } from '#libs/contract/schemes.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { displayYuan } from '#libs/money/display.js';
import type { Words } from '#libs/kernel/words.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { type Claim, claimReference } from './claim.js';
import type { AskedDocumentDto } from './claim-documents.dto.js';
import { ClaimDocuments } from './claim-documents.service.js';
import {
  type Beginning,
  ClaimEffects,
  type ClaimEffectsContent,
  effectsInWords,
} from './claim-effects.service.js';
import { ClaimReckoning, type ReckonedClaim } from './claim-reckoning.service.js';
import type {
  ClaimAskedDto,
  ClaimFactsDto,
  ClaimPreviewDto,
  ClaimToAskDto,
  ClaimToPreviewDto,
} from './claims.dto.js';
import { ClaimsStore } from './claims.store.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided: amounts in yuan. */
type Content = {
  readonly id: string;
  readonly reference: string;
  readonly person: string;
  readonly payee: string;
  readonly kind: string;
  readonly scheme: string;
  readonly firstMonth: string;
  readonly lastMonth: string | null;
  readonly amount: string;
  readonly facts: Facts;
  /** What else happens once it is granted; left out: nothing. */
  readonly effects?: ClaimEffectsContent;
  /** What it was handed in with: code and digest of each. */
  readonly documents?: readonly string[];
};

const plain = (value: string): Words => ({ zh: value, en: value });
const detail = (zh: string, en: string, value: Words) => ({ label: { zh, en }, value });

/** Of documents as an approval keeps them, each once. */
const namesOf = (kept: readonly string[]): Words => {
  const words = [...new Set(kept.map((one) => one.split(' ')[0] ?? ''))].map(documentWords);
  return { zh: words.map(({ zh }) => zh).join('、'), en: words.map(({ en }) => en).join(', ') };
};

@Injectable()
export class Claims implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: ClaimsStore,
    private readonly reckoning: ClaimReckoning,
    private readonly effects: ClaimEffects,
    private readonly documents: ClaimDocuments,
    private readonly benefits: EntitlementsService,
    private readonly participations: ParticipationsService,
    private readonly people: PeopleService,
    private readonly accounts: AccountMoves,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('benefit-claim', {
      current: (tx, { content }) => this.current(tx, content),
      describe: (tx, { content }) => this.describe(tx, content),
      approved: (tx, { id, content }, { by }) => this.carryOut(tx, id, content, by ?? ''),
      refused: async (tx, { id, content }) => {
        const claim = await this.store.hold(tx, content.id);
        if (claim?.state === 'asked')
          await this.store.decide(tx, content.id, { state: 'refused', approvalId: id, at: this.clock.now() });
      },
    });
  }

  /** What a claim would come to; nothing is written. Throws Refused as {@link ClaimReckoning.reckon}. */
  preview(personId: string, asked: ClaimToPreviewDto): Promise<ClaimPreviewDto> {
    return this.database.read(async (tx) => {
      noteLookedUp(personId);
      const found = await this.people.find(tx, await this.people.keptOf(tx, personId));
      if (found === null) throw new Refused('person-unknown');
      const reckoned = await this.reckon(tx, found, asked);
      return {
        ...previewOf(reckoned, this.documents.askedFor(asked.kind, asked.asked)),
        effects: [...effectsInWords(await this.effectsOf(tx, found.id, reckoned))],
      };
    });
  }

  /** Asks for a benefit; others decide. Throws Refused as {@link ClaimReckoning.reckon}, and as {@link ClaimDocuments.demand}, `claim-waiting`, `approval-waiting`. */
  ask(personId: string, { reason, documents = [], ...asked }: ClaimToAskDto, by: By): Promise<ClaimAskedDto> {
    return this.database.transaction(async (tx) => {
      const person = await this.person(tx, personId);
      await this.policy.settle(tx);
      const at = this.clock.now();
      const reckoned = await this.reckon(tx, person, asked);
      const { payeeId, kind, scheme, firstMonth, lastMonth, facts, amount } = reckoned;
      const handedIn = { kind, told: asked.asked, documents };
      await this.documents.demand(tx, await this.people.allOf(tx, person.id), handedIn);
      const claim = {
        personId: person.id,
        payeeId,
        kind,
        scheme,
        asked: { ...asked.asked },
        firstMonth,
        lastMonth,
        facts,
        amount,
        reason,
      };
      const kept = await this.store.add(tx, claim, { staffNumber: by.number, at, knownAt: at });
      if (kept === null) throw new Refused('claim-waiting', asked.kind);
      await this.documents.take(tx, kept.id, handedIn);
      const reference = claimReference(kept.number);
      const { id, state } = await this.approvals.ask<Content>(tx, {
        kind: 'benefit-claim',
        subject: reference,
        content: contentOf(
          { ...claim, ...kept },
          await this.documents.ofClaim(tx, kept.id),
          await this.effectsOf(tx, person.id, claim),
        ),
        amountFen: amount,
        by,
        reason,
      });
      await this.store.waits(tx, kept.id, id);
      return { id: kept.id, reference, approval: id, state };
    });
  }

  /**
   * Adds documents to a claim that nobody has decided on: it is asked for anew with them, so that whoever decides sees them. What it has already changes
   * nothing. Throws Refused `not-found`, `approval-decided`, `file-removed`, `malformed-request`.
   */
  addDocuments(number: number, documents: readonly string[], by: By): Promise<ClaimAskedDto> {
    return this.database.transaction(async (tx) => {
      const reference = claimReference(number);
      const found = await this.store.byNumber(tx, number);
      if (found === null) throw new Refused('not-found', reference);
      noteLookedUp(found.personId);
      const claim = await this.store.hold(tx, found.id);
      const waiting = await this.approvals.newestAbout(tx, 'benefit-claim', reference);
      if (claim?.state !== 'asked' || waiting?.state !== 'waiting' || waiting.level !== 1)
        throw new Refused('approval-decided', reference);
      const of = { kind: claim.kind, told: claim.asked as ClaimFactsDto, documents, applicationId: claim.id };
      const at = this.clock.now();
      const people = await this.people.allOf(tx, claim.personId);
      if ((await this.documents.add(tx, people, of, { by: by.number, at })) === 0)
        return { id: claim.id, reference, approval: waiting.id, state: waiting.state };
      const kept = keptDocuments(await this.documents.ofClaim(tx, claim.id));
      const { id, state } = await this.approvals.askAnew<Content>(tx, {
        kind: 'benefit-claim',
        subject: reference,
        content: (before) => ({ ...before, documents: kept }),
        amountFen: claim.amount,
        by,
        reason: claim.reason,
      });
      await this.store.waits(tx, claim.id, id);
      return { id: claim.id, reference, approval: id, state };
    });
  }

  private async effectsOf(
    tx: Transaction,
    personId: string,
    beginning: Beginning,
  ): Promise<ClaimEffectsContent> {
    return this.effects.of(tx, await this.people.allOf(tx, personId), beginning);
  }

  private reckon(tx: Transaction, person: Person, { kind, payee, asked }: ClaimToPreviewDto) {
    return this.reckoning.reckon(tx, person, {
      kind: kind as BenefitKindCode,
      told: asked,
      payee: payee ?? null,
    });
  }

  private async person(tx: Transaction, id: string): Promise<Person> {
    noteLookedUp(id);
    const person = await this.people.find(tx, await this.people.keptOf(tx, id));
    if (person === null) throw new Refused('person-unknown');
    await this.people.lock(tx, person.id);
    return person;
  }

  /** What would be granted now: it is reckoned again, so that what has been paid or corrected meanwhile is not passed over. */
  private async current(tx: Transaction, content: Content): Promise<Content | null> {
    const claim = await this.store.hold(tx, content.id);
    if (claim?.state !== 'asked') return null;
    const person = await this.people.get(tx, claim.personId);
    await this.people.lock(tx, person.id);
    try {
      const now = await this.reckoning.reckon(tx, person, {
        kind: claim.kind as BenefitKindCode,
        told: claim.asked as ClaimFactsDto,
        payee: claim.payeeId === claim.personId ? null : claim.payeeId,
      });
      // What is paid once, or begins when it is approved, keeps the month it was asked for in.
      const moved = describedBenefit(claim.kind).pays === 'once';
      const standing = {
        ...claim,
        ...now,
        ...(moved ? { firstMonth: claim.firstMonth, lastMonth: claim.lastMonth } : {}),
      };
      return contentOf(
        standing,
        await this.documents.ofClaim(tx, claim.id),
        await this.effectsOf(tx, person.id, standing),
      );
    } catch (fault) {
      // What is due no longer is no longer what was asked for.
      if (fault instanceof Refused) return null;
      throw fault;
    }
  }

  private async describe(tx: Transaction, content: Content): Promise<ApprovalView> {
    const { name } = await this.people.get(tx, content.person);
    const { words, pays } = describedBenefit(content.kind);
    const amount = displayYuan(yuan(content.amount));
    const monthly = pays === 'monthly';
    return {
      what: {
        zh: `${name} ${words.zh}，${monthly ? '每月' : '一次性'} ${amount}`,
        en: `${name}: ${words.en}, ${amount}${monthly ? ' a month' : ' once'}`,
      },
      details: [
        detail('险种基金', 'fund', schemeName(content.scheme)),
        detail('起领月', 'first month', plain(content.firstMonth)),
        ...(content.lastMonth === null || !monthly
          ? []
          : [detail('止领月', 'last month', plain(content.lastMonth))]),
        ...(content.payee === content.person
          ? []
          : [detail('领取人', 'paid to', plain((await this.people.get(tx, content.payee)).name))]),
        ...factsInWords(content.facts),
        ...(content.effects === undefined ? [] : effectsInWords(content.effects)),
        ...(content.documents === undefined
          ? []
          : [detail('申领材料', 'documents', namesOf(content.documents))]),
      ],
    };
  }

  private async carryOut(tx: Transaction, approvalId: string, content: Content, by: string): Promise<void> {
    const claim = await this.store.hold(tx, content.id);
    if (claim?.state !== 'asked') throw new Refused('approval-outdated', approvalId);
    const { personId, payeeId, kind, scheme, firstMonth, lastMonth, facts } = claim;
    await this.store.decide(tx, claim.id, { state: 'approved', approvalId, at: this.clock.now() });
    const { isPension } = describedBenefit(kind);
    const granted = await this.benefits.grant(tx, {
      personId,
      payeeId,
      kind,
      scheme,
      isPension,
      firstMonth,
      lastMonth,
      facts,
      applicationId: claim.id,
    });
    if (granted === null) throw new Refused('pension-drawn', scheme);
    if (describedBenefit(kind).takesAccount === true)
      await this.accounts.payOutWhole(tx, scheme, await this.people.allOf(tx, personId));
    await this.effects.carryOut(
      tx,
      await this.people.allOf(tx, personId),
      { kind, firstMonth },
      { evidence: claimReference(claim.number), by, approvalId },
    );
    // What was assessed of months that the pension covers now is owed no longer.
    if (isPension) await this.participations.personChanged(tx, personId, firstMonth, by);
  }
}

/** As an approval keeps them. */
const keptDocuments = (
  documents: readonly { readonly code: string; readonly digest: string }[],
): readonly string[] => documents.map(({ code, digest }) => `${code} ${digest}`).toSorted();

const previewOf = (found: ReckonedClaim, documents: AskedDocumentDto[]): Omit<ClaimPreviewDto, 'effects'> => {
  const { kind, scheme, firstMonth, lastMonth, amount, monthsPast, amountPast, facts, explanation } = found;
  return {
    kind,
    kindName: describedBenefit(kind).words,
    scheme,
    schemeName: schemeName(scheme),
    firstMonth,
    lastMonth,
    amount: formatYuan(amount),
    monthsPast,
    amountPast: formatYuan(amountPast),
    amountNow: formatYuan(found.amountNow),
    facts: { ...facts },
    factsInWords: [...factsInWords(facts)],
    explanation: { steps: [...explanation.steps], parameterVersions: [...explanation.parameterVersions] },
    documents,
  };
};

const contentOf = (
  claim: Pick<
    Claim,
    | 'id'
    | 'number'
    | 'personId'
    | 'payeeId'
    | 'kind'
    | 'scheme'
    | 'firstMonth'
    | 'lastMonth'
    | 'amount'
    | 'facts'
  >,
  documents: readonly { readonly code: string; readonly digest: string }[],
  effects: ClaimEffectsContent,
): Content => ({
  id: claim.id,
  reference: claimReference(claim.number),
  person: claim.personId,
  payee: claim.payeeId,
  kind: claim.kind,
  scheme: claim.scheme,
  firstMonth: claim.firstMonth,
  lastMonth: claim.lastMonth,
  amount: formatYuan(claim.amount),
  facts: Object.fromEntries(Object.entries(claim.facts).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  ...(Object.values(effects).every((all) => all.length === 0) ? {} : { effects }),
  ...(documents.length === 0 ? {} : { documents: keptDocuments(documents) }),
});
