/**
 * Cuts dues of a person into parts that are dues themselves: each is paid as any due is, as one amount, once, at every channel; what they bring the account
 * together is what the due would have brought.
 */
import { Injectable } from '@nestjs/common';
import { type DuePart, sharesOfParts } from '#libs/contributions/instalments.js';
import { newId } from '#libs/kernel/ids.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, sum } from '#libs/money/fen.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { dueOn } from '#libs/schemes/periods.js';
import { describedScheme, turnOf } from '#libs/schemes/table.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { accountShareOf } from './account-share.js';
import type { DueAssessment } from './dues.store.js';
import { type DivisibleDue, DuePartsStore } from './due-parts.store.js';

export type OverdueDue = DivisibleDue;

@Injectable()
export class DueParts {
  constructor(private readonly store: DuePartsStore) {}

  /**
   * What somebody owes monthly on their own and has overdue, the oldest first, without what an agreement that is kept has divided. A year of a resident is
   * paid as a whole or not at all. Throws Refused `parameter-missing`.
   */
  async overdue(
    tx: Transaction,
    personId: string,
    {
      today,
      parameters,
      hold,
    }: { readonly today: PlainDate; readonly parameters: Parameters; readonly hold: boolean },
  ): Promise<readonly OverdueDue[]> {
    const dues = await this.store.divisible(tx, personId, today, hold);
    return dues.filter(({ scheme, category, period }) => {
      const turn = turnOf(describedScheme(scheme), category);
      if (turn?.payer !== 'person' || turn.cadence !== 'month') return false;
      const last = dueOn(turn.cadence, period, parameters);
      if (!last.ok) throw new Refused('parameter-missing', last.refusal.key);
      return last.value < today;
    });
  }

  /** Cuts dues that are held; `parts` of one due are all of it, by rising days. Returns each part with the due that it is now. */
  async cut(
    tx: Transaction,
    dues: readonly OverdueDue[],
    parts: readonly DuePart[],
    at: Date,
  ): Promise<readonly DuePart[]> {
    const written = dues.flatMap((due) => {
      const own = parts.filter(({ id }) => id === due.id);
      if (sum(own.map(({ amount }) => amount)) !== due.open)
        throw new Error(`parts of ${due.id} are not all of it`);
      const assessments = assessmentsOf(due, own);
      return own.map(({ amount, dueOn: day }, place) => ({
        id: place === 0 ? due.id : newId(),
        of: due.id,
        amount,
        dueOn: day,
        assessment: assessments[place] ?? due.assessment,
      }));
    });
    await this.store.cut(tx, written, at);
    return written;
  }
}

/** What each part of a due is assessed as: where the account has a share alone, each with its own. */
const assessmentsOf = ({ assessment }: OverdueDue, parts: readonly DuePart[]): readonly DueAssessment[] => {
  const share = accountShareOf(assessment.accountShare ?? null);
  if (share === null) return [];
  const amounts = parts.map(({ amount }) => amount);
  return sharesOfParts(amounts, share).map(({ of, toAccount }) => ({
    ...assessment,
    accountShare: { of: formatYuan(of), toAccount: formatYuan(toAccount) },
  }));
};
