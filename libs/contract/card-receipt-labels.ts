/** What the rows of a card service's receipt are called: four characters at most, so that they fit beside their values on 58 mm. */
import type { Words } from './problems.js';

export const cardReceiptLabels = {
  applicationNumber: { zh: '申领编号', en: 'Appl. no.' },
  state: { zh: '状态', en: 'State' },
  reason: { zh: '事由', en: 'Reason' },
  fee: { zh: '工本费', en: 'Fee' },
  feeReturned: { zh: '退工本费', en: 'Fee returned' },
  oldCard: { zh: '原卡号', en: 'Old card' },
  validUntil: { zh: '有效期至', en: 'Valid to' },
  answerBy: { zh: '答复期限', en: 'Answer by' },
  note: { zh: '说明', en: 'Note' },
  collectAt: { zh: '领取地点', en: 'Collect at' },
  lapses: { zh: '自动解除', en: 'Lapses on' },
  agent: { zh: '代办人', en: 'Agent' },
  origin: { zh: '发起程序', en: 'Asked by' },
  guardian: { zh: '监护人', en: 'Guardian' },
  asked: { zh: '待审批', en: 'To approve' },
  changed: { zh: '变更项目', en: 'Changed' },
  bank: { zh: '银行账户', en: 'Bank' },
  tracking: { zh: '查询进度', en: 'To track' },
  nextStep: { zh: '下一步', en: 'Next step' },
  signature: { zh: '签字', en: 'Signature' },
} as const satisfies Record<string, Words>;
