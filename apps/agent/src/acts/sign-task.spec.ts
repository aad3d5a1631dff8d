/** Promise of what the hands have signed: the slip is asked for just where two parts print. */
import { expect, it } from '@jest/globals';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { signTask } from './sign-task.js';

const paper = {
  agency: { zh: '局', en: 'Bureau' },
  terminalName: '一号窗口',
  number: '1',
  operator: { number: '0001', name: '马秀兰' },
  payerName: '索南代吉',
  maskedNumber: '63**************66',
  cardNumber: 'A00000001',
  lines: [],
  total: '1.00',
  totalCapitals: '壹元整',
  businessDate: '2026-11-24',
  issuedAt: '2026-11-24T00:00:00Z',
  bankReference: null,
  verificationCode: '0',
  verifyUrl: 'http://127.0.0.1/',
  copy: 1,
} as const;

it.each([
  ['payment', 'cash', undefined, 0],
  ['payment', 'bank', 'pin', 0],
  ['payment', 'bank', 'signature', 1],
  ['collection', 'bank', undefined, 0],
  ['collection', 'cash', undefined, 1],
  ['reversal', 'cash', undefined, 1],
  ['refund', 'cash', undefined, 1],
  ['refund', 'bank', undefined, 1],
  ['card-service', 'cash', undefined, 1],
  ['card-service', 'none', undefined, 0],
] as const)('%s, %s, consent %s: %s slip to be signed', (kind, channel, debitConsent, slips) => {
  const receipt = { kind, channel, ...(debitConsent === undefined ? {} : { debitConsent }) };
  expect(signTask(receipt)).toHaveLength(slips);
  const printed = layOutReceipt({ ...paper, ...receipt }, 80);
  expect(printed.includes('经办留存联')).toBe(slips === 1);
});
