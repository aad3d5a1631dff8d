/** What kinds of events of the audit trail are called; one without words is shown as it is written there. */
import { actName } from '#libs/contract/act-words.js';
import type { Words } from '#libs/kernel/words.js';

/** Kinds that can be chosen: an action, or the beginning of one with its dot. */
export const actionKinds: Readonly<Record<string, Words>> = {
  'card-files.read': { zh: '查看卡档', en: 'Card file looked at' },
  'past-acts.list': { zh: '查看办理记录', en: 'Past acts looked at' },
  'people-by-name.find': { zh: '按姓名查找', en: 'Searched by name' },
  'documents.': { zh: '出具缴费证明', en: 'Paper of contributions given out' },
  'person-overviews.read': { zh: '查看个人全景', en: 'All about a person looked at' },
  'units.list-people': { zh: '查看单位人员', en: 'People of a unit looked at' },
  'differences.': { zh: '查看追溯差额', en: 'Differences looked at' },
  'retroactive-difference.': { zh: '追溯差额', en: 'Differences of the past' },
  'units.': { zh: '单位登记', en: 'Units registered and changed' },
  'participations.': { zh: '参保登记与增减员', en: 'Taken into schemes, ended, voided' },
  'people-by-name.pick': { zh: '按姓名选定', en: 'Picked by name' },
  'card-sessions.': { zh: '查看插卡人', en: 'Holder of a card looked at' },
  'person.number-revealed': { zh: '显示全号', en: 'Full number shown' },
  'photos.read': { zh: '查看照片', en: 'Photo looked at' },
  'receipts.read': { zh: '查看收据', en: 'Receipt looked at' },
  'receipt.': { zh: '收据打印', en: 'Receipt printed' },
  'card-applications.': { zh: '查看申领', en: 'Applications looked at' },
  'card-application.': { zh: '申领办理', en: 'Application dealt with' },
  'card-service.': { zh: '卡服务', en: 'Card service' },
  'card-batches.': { zh: '查看批次', en: 'Batches looked at' },
  'card-batch.': { zh: '批次办理', en: 'Batch dealt with' },
  'card-import.': { zh: '导入', en: 'Import' },
  'card-stock.': { zh: '库存', en: 'Stock' },
  'card-maker.': { zh: '制卡商', en: 'Card maker' },
  'card.': { zh: '芯片核对', en: 'Chip compared' },
  'production-files.': { zh: '取制卡文件', en: 'Production file fetched' },
  'production-file.': { zh: '收制卡文件', en: 'Production file taken in' },
  'issuances.': { zh: '即时制卡', en: 'Card made at the window' },
  'payment.': actName('payment'),
  'collection.': actName('collection'),
  'reversal.': actName('reversal'),
  'refund.': actName('refund'),
  'till-draw.': actName('till-draw'),
  'till-deposit.': actName('till-deposit'),
  'till-return.': actName('till-return'),
  'shift.': { zh: '班次', en: 'Shift' },
  'shift-count.': actName('shift-count'),
  'shift-hand-over.': actName('shift-hand-over'),
  'approvals.': { zh: '查看待办理事项', en: 'Approvals looked at' },
  'staff.': { zh: '人员与登录', en: 'Staff and sign-ins' },
  'terminal.': { zh: '终端', en: 'Terminal' },
  'key.': { zh: '使用密钥', en: 'Key used' },
  'keys.': { zh: '密钥更换', en: 'Keys renewed' },
  'signing-key.': { zh: '签名密钥', en: 'Signing key' },
  'job.': { zh: '作业', en: 'Job' },
  'work.': { zh: '长任务', en: 'Long work' },
  'retention.': { zh: '到期清除', en: 'Removed at its term' },
  'audit.': { zh: '查看审计记录', en: 'Audit trail looked at' },
};

/** The words of an action: its own, else those of its kind. */
export const wordsOfAction = (action: string): Words | null =>
  actionKinds[action] ?? actionKinds[`${action.split('.')[0] ?? ''}.`] ?? null;
