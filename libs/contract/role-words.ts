/** What the roles are called. */
import type { Words } from '#libs/kernel/words.js';
import type { Role } from './authority.js';

export const roleWords: Readonly<Record<Role, Words>> = {
  'window-clerk': { zh: '窗口经办', en: 'window clerk' },
  reviewer: { zh: '复核', en: 'reviewer' },
  approver: { zh: '审批', en: 'approver' },
  'batch-operator': { zh: '批次操作', en: 'batch operator' },
  'fund-accountant': { zh: '基金财务', en: 'fund accountant' },
  auditor: { zh: '审计', en: 'auditor' },
  administrator: { zh: '管理员', en: 'administrator' },
};
