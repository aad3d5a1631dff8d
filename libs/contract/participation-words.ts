/** How people call the reasons for which somebody is no longer insured. */
import type { Words } from '#libs/kernel/words.js';

export const endReasonWords = {
  left: { zh: '离职', en: 'left the unit' },
  death: { zh: '死亡', en: 'died' },
  emigrated: { zh: '出国定居', en: 'left the country for good' },
  retired: { zh: '退休', en: 'retired' },
  transferred: { zh: '转出', en: 'transferred' },
  'moved-scheme': { zh: '转换险种', en: 'moved to another scheme' },
  merged: { zh: '合并重复登记', en: 'duplicate merged' },
  suspended: { zh: '中断', en: 'suspended' },
  'project-ended': { zh: '项目完工', en: 'project ended' },
} as const satisfies Record<string, Words>;

export type EndReason = keyof typeof endReasonWords;
