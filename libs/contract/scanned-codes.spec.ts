/** Promises of what is recognised in a scanned code. */
import { expect, it } from '@jest/globals';
import { readScannedCode } from './scanned-codes.js';

const number = '63280220261124000001';

it.each([
  `https://card.delingha.example/v1/receipts/${number}?code=7QK2-MX4P`,
  `http://127.0.0.1:7300/v1/receipts/${number}?code=7qk2-mx4p`,
  ` https://bureau.example/social/v1/receipts/${number}?code=7QK2-MX4P `,
])('%s is that of a receipt', (text) => {
  expect(readScannedCode(text)).toEqual({ kind: 'receipt', number, code: '7QK2-MX4P' });
});

it.each([
  'https://card.delingha.example/prepare/#on=2026-11-28&collect=1',
  'http://127.0.0.1:7300/prepare/#on=2026-11-28&collect=1',
  'https://bureau.example/social/prepare/#on=2026-11-28&collect=1',
])('%s is a prepared act', (text) => {
  const act = { preparedOn: '2026-11-28', pay: [], collect: true, service: null };
  expect(readScannedCode(text)).toEqual({ kind: 'prepared', act });
});

it.each([
  '',
  number,
  '6901234567892',
  'https://shop.example/v1/receipts/1?code=AAAA',
  `https://card.example/v1/receipts/${number}`,
  `https://card.example/v1/receipts/${number}?code=`,
  `https://card.example/v1/receipts/${number}?code=A&B`,
  'https://card.example/prepare/',
  'https://card.example/prepare/#collect=1',
  'https://card.example/other/#on=2026-11-28&collect=1',
  `javascript:alert(1)//x/v1/receipts/${number}?code=AAAA`,
])('%s is none of ours', (text) => {
  expect(readScannedCode(text)).toBeNull();
});
