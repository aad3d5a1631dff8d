/** What cards' master keys are used for: the word that goes into the audit trail, and what people read for it. */
import type { Words } from '#libs/kernel/words.js';

const keyUses = {
  'internal-authentication': { zh: '验证卡片', en: 'proving a card' },
  'external-authentication': { zh: '取得卡片写入权限', en: 'opening a card for writing' },
  'pin-reset': { zh: '重置卡密码', en: 'resetting a PIN' },
  'pin-unblock': { zh: '解锁卡密码', en: 'unblocking a PIN' },
  'holder-update': { zh: '更新卡内信息', en: 'updating what the chip says' },
  issuance: { zh: '即时制卡', en: 'making a card at the counter' },
  'read-back': { zh: '制卡后核对', en: 'reading a made card back' },
  personalisation: { zh: '个人化', en: 'personalising a chip' },
  'card-batch-export': { zh: '批次制卡文件', en: 'the file of a batch for the card maker' },
  demonstration: { zh: '演示卡制作', en: 'making the demonstration’s cards' },
} as const satisfies Readonly<Record<string, Words>>;

/** Words for what stands in the trail; what an older release wrote there stays as it is. */
export const wordsOfKeyUse = (purpose: string): Words =>
  purpose in keyUses ? keyUses[purpose as keyof typeof keyUses] : { zh: purpose, en: purpose };
