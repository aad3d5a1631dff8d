/** Receipts to print in tests: an ordinary one, and ways to make it harder. */
import type { ReceiptDocument } from '#libs/contract/receipt-layout.js';

/** A payment of two contributions by the card's bank account. */
export const sampleReceipt = (change: Partial<ReceiptDocument> = {}): ReceiptDocument => ({
  number: 'SK20261124000017',
  kind: 'payment',
  agency: { zh: '德令哈市社会保险服务中心', en: 'Delingha Social Insurance Service Centre' },
  terminalName: '一号窗口',
  operator: { number: '0107', name: '才让卓玛' },
  payerName: '张三',
  maskedNumber: '63**************34',
  cardNumber: 'H12345678',
  lines: [
    {
      schemeName: { zh: '城乡居民基本养老保险', en: 'Resident pension' },
      period: '2026',
      personal: '700.00',
      note: '缴费档次 700 元，政府补贴 60 元另计',
    },
    {
      schemeName: { zh: '城乡居民基本医疗保险', en: 'Resident medical' },
      period: '2027',
      personal: '390.00',
    },
  ],
  total: '1090.00',
  totalCapitals: '壹仟零玖拾元整',
  businessDate: '2026-11-24',
  issuedAt: '2026-11-24T02:15:09Z',
  channel: 'bank',
  bankReference: 'B2026112400000931',
  verificationCode: '7KQ4-M2XD',
  verifyUrl: 'http://127.0.0.1:7300/r/SK20261124000017?code=7KQ4-M2XD',
  copy: 1,
  ...change,
});
