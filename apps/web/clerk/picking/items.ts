/** Dues and entitlements as the lists show them: one kind of row, grouped by scheme, newest first. */
import type { CardOnDesk, Due, Explanation, TierOption, Yuan } from '#libs/contract/desk.js';
import type { OwedRecovery } from '#libs/contract/owed-recovery.js';
import type { Words } from '#libs/contract/problems.js';

/** `pay`: money comes in for dues; `collect`: money goes out for entitlements. Never both in one act. */
export type Side = 'pay' | 'collect';

export type Item = {
  /** Unique on the page: side and id. */
  readonly key: string;
  readonly side: Side;
  readonly id: string;
  readonly scheme: string;
  readonly schemeName: Words;
  readonly period: string;
  /** Null while a tier has still to be chosen. */
  readonly amount: Yuan | null;
  readonly tiers: readonly TierOption[];
  /** Not to be picked: it is being paid, or another collects it. */
  readonly inPayment: boolean;
  /** Why nobody here takes it: another collects it, or nothing says who does; null: it is taken here. */
  readonly notHere: 'tax' | 'unknown' | null;
  /** Who collects it meanwhile. */
  readonly inHand: Due['inHand'];
  /** Which instalment of an agreement it is a part of. */
  readonly instalment: Due['instalment'];
  /** What of a benefit was paid in error; its amount is what of it is given back now. */
  readonly recovery: OwedRecovery | null;
  readonly explanation: Explanation;
  /** Whose it is, where the holder pays for somebody else; null: their own. */
  readonly of: { readonly personId: string; readonly name: string } | null;
};

/** An item that can be put into the basket as it is. */
export type PricedItem = Item & { readonly amount: Yuan };

export type SchemeGroup = { readonly scheme: string; readonly name: Words; readonly items: readonly Item[] };

/**
 * All rows of an open card; none of any other. `tiers` are those chosen so far, `underWay` what this page has sent off
 * itself and the list does not know of yet, both by item key.
 */
export const itemsOf = (
  card: CardOnDesk | null,
  tiers: ReadonlyMap<string, Yuan>,
  underWay: ReadonlySet<string>,
): readonly Item[] => {
  if (card?.stage !== 'open') return [];
  const itemOf = (due: Due, of: Item['of']): Item => {
    const key = `pay:${due.id}`;
    return {
      key,
      side: 'pay',
      id: due.id,
      scheme: due.scheme,
      schemeName: due.schemeName,
      period: due.period,
      amount: due.amount ?? due.tiers.find(({ amount }) => amount === tiers.get(key))?.amount ?? null,
      tiers: due.tiers,
      inPayment: due.state === 'in-payment' || underWay.has(key) || due.collectedBy !== 'bureau',
      notHere: due.collectedBy === 'bureau' || due.inHand !== null ? null : due.collectedBy,
      inHand: due.inHand,
      instalment: due.instalment,
      recovery: null,
      explanation: due.explanation,
      of,
    };
  };
  const recoveryOf = (recovery: OwedRecovery, of: Item['of']): Item => {
    // Of what is open now: once a part was given back, what is left is picked anew, and its amount chosen anew.
    const key = `pay:${recovery.id}:${recovery.open}`;
    const { firstMonth, lastMonth } = recovery;
    return {
      key,
      side: 'pay',
      id: recovery.id,
      scheme: recovery.scheme,
      schemeName: recovery.schemeName,
      period: firstMonth === lastMonth ? firstMonth : `${firstMonth}/${lastMonth}`,
      amount: tiers.get(key) ?? offeredOf(recovery),
      tiers: [],
      inPayment: underWay.has(key),
      notHere: null,
      inHand: null,
      instalment: null,
      recovery,
      explanation: recovery.explanation,
      of,
    };
  };
  const dues = card.dues.map((due) => itemOf(due, null));
  const recoveries = card.recoveries.map((recovery) => recoveryOf(recovery, null));
  const others = card.others.flatMap(({ personId, name, ...theirs }) => [
    ...theirs.dues.map((due) => itemOf(due, { personId, name })),
    ...theirs.recoveries.map((recovery) => recoveryOf(recovery, { personId, name })),
  ]);
  const entitlements = card.entitlements.map((entitlement): Item => {
    const key = `collect:${entitlement.id}`;
    return {
      key,
      side: 'collect',
      id: entitlement.id,
      scheme: entitlement.scheme,
      schemeName: entitlement.schemeName,
      period: entitlement.period,
      amount: entitlement.amount,
      tiers: [],
      inPayment: entitlement.state === 'in-payment' || underWay.has(key),
      notHere: null,
      inHand: null,
      instalment: null,
      recovery: null,
      explanation: entitlement.explanation,
      of: null,
    };
  });
  return [...dues, ...recoveries, ...others, ...entitlements];
};

/** The next instalment of an agreement that is kept, else all that is open. */
const offeredOf = ({ instalment, open }: OwedRecovery): Yuan =>
  instalment === null || instalment.lapsed ? open : instalment.open;

const givenBack: Words = { zh: '多领待遇，应退回', en: 'Benefits paid in error, to be given back' };

/** Rows by scheme (in the order of their codes), the newest period first in each; benefits to be given back apart, after them. */
export const groupByScheme = (items: readonly Item[]): readonly SchemeGroup[] => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = item.recovery === null ? item.scheme : 'recovery';
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return [...groups]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .flatMap(([scheme, rows]) => {
      const [first] = rows;
      if (first === undefined) return [];
      const newestFirst = rows.toSorted((left, right) => right.period.localeCompare(left.period));
      const name = first.recovery === null ? first.schemeName : givenBack;
      return [{ scheme, name, items: newestFirst }];
    });
};

export const isPriced = (item: Item): item is PricedItem => item.amount !== null;
