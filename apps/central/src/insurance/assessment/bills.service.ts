/** Lets units' bills follow the lines of their people: an open bill is their sum, a paid one stands, and the difference comes beside it. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { add, type Fen, fen, subtract, sum, zeroFen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { AccountCredits } from '../accounts/account-credits.service.js';
import { type BillChange, BillsStore, type Covered, type KnownBill, type UnitOwes } from './bills.store.js';
import type { Run } from './runs.store.js';

const whole = ({ unit, person }: { readonly unit: Fen; readonly person: Fen }): Fen => add(unit, person);
const atLeastNothing = (amount: Fen): Fen => (amount < 0n ? zeroFen : amount);

type TooMuch = {
  readonly unitCode: string;
  readonly billId: string;
  readonly part: 'unit' | 'person';
  readonly amount: Fen;
};

const nothingCovered: Covered = { unit: zeroFen, person: zeroFen };

/** What becomes of a unit's bills of a period when it owes so much in all. */
const followed = (
  owed: UnitOwes,
  bills: readonly KnownBill[],
  covered: Covered = nothingCovered,
): { readonly change: BillChange | null; readonly tooMuch: readonly TooMuch[] } => {
  const last = bills.at(-1);
  // What a channel has in hand stands; once it has answered, a run follows (decision 0048).
  if (bills.some(({ inHand }) => inHand)) return { change: null, tooMuch: [] };
  if (last === undefined) return { change: { ...owed, id: null, number: 1 }, tooMuch: [] };
  const isPaid = last.paid > 0n && last.paid >= whole(last);
  const standing = isPaid ? bills : bills.slice(0, -1);
  // What was found to be paid too much goes back: it pays for nothing any more. Of what was given back of a month that is owed no longer it is the same.
  const rest = (part: 'unit' | 'person', back: 'backUnit' | 'backPerson'): Fen =>
    subtract(add(owed[part], covered[part]), sum(standing.map((bill) => subtract(bill[part], bill[back]))));
  const rests = { unit: rest('unit', 'backUnit'), person: rest('person', 'backPerson') };
  const due = { unit: atLeastNothing(rests.unit), person: atLeastNothing(rests.person) };
  const paid = isPaid ? last : standing.at(-1);
  const tooMuch = (['unit', 'person'] as const).flatMap((part): readonly TooMuch[] =>
    rests[part] < 0n && paid !== undefined
      ? [{ unitCode: owed.unitCode, billId: paid.id, part, amount: fen(-rests[part]) }]
      : [],
  );
  if (isPaid)
    return {
      change: whole(due) > 0n ? { ...owed, ...due, id: null, number: last.number + 1 } : null,
      tooMuch,
    };
  // A bill is never below what was paid of it: that is given back.
  const beyond = atLeastNothing(subtract(last.paid, whole(due)));
  return {
    change: { ...owed, ...due, unit: add(due.unit, beyond), id: last.id, number: last.number },
    tooMuch:
      beyond > 0n
        ? [...tooMuch, { unitCode: owed.unitCode, billId: last.id, part: 'unit', amount: beyond }]
        : tooMuch,
  };
};

@Injectable()
export class BillsService {
  constructor(
    private readonly store: BillsStore,
    private readonly credits: AccountCredits,
  ) {}

  /** Brings the bills of a run's period to what the lines say; doing it again changes nothing. */
  async follow(
    tx: Transaction,
    run: Pick<Run, 'number' | 'scheme' | 'period' | 'unitCode'>,
    { dueOn, at }: { readonly dueOn: PlainDate; readonly at: Date },
  ): Promise<void> {
    const paid = await this.store.declaredByNow(tx, run);
    const results = await this.followedAll(tx, run, await this.store.owed(tx, run));
    await this.store.change(
      tx,
      run,
      results.flatMap(({ change }) => change ?? []),
      { dueOn, at, basis: 'lines' },
    );
    await this.store.enterPaidTooMuch(
      tx,
      run,
      results.flatMap(({ tooMuch }) => tooMuch),
      run.number,
      at,
    );
    await this.credits.credit(tx, paid);
  }

  /** Sets what units owe that declared nothing; what they paid beyond it already is found out when they declare. */
  async setByRule(
    tx: Transaction,
    of: Pick<Run, 'scheme' | 'period'>,
    owed: readonly UnitOwes[],
    made: { readonly dueOn: PlainDate; readonly at: Date },
  ): Promise<void> {
    const results = await this.followedAll(tx, { ...of, unitCode: null }, owed);
    await this.store.change(
      tx,
      { ...of, unitCode: null },
      results.flatMap(({ change }) => change ?? []),
      { ...made, basis: 'undeclared' },
    );
  }

  /** As {@link follow}, of a project that owes so much in all. */
  async followProject(
    tx: Transaction,
    of: Pick<Run, 'number' | 'scheme' | 'period'> & {
      readonly unitCode: string;
      readonly projectCode: string;
    },
    { unit, heads }: Pick<UnitOwes, 'unit' | 'heads'>,
    made: { readonly dueOn: PlainDate; readonly at: Date },
  ): Promise<void> {
    const owed = { unitCode: of.unitCode, heads, unit, person: zeroFen };
    const [result] = await this.followedAll(tx, of, [owed]);
    if (result === undefined) throw new Error('one unit gave no result');
    await this.store.change(tx, of, result.change === null ? [] : [result.change], {
      ...made,
      basis: 'lines',
    });
    await this.store.enterPaidTooMuch(tx, of, result.tooMuch, of.number, made.at);
  }

  private async followedAll(
    tx: Transaction,
    of: Pick<Run, 'scheme' | 'period' | 'unitCode'> & { readonly projectCode?: string },
    owed: readonly UnitOwes[],
  ): Promise<readonly ReturnType<typeof followed>[]> {
    const known = new Map<string, KnownBill[]>();
    for (const bill of await this.store.known(tx, of))
      known.set(bill.unitCode, [...(known.get(bill.unitCode) ?? []), bill]);
    const covered = await this.store.coveredByRefunds(tx, of);
    return owed.map((each) => followed(each, known.get(each.unitCode) ?? [], covered.get(each.unitCode)));
  }
}
