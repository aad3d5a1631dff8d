/** Shows how it stands with the proof of life of whoever draws a benefit that asks for it. */
import { Injectable } from '@nestjs/common';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { addDays, daysBetween, type PlainDate } from '#libs/kernel/plain-date.js';
import { Database } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { LifeProofs } from './life-proofs.service.js';
import type { LifeStanding, LifeState } from './life-standing.js';
import type { LifeStandingsDto } from './life-standings.dto.js';
import { LifeStandingsStore } from './life-standings.store.js';

/** `horizon`: the last day within the days of reminding. */
const stateOf = (
  { until, suspendedOn }: Pick<LifeStanding, 'suspendedOn'> & { readonly until: PlainDate },
  today: PlainDate,
  horizon: PlainDate,
): LifeState => {
  if (suspendedOn !== null) return 'suspended';
  if (until < today) return 'overdue';
  return until <= horizon ? 'due' : 'proved';
};

@Injectable()
export class LifeStandings {
  constructor(
    private readonly database: Database,
    private readonly store: LifeStandingsStore,
    private readonly proofs: LifeProofs,
  ) {}

  list(state: LifeState | null, ask: ListAsk): Promise<LifeStandingsDto> {
    return this.database.read(async (tx) => {
      const { today, warningDays } = await this.proofs.terms(tx);
      const horizon = addDays(today, warningDays);
      const { rows, next, total } = await this.store.list(tx, { state, today, horizon }, ask);
      for (const { personId } of rows) noteLookedUp(personId);
      return {
        standings: rows.map(({ number, kinds, ...row }) => ({
          ...row,
          maskedNumber: maskSocialSecurityNumber(number as SocialSecurityNumber),
          benefits: kinds
            .map((kind) => describedBenefit(kind))
            .filter(({ asksForLife }) => asksForLife)
            .map(({ words }) => words),
          state: stateOf(row, today, horizon),
          daysLeft: daysBetween(today, row.until),
        })),
        next,
        total,
      };
    });
  }
}
