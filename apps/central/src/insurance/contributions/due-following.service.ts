/** Lets dues follow the lines of a run: an open due is what its lines say, a paid one stands, and the difference comes beside it. */
import { Injectable } from '@nestjs/common';
import { type Fen, fen, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import {
  type DueChange,
  DueFollowingStore,
  type KnownDue,
  type OwedByPerson,
  type PaidTooMuch,
  type PeriodOfScheme,
} from './due-following.store.js';

export type { OwedByPerson } from './due-following.store.js';
export type { DueAssessment } from './dues.store.js';

@Injectable()
export class DueFollowing {
  constructor(private readonly store: DueFollowingStore) {}

  /**
   * Makes the dues of a period, or brings those that are there to what is owed now. Called in the transaction that adds the lines;
   * doing it again changes nothing.
   */
  async follow(
    tx: Transaction,
    of: PeriodOfScheme,
    owed: readonly OwedByPerson[],
    { run, at }: { readonly run: number; readonly at: Date },
  ): Promise<void> {
    if (owed.length === 0) return;
    const before = await this.store.add(tx, of, owed, at);
    const credited = owed.filter(({ assessment }) => assessment.creditsPersonalAccount);
    if (credited.length > 0)
      await this.store.openPersonalAccounts(
        tx,
        of.scheme,
        credited.map(({ personId }) => personId),
      );
    if (before.size > 0)
      await this.bringUp(
        tx,
        of,
        owed.filter(({ personId }) => before.has(personId)),
        { run, at },
      );
  }

  private async bringUp(
    tx: Transaction,
    of: PeriodOfScheme,
    owed: readonly OwedByPerson[],
    { run, at }: { readonly run: number; readonly at: Date },
  ): Promise<void> {
    const personIds = owed.map(({ personId }) => personId);
    const known = new Map<string, KnownDue[]>();
    for (const due of await this.store.known(tx, of, personIds))
      known.set(due.personId, [...(known.get(due.personId) ?? []), due]);
    const sums = await this.store.owed(tx, of, personIds);
    const changes: DueChange[] = [];
    const found: PaidTooMuch[] = [];
    for (const each of owed) {
      const dues = known.get(each.personId) ?? [];
      const last = dues.at(-1);
      const amounts = sums.get(each.personId);
      if (last === undefined || amounts === undefined) continue;
      const isOpen = last.state === 'open' || last.state === 'waived';
      // A tier that was chosen and paid stands as it was.
      if (each.amount === null) {
        if (isOpen) changes.push({ id: last.id, number: last.number, owed: each, amount: null });
        continue;
      }
      const settled: Fen = subtract(
        sum(
          dues.flatMap(({ state, amount }) =>
            state === 'paid' || state === 'in-payment' ? [amount ?? zeroFen] : [],
          ),
        ),
        amounts.tooMuch,
      );
      const rest = subtract(amounts.owed, settled);
      const due = rest > 0n ? rest : zeroFen;
      const open = dues.filter(({ state }) => state === 'open' || state === 'waived');
      const [only] = open;
      // Parts of a due stand as they were cut, as long as they are what is owed; what is more or less, the last ones bear.
      if (open.length > 1) changes.push(...spread(open, each, due));
      else if (only !== undefined)
        changes.push({ id: only.id, number: only.number, owed: each, amount: due });
      else if (rest > 0n) changes.push({ id: null, number: last.number + 1, owed: each, amount: due });
      if (rest < 0n) {
        const paid = dues.findLast(({ state }) => state === 'paid' || state === 'in-payment');
        if (paid === undefined) throw new Error(`more was settled of ${last.id} than there are payments`);
        found.push({ personId: each.personId, dueId: paid.id, amount: fen(-rest) });
      }
    }
    await this.store.change(tx, of, changes, at);
    if (found.length > 0) await this.store.enterPaidTooMuch(tx, of, found, run, at);
  }
}

/** What each of several open dues of a period is when they come to so much together: none changes while they do. */
const spread = (open: readonly KnownDue[], owed: OwedByPerson, due: Fen): readonly DueChange[] => {
  if (sum(open.map(({ amount }) => amount ?? zeroFen)) === due) return [];
  let left = due;
  return open.map(({ id, number, amount }, at): DueChange => {
    const part = at === open.length - 1 ? left : smaller(left, amount ?? zeroFen);
    left = subtract(left, part);
    return { id, number, owed, amount: part };
  });
};
