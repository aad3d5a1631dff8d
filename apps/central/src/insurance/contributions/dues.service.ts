/** Assesses what a resident owes for each year of participation, and lists it with its reasons. */
import { Injectable } from '@nestjs/common';
import { isCategory, type Contributor } from '#libs/contributions/category.js';
import { assessResidentMedical } from '#libs/contributions/resident-medical.js';
import { assessResidentPensionDue } from '#libs/contributions/resident-pension.js';
import { schemeName } from '#libs/contract/schemes.js';
import { yearOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, zeroFen } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { DueDto } from './dues.dto.js';
import { DuesStore, type NewDue } from './dues.store.js';

type Assessed = Omit<NewDue, 'personId'>;

const contributor = ({ birthDate, category }: Person): Contributor => {
  if (!isCategory(category)) throw new Error(`no category ${category}`);
  return { birthDate, category };
};

/** The due of a year, or null when the scheme's rules ask nothing of the person (too young, pension age reached …). */
const assessYear = (
  person: Person,
  scheme: string,
  year: number,
  today: PlainDate,
  parameters: Parameters,
): Assessed | null => {
  if (scheme === '170') {
    const due = assessResidentPensionDue({ person: contributor(person), year, on: today, parameters });
    if (!due.ok) return missing(scheme, due.refusal);
    const { period, tiers, explanation } = due.value;
    const options = tiers.map(({ tier, amount, governmentPart, subsidy }) => ({
      tier: formatYuan(tier),
      amount: formatYuan(amount),
      governmentPart: formatYuan(governmentPart),
      subsidy: formatYuan(subsidy),
    }));
    return {
      scheme,
      period,
      amount: null,
      state: 'open',
      assessment: { tiers: options, creditsPersonalAccount: true, explanation },
    };
  }
  if (scheme === '390') {
    const due = assessResidentMedical({ person: contributor(person), year, parameters });
    if (!due.ok) return missing(scheme, due.refusal);
    const { period, amount, explanation } = due.value;
    return {
      scheme,
      period,
      amount,
      state: amount === zeroFen ? 'waived' : 'open',
      assessment: { tiers: [], creditsPersonalAccount: false, explanation },
    };
  }
  throw new Error(`no assessment for scheme ${scheme}`);
};

/** A missing parameter is the bureau's gap to fill and must not pass as "owes nothing". */
const missing = (scheme: string, refusal: { readonly reason: string; readonly key?: string }): null => {
  if (refusal.key !== undefined) throw new Error(`scheme ${scheme} lacks parameter ${refusal.key}`);
  return null;
};

@Injectable()
export class DuesService {
  constructor(
    private readonly store: DuesStore,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Adds the dues of every year of participation that has none yet, and assesses open ones of passed years anew. */
  async assess(tx: Transaction, person: Person): Promise<void> {
    const participations = await this.store.participations(tx, person.id);
    const assessed = await this.store.assessed(tx, person.id);
    const parameters = await this.policy.parameters(tx);
    const today = this.clock.today();
    for (const { scheme, since, until } of participations) {
      const lastYear = until !== null && until < today ? yearOf(until) : yearOf(today);
      for (let year = yearOf(since); year <= lastYear; year++) {
        const before = assessed.get(`${scheme}/${year}`);
        // A year that has passed since turns a due into a back-payment, with other terms.
        if (before !== undefined && !(before.open && before.year < yearOf(today))) continue;
        const due = assessYear(person, scheme, year, today, parameters);
        if (due === null) continue;
        const newDue = { ...due, personId: person.id };
        if (before === undefined) await this.store.add(tx, newDue, this.clock.now());
        else await this.store.reassess(tx, newDue, this.clock.now());
        if (due.assessment.creditsPersonalAccount)
          await this.store.openPersonalAccount(tx, person.id, scheme);
      }
    }
  }

  /** What this year and later asks nothing for, because of who the person is. */
  waivedNow(
    tx: Transaction,
    personId: string,
  ): Promise<readonly { readonly scheme: string; readonly period: string }[]> {
    return this.store.waived(tx, personId, yearOf(this.clock.today()));
  }

  /** What the person owes now. */
  async list(tx: Transaction, personId: string): Promise<DueDto[]> {
    const dues = await this.store.open(tx, personId);
    return dues.map(({ id, scheme, period, amount, state, assessment }) => ({
      id,
      scheme,
      schemeName: schemeName(scheme),
      period,
      amount: amount === null ? null : formatYuan(amount),
      tiers: [...assessment.tiers],
      state,
      explanation: {
        steps: [...assessment.explanation.steps],
        parameterVersions: [...assessment.explanation.parameterVersions],
      },
    }));
  }
}
