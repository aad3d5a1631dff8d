/** Words for what a batch, its items and the work on it can be. */
import { lifeStates, type LifeState } from '#libs/cards/card-life.js';
import type { Words } from '#libs/kernel/words.js';

export const batchStates: Readonly<Record<'made' | 'approved' | 'rejected', Words>> = {
  made: { zh: '待审批', en: 'To be approved' },
  approved: { zh: '已批准', en: 'Approved' },
  rejected: { zh: '未批准', en: 'Rejected' },
};

/** How an item can end in a batch without a card. */
export const itemEnds: Readonly<Record<'left-out' | 'batch-rejected' | 'spoiled', Words>> = {
  'left-out': { zh: '移出批次', en: 'Left out' },
  'batch-rejected': { zh: '批次未批准', en: 'Batch rejected' },
  spoiled: { zh: '废卡', en: 'Spoiled' },
};

/** What people do to a batch, in order. */
export const batchSteps = {
  made: { zh: '制批', en: 'Made' },
  decided: { zh: '审批', en: 'Decided' },
  exported: { zh: '导出', en: 'Exported' },
  result: { zh: '回盘', en: 'Result taken in' },
  received: { zh: '到货', en: 'Received' },
  'handed-over': { zh: '发放', en: 'Handed over' },
} as const satisfies Record<string, Words>;

/** Kinds of long work on a batch. */
export const batchWorks = {
  'card-batch.approve': { zh: '批准', en: 'Approval' },
  'card-batch.accounts': { zh: '匹配银行账号', en: 'Bank accounts' },
  'card-batch.allot': { zh: '分配空白卡', en: 'Allotment of blank cards' },
  'card-batch.result': { zh: '回盘', en: 'Results of the maker' },
  'card-batch.receive': { zh: '到货', en: 'Arrival of cards' },
  'card-batch.hand-over': { zh: '发放', en: 'Hand-over' },
} as const satisfies Record<string, Words>;

const isEnd = (state: string): state is keyof typeof itemEnds => state in itemEnds;

export const wordsOfItem = (state: string): Words =>
  isEnd(state) ? itemEnds[state] : lifeStates[state as LifeState].words;

/** Every standing that items can be listed by. */
export const isItemState = (state: string): boolean => isEnd(state) || state in lifeStates;
