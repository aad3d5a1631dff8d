/** What comes next in each state of a card's life, for whoever waits for the card. */
import type { LifeState } from './card-life.js';
import type { Words } from '#libs/kernel/words.js';

export const nextSteps: Readonly<Record<LifeState, Words>> = {
  applied: { zh: '等待审核', en: 'Wait for the review' },
  approved: { zh: '等待制卡', en: 'Wait for the card to be made' },
  rejected: { zh: '更正后重新申领', en: 'Put it right and apply again' },
  withdrawn: { zh: '需要时重新申领', en: 'Apply again when it is wanted' },
  'in-production': { zh: '等待制卡完成', en: 'Wait until the card is made' },
  personalised: { zh: '等待送达领取网点', en: 'Wait for the delivery to the place of collection' },
  delivered: { zh: '持身份证件到网点领取', en: 'Collect it with an identity document' },
  'handed-over': { zh: '到窗口启用并设置密码', en: 'Have it enabled at a window and set the PIN' },
  enabled: { zh: '可以使用', en: 'It can be used' },
  'temporarily-lost': {
    zh: '找回请解挂，未找回请正式挂失',
    en: 'Lift the loss if it is found, report it formally if not',
  },
  'formally-lost': { zh: '申请补领', en: 'Apply for a replacement' },
  locked: { zh: '持卡到窗口解锁', en: 'Have it unlocked at a window, with the card' },
  replaced: { zh: '使用新卡', en: 'Use the new card' },
  cancelled: { zh: '需要时重新申领', en: 'Apply again when it is wanted' },
};

/** How whoever applied learns how far it is; number and name stand on the receipt. */
export const howToTrack: Words = {
  zh: '凭申领编号和姓名查询',
  en: 'Ask with application number and name',
};
