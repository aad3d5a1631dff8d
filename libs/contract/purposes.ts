/** What somebody's data is looked at for: sent as `X-Purpose` by whoever looks, and kept in the audit trail. */
import type { Role } from './authority.js';
import type { Words } from '#libs/kernel/words.js';

export const purposes = {
  'at-counter': { zh: '本人或代办人在窗口办理', en: 'The holder or an agent stands at the counter' },
  review: { zh: '复核申领', en: 'An application is reviewed' },
  production: { zh: '制卡与发放', en: 'Cards are made or handed out' },
  complaint: { zh: '处理咨询投诉', en: 'A question or a complaint is looked into' },
  correction: { zh: '更正差错', en: 'A mistake is put right' },
  inspection: { zh: '稽核检查', en: 'The work is inspected' },
} as const satisfies Record<string, Words>;

export type Purpose = keyof typeof purposes;

/** What each role looks at people's data for when nothing more is said: the work it is there for. */
export const usualPurpose: Readonly<Record<Role, Purpose>> = {
  'window-clerk': 'at-counter',
  reviewer: 'review',
  approver: 'review',
  'batch-operator': 'production',
  'fund-accountant': 'correction',
  auditor: 'inspection',
  administrator: 'correction',
};

export const purposeNames = Object.keys(purposes) as readonly Purpose[];
