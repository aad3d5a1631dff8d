/** What the bureau has laid down about cards, as it stands today. */
import { Injectable } from '@nestjs/common';
import type { NewCardTerms, OfferRules } from '#libs/cards/card-offers.js';
import { zeroFen, type Fen } from '#libs/money/fen.js';
import { amountOf, countOf } from '#libs/policy/look-up.js';
import { Clock } from '../clock.js';
import type { Transaction } from '../database/database.js';
import { PolicyService } from '../policy/policy.service.js';

export type CardRules = OfferRules & {
  /** Younger ones apply with a guardian. */
  readonly guardianAge: number;
  readonly replacementFee: Fen;
  readonly temporaryLossDays: number;
  readonly answerWorkingDays: number;
};

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
      replacementFee: await this.policy.value(tx, today, amountOf('card.replacement-fee')),
      temporaryLossDays: await count('temporary-loss-days'),
      answerWorkingDays: await count('answer-working-days'),
    };
  }
}
