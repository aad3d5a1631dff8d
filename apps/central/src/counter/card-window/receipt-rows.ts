/** The rows of card services' receipts. */
import type { Agent } from '#libs/cards/representation.js';
import { agentRelations, bankAccountStates, type BankAccountState } from '#libs/cards/card-services.js';
import { lifeStates, type LifeState } from '#libs/cards/card-life.js';
import { howToTrack, nextSteps } from '#libs/cards/next-steps.js';
import { cardReceiptLabels } from '#libs/contract/card-receipt-labels.js';
import type { ReceiptRow } from '#libs/contract/receipt-layout.js';
import { printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, type Fen } from '#libs/money/fen.js';

type Label = keyof typeof cardReceiptLabels;

/** Words, with their English beside them where the paper is wide. */
export const wordsRow = (label: Label, { zh, en }: Words): ReceiptRow => ({
  label: cardReceiptLabels[label],
  value: zh,
  english: en,
});

/** A number, name or other text that has no English. */
export const textRow = (label: Label, value: string): ReceiptRow => ({
  label: cardReceiptLabels[label],
  value,
});

export const dateRow = (label: Label, day: PlainDate): ReceiptRow => textRow(label, printPeriod(day));

export const feeRow = (fee: Fen, label: 'fee' | 'feeReturned' = 'fee'): ReceiptRow =>
  textRow(label, printYuan(formatYuan(fee)));

/** Where it stands now, and what comes next. */
export const stateRows = (state: LifeState): readonly ReceiptRow[] => [
  wordsRow('state', lifeStates[state].words),
  wordsRow('nextStep', nextSteps[state]),
  ...(state === 'applied' ? [wordsRow('tracking', howToTrack)] : []),
];

/** Who stood at the window for the holder. */
export const agentRow = ({ name, relation }: Agent): ReceiptRow =>
  textRow('agent', `${name}（${agentRelations[relation].zh}）`);

/** The bank's part of the card, which this service has not touched. */
export const bankRow = (state: BankAccountState): ReceiptRow =>
  wordsRow('bank', bankAccountStates[state].toDo);
