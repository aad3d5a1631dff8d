/** How an agreement stands by which what was paid in error is given back by instalments: by what came back since, whichever way. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { add, type Fen, larger, smaller, subtract, sum, zeroFen } from '#libs/money/fen.js';

export type AgreedPart = { readonly dueOn: PlainDate; readonly amount: Fen };

/** What came back on a day; below zero: an act was undone, and counts as if it had never been. */
export type CameBack = { readonly on: PlainDate; readonly amount: Fen };

export type PlanStanding = {
  /** `broken`: a part was not there on its day, for good; all that is left is due. `fulfilled`: nothing of it is open. */
  readonly state: 'kept' | 'broken' | 'fulfilled';
  /** With what of each is open; what comes back is taken for the earliest first. */
  readonly parts: readonly (AgreedPart & { readonly open: Fen })[];
  /** Open of parts whose day is past. */
  readonly overdue: Fen;
};

/** Parts by rising days; `back` of the time since it was agreed. */
export const standingOf = (
  parts: readonly AgreedPart[],
  back: readonly CameBack[],
  today: PlainDate,
): PlanStanding => {
  const backBy = (day: PlainDate | null): Fen =>
    sum(
      back.filter(({ on, amount }) => day === null || on <= day || amount < zeroFen).map((one) => one.amount),
    );
  const total = backBy(null);
  let upTo = zeroFen;
  let isBroken = false;
  const shown = parts.map((part) => {
    upTo = add(upTo, part.amount);
    if (part.dueOn < today && backBy(part.dueOn) < upTo) isBroken = true;
    return { ...part, open: smaller(part.amount, larger(subtract(upTo, total), zeroFen)) };
  });
  const open = sum(shown.map((part) => part.open));
  return {
    state: isBroken ? 'broken' : open === zeroFen ? 'fulfilled' : 'kept',
    parts: shown,
    overdue: sum(shown.filter(({ dueOn }) => dueOn < today).map((part) => part.open)),
  };
};
