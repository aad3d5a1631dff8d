/** Which limit for cash an act passes; whoever passes none needs nobody else. */
import type { Words } from '#libs/contract/problems.js';
import { feeBooks } from '#libs/contract/schemes.js';
import { add, formatYuan, type Fen, zeroFen } from '#libs/money/fen.js';
import type { CardAct, TillAct } from './counter-act.js';
import type { GroupState } from './group-state.js';

const tooMuch = (limitZh: string, limitEn: string, most: Fen, would: Fen): Words => ({
  zh: `${limitZh} ${formatYuan(most)} 元，办理后为 ${formatYuan(would)} 元`,
  en: `${limitEn} ${formatYuan(most)} yuan, it would be ${formatYuan(would)}`,
});

/** The first limit that an act of so much passes, in the words of whoever has to release it; null: none. */
export const limitPassed = (
  { limits, atWindow, tills }: Pick<GroupState, 'limits' | 'atWindow' | 'tills'>,
  act: CardAct | TillAct,
  total: Fen,
): Words | null => {
  if (act.channel !== 'cash' || act.staff === null) return null;
  if (limits === null) throw new Error('cash is asked for, and no limit was read');
  const here = atWindow.get(act.key);
  const till = tills.get(act.staff.number) ?? {
    received: here?.received ?? zeroFen,
    imprest: here?.imprest ?? zeroFen,
  };
  switch (act.kind) {
    case 'payment': {
      const would = add(till.received, total);
      return would > limits.received
        ? tooMuch('收缴现金保管限额', 'limit for cash taken in', limits.received, would)
        : null;
    }
    case 'collection':
      return total > limits.collection
        ? tooMuch('单笔现金发放限额', 'limit for one collection in cash', limits.collection, total)
        : null;
    case 'till-draw': {
      if (total > limits.draw) return tooMuch('单次领取备付金限额', 'limit for one draw', limits.draw, total);
      // Cash to give fees back is no benefit cash.
      if (act.scheme === feeBooks) return null;
      const would = add(till.imprest, total);
      return would > limits.imprest
        ? tooMuch('备付现金保管限额', 'limit for drawn cash', limits.imprest, would)
        : null;
    }
    case 'till-deposit':
    case 'till-return':
      return null;
  }
};
