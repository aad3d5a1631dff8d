/** How the amount of a benefit went on since it was first due: from which month on it came to another, and by which steps of its calculation. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import type { Explanation, ExplanationStep } from '#libs/policy/explanation.js';

/** What a month comes to. */
export type ReckonedMonth = {
  readonly month: PlainMonth;
  readonly amount: Fen;
  readonly explanation: Explanation;
};

export type AmountChange = {
  readonly from: PlainMonth;
  readonly before: Fen;
  readonly amount: Fen;
  /** Steps that are new, or came to another figure, with their basis. */
  readonly because: readonly ExplanationStep[];
};

const sameStep = (one: ExplanationStep, other: ExplanationStep): boolean =>
  one.label.zh === other.label.zh && one.result === other.result;

/** `months` by rising months; those that could not be reckoned are left out of it. */
export const amountChanges = (months: readonly ReckonedMonth[]): readonly AmountChange[] =>
  months.flatMap(({ month, amount, explanation }, at) => {
    const before = months[at - 1];
    if (before === undefined || before.amount === amount) return [];
    return [
      {
        from: month,
        before: before.amount,
        amount,
        because: explanation.steps.filter(
          (step) => !before.explanation.steps.some((other) => sameStep(step, other)),
        ),
      },
    ];
  });
