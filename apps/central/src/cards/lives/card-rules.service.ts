/** What the bureau has laid down about cards, as it stands today. */
import { Injectable } from '@nestjs/common';
import type { NewCardTerms, OfferRules } from '#libs/cards/card-offers.js';
import { zeroFen, type Fen } from '#libs/money/fen.js';
import type { RepresentationRules } from '#libs/cards/representation.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { amountOf, countOf } from '#libs/policy/look-up.js';
import { workingDaysAfter } from '#libs/policy/working-days.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';

export type CardRules = OfferRules &
  RepresentationRules & {
    /** Younger ones apply with a guardian. */
    readonly guardianAge: number;
    readonly replacementFee: Fen;
    readonly temporaryLossDays: number;
  };

/** The day an application is answered by, and what is to be known of it. */
export type AnswerBy = { readonly day: PlainDate; readonly note: Words | null };

/** What the holder owes for another card. */
export const feeOf = ({ isCharged }: NewCardTerms, { replacementFee }: CardRules): Fen =>
  isCharged ? replacementFee : zeroFen;

@Injectable()
export class CardRulesService {
  constructor(
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  async today(tx: Transaction): Promise<CardRules> {
    const today = this.clock.today();
    const count = (name: string): Promise<number> => this.policy.value(tx, today, countOf(`card.${name}`));
    return {
      today,
      formalLossMayBeLifted: (await count('formal-loss-may-be-lifted')) === 1,
      renewalDaysBefore: await count('renewal-days-before'),
      guardianAge: await count('guardian-age'),
      majorityAge: await count('majority-age'),
      replacementFee: await this.policy.value(tx, today, amountOf('card.replacement-fee')),
      temporaryLossDays: await count('temporary-loss-days'),
    };
  }

  /** By when an application of a day is answered: by the rules and the days off that were known on that day, so that it stays. */
  async answerBy(tx: Transaction, appliedOn: PlainDate): Promise<AnswerBy> {
    const count = await this.policy.value(tx, appliedOn, countOf('card.answer-working-days'));
    const { day, unannounced } = workingDaysAfter(await this.policy.parameters(tx), appliedOn, count);
    const years = unannounced.join(', ');
    return {
      day,
      note:
        unannounced.length === 0
          ? null
          : {
              zh: `${years}年放假安排未录入，期限按周一至周五计算`,
              en: `The days off of ${years} are not on record: Monday to Friday were counted`,
            },
    };
  }
}
