/** Shows claims and benefits: one person's with how each stands, those that wait, and the kinds there are. */
import { Injectable } from '@nestjs/common';
import { type BenefitChange, lifeOf } from '#libs/benefits/benefit-life.js';
import { factsInWords } from '#libs/benefits/kinds/fact-words.js';
import { benefitKinds, describedBenefit } from '#libs/benefits/kinds/table.js';
import type { MonthDue } from '#libs/benefits/kinds/kind.js';
import { increaseOf, type Rise, risePartWords, riseParts, risesIn, withRises } from '#libs/benefits/rises.js';
import { schemeName } from '#libs/contract/schemes.js';
import { recoveryReference } from '#libs/contributions/notice-number.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { ok } from '#libs/kernel/result.js';
import { monthOf } from '#libs/kernel/plain-date.js';
import { add, fen, formatYuan, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { ExplanationDto } from '../../register/policy/explanation.dto.js';
import type { Benefit, Redetermined } from '../benefits/benefit.js';
import { adjustmentReference } from '../benefits/adjustment-number.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { causeWords, changeWords } from './benefit-changes.service.js';
import { type Claim, claimNumberIn, claimReference, type ClaimState } from './claim.js';
import { ClaimDocuments } from './claim-documents.service.js';
import type {
  BenefitDto,
  BenefitKindsDto,
  BenefitRiseDto,
  ClaimDto,
  ClaimFactsDto,
  ClaimInFullDto,
  ClaimPageDto,
  PersonBenefitsDto,
} from './claims.dto.js';
import { type BenefitSums, type ChangeRow, ClaimsStore } from './claims.store.js';

const shown = (claim: Claim): ClaimDto => ({
  id: claim.id,
  reference: claimReference(claim.number),
  personId: claim.personId,
  payeeId: claim.payeeId,
  kind: claim.kind,
  kindName: describedBenefit(claim.kind).words,
  scheme: claim.scheme,
  schemeName: schemeName(claim.scheme),
  firstMonth: claim.firstMonth,
  lastMonth: claim.lastMonth,
  amount: formatYuan(claim.amount),
  state: claim.state,
  reason: claim.reason,
  askedBy: claim.askedBy,
  askedAt: claim.askedAt.toISOString(),
  approval: claim.approvalId,
  decidedAt: claim.decidedAt?.toISOString() ?? null,
});

const explained = ({ explanation }: MonthDue): ExplanationDto => ({
  steps: [...explanation.steps],
  parameterVersions: [...explanation.parameterVersions],
});

const shownRise = (rise: Rise): BenefitRiseDto => ({
  reference: adjustmentReference(rise.adjustment),
  adjustment: rise.adjustment,
  year: rise.year,
  source: rise.source,
  from: rise.from,
  base: formatYuan(rise.base),
  increase: formatYuan(increaseOf(rise)),
  after: formatYuan(add(rise.base, increaseOf(rise))),
  months: rise.months,
  age: rise.age,
  parts: riseParts
    .filter((part) => rise.parts[part] !== zeroFen)
    .map((part) => ({ part, words: risePartWords[part], amount: formatYuan(rise.parts[part]) })),
});

const yuanOf = (text: string | undefined): string => formatYuan(fen(BigInt(text ?? '0')));

/** Of the first month, yuan; null: a parameter is missing. */
const firstAmount = (
  kind: string,
  { firstMonth, facts }: Pick<Benefit, 'firstMonth' | 'facts'>,
  parameters: Parameters,
): string | null => {
  const due = describedBenefit(kind).due(facts, { month: firstMonth, firstMonth }, parameters);
  return due.ok ? formatYuan(due.value.amount) : null;
};

@Injectable()
export class ClaimViews {
  constructor(
    private readonly database: Database,
    private readonly store: ClaimsStore,
    private readonly documents: ClaimDocuments,
    private readonly benefits: EntitlementsService,
    private readonly people: PeopleService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  kinds(): BenefitKindsDto {
    return {
      kinds: Object.values(benefitKinds).map(({ code, words, scheme, pays, afterDeath, basis, asks }) => ({
        code,
        name: words,
        scheme,
        pays,
        afterDeath,
        basis,
        asks: [...asks],
      })),
    };
  }

  /** Throws Refused `person-unknown`. */
  ofPerson(personId: string): Promise<PersonBenefitsDto> {
    return this.database.read(async (tx) => {
      noteLookedUp(personId);
      const person = await this.people.find(tx, await this.people.keptOf(tx, personId));
      if (person === null) throw new Refused('person-unknown');
      const ids = await this.people.allOf(tx, person.id);
      const benefits = await this.benefits.ofPerson(tx, ids);
      const claims = benefits.map(({ id }) => id);
      const sums = new Map((await this.store.sums(tx, claims)).map((row) => [row.claimId, row]));
      const changes = await this.store.changes(tx, claims);
      const rises = await this.benefits.risesOf(tx, benefits);
      const anew = await this.benefits.redetermined(tx, claims);
      const parameters = await this.policy.parameters(tx);
      return {
        benefits: benefits.map((benefit) =>
          this.standing(
            benefit,
            anew.filter(({ claimId }) => claimId === benefit.id),
            changes.filter(({ claimId }) => claimId === benefit.id),
            sums.get(benefit.id),
            rises.get(benefit.id) ?? [],
            parameters,
          ),
        ),
        claims: (await this.store.ofPerson(tx, ids)).map((claim) => shown(claim)),
      };
    });
  }

  /** Throws Refused `not-found`. */
  inFull(number: number): Promise<ClaimInFullDto> {
    return this.database.read(async (tx) => {
      const claim = await this.store.byNumber(tx, number);
      if (claim === null) throw new Refused('not-found', claimReference(number));
      const { personId, payeeId, facts, firstMonth, knownAt } = claim;
      noteLookedUp(personId);
      const person = await this.people.get(tx, personId);
      const payee = payeeId === personId ? null : await this.people.get(tx, payeeId);
      const { parameters } = await this.policy.parametersAsKnown(tx, knownAt);
      const due = describedBenefit(claim.kind).due(facts, { month: firstMonth, firstMonth }, parameters);
      return {
        ...shown(claim),
        name: person.name,
        maskedNumber: maskSocialSecurityNumber(person.socialSecurityNumber as SocialSecurityNumber),
        payeeName: payee?.name ?? null,
        factsInWords: [...factsInWords(facts)],
        explanation: due.ok ? explained(due.value) : null,
        documents: await this.documents.ofClaim(tx, claim.id),
        askedDocuments: this.documents.askedFor(claim.kind, claim.asked as ClaimFactsDto),
      };
    });
  }

  list(
    filters: { readonly state: ClaimState | null; readonly kind: string | null },
    ask: ListAsk,
  ): Promise<ClaimPageDto> {
    return this.database.read(async (tx) => {
      const number = claimNumberIn(ask.search ?? '');
      const { rows, next, total } = await this.store.list(tx, { ...filters, number }, ask);
      for (const { personId } of rows) noteLookedUp(personId);
      return {
        claims: rows.map((row) => ({
          ...shown(row),
          name: row.name,
          maskedNumber: maskSocialSecurityNumber(row.personNumber as SocialSecurityNumber),
        })),
        next,
        total,
      };
    });
  }

  private standing(
    benefit: Benefit,
    anew: readonly Redetermined[],
    changes: readonly ChangeRow[],
    sums: BenefitSums | undefined,
    rises: readonly Rise[],
    parameters: Parameters,
  ): BenefitDto {
    const { id, kind, scheme, firstMonth, lastMonth, facts } = benefit;
    const current = monthOf(this.clock.today());
    const state = lifeOf(benefit, changes as readonly BenefitChange[]).stateIn(current);
    const last = lastMonth !== null && lastMonth < current ? lastMonth : current;
    const month = last < firstMonth ? firstMonth : last;
    const reckoned = describedBenefit(kind).due(facts, { month, firstMonth }, parameters);
    const due = reckoned.ok
      ? ok(withRises(reckoned.value, risesIn(rises, month, this.clock.now())))
      : reckoned;
    const named = state.state === 'normal' || state.cause === null ? null : causeWords(state.cause);
    return {
      id,
      kind,
      kindName: describedBenefit(kind).words,
      scheme,
      schemeName: schemeName(scheme),
      firstMonth,
      lastMonth,
      state: state.state === 'normal' && firstMonth > current ? 'to-come' : state.state,
      stateCause: named,
      stateSince: state.state === 'normal' ? null : state.since,
      amount: due.ok ? formatYuan(due.value.amount) : null,
      paidMonths: sums?.paidMonths ?? 0,
      paidTotal: yuanOf(sums?.paid),
      openMonths: sums?.openMonths ?? 0,
      openTotal: yuanOf(sums?.open),
      recoverTotal: yuanOf(sums?.recover),
      recovery: sums?.recoveryNumber == null ? null : recoveryReference(sums.recoveryNumber),
      explanation: due.ok ? explained(due.value) : null,
      awarded: firstAmount(kind, benefit, parameters),
      rises: rises
        .filter(({ lowers, replacedAt }) => !lowers && replacedAt === null)
        .map((rise) => shownRise(rise)),
      changes: changes.map(({ what, cause, from, evidence, by, at }) => ({
        what,
        cause: what === 'resumed' ? changeWords.resumed : causeWords(cause),
        from,
        evidence,
        by,
        at: at.toISOString(),
      })),
      redeterminations: anew.map(({ former, since, evidence, by, at }) => ({
        evidence,
        by,
        at: at.toISOString(),
        formerFirstMonth: former.firstMonth,
        firstMonth: since.firstMonth,
        formerAmount: firstAmount(kind, former, parameters),
        amount: firstAmount(kind, since, parameters),
      })),
    };
  }
}
