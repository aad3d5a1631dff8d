/** What acts are called: one source for the titles of receipts, the totals of shifts, and every list at window and console. */
import type { Words } from '#libs/kernel/words.js';

/** An act that leaves a receipt: its name, and the title of its paper, which holds the name. */
const receiptActs = {
  payment: {
    name: { zh: '缴费', en: 'Contribution' },
    title: { zh: '社会保险费缴费收据', en: 'Contribution receipt' },
  },
  collection: {
    name: { zh: '待遇领取', en: 'Benefit' },
    title: { zh: '社会保险待遇领取收据', en: 'Benefit receipt' },
  },
  'till-draw': {
    name: { zh: '备付金领取', en: 'Cash draw' },
    title: { zh: '备付金领取单', en: 'Cash draw slip' },
  },
  'till-deposit': {
    name: { zh: '现金缴存', en: 'Cash deposit' },
    title: { zh: '现金缴存单', en: 'Cash deposit slip' },
  },
  'till-return': {
    name: { zh: '备付金缴回', en: 'Cash return' },
    title: { zh: '备付金缴回单', en: 'Cash return slip' },
  },
  'shift-count': { name: { zh: '日结', en: "Day's end" }, title: { zh: '日结单', en: "Day's end" } },
  'shift-hand-over': {
    name: { zh: '交接班', en: 'Hand-over of a shift' },
    title: { zh: '交接班单', en: 'Hand-over of a shift' },
  },
  reversal: { name: { zh: '冲正', en: 'Reversal' }, title: { zh: '冲正凭证', en: 'Reversal slip' } },
  refund: { name: { zh: '退费', en: 'Refund' }, title: { zh: '退费凭证', en: 'Refund slip' } },
  'card-service': {
    name: { zh: '社会保障卡业务', en: 'Card service' },
    title: { zh: '社会保障卡业务回执', en: 'Card service receipt' },
  },
} as const satisfies Record<string, { readonly name: Words; readonly title: Words }>;

export type ReceiptAct = keyof typeof receiptActs;

/** How the totals of a shift divide acts further: each stands for money that goes one way. */
const dividedActs = {
  recovery: { zh: '退回多领待遇', en: 'Benefit given back' },
  'recovery-reversal': { zh: '退回多领待遇冲正', en: 'Benefit given back, reversed' },
  'payment-reversal': { zh: '缴费冲正', en: 'Contribution reversal' },
  'collection-reversal': { zh: '待遇领取冲正', en: 'Benefit reversal' },
  'card-fee': { zh: '收取工本费', en: 'Card fee' },
  'card-fee-returned': { zh: '退还工本费', en: 'Card fee given back' },
} as const satisfies Record<string, Words>;

const names: Readonly<Record<string, Words>> = {
  ...Object.fromEntries(Object.entries(receiptActs).map(([kind, { name }]) => [kind, name])),
  ...dividedActs,
};

/** The name of an act by its kind; one that has none is named as it is. */
export const actName = (kind: string): Words => names[kind] ?? { zh: kind, en: kind };

/** The title of an act's receipt. */
export const receiptTitleOf = (kind: ReceiptAct): Words => receiptActs[kind].title;

export const receiptActKinds = Object.keys(receiptActs) as readonly ReceiptAct[];
