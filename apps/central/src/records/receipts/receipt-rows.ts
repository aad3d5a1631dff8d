/** How receipts are stored beside their operation. */
import type { RowWrite } from '../../ground/database/row-writes.js';
import type { StoredReceipt } from './receipt-document.js';

export const receiptRow = (operationKey: string, document: StoredReceipt): object => ({
  number: document.number,
  operation_key: operationKey,
  document,
  verification_code: document.verificationCode,
  issued_at: document.issuedAt,
});

export const receipts: RowWrite = {
  table: 'receipt',
  sql: (rows) => `insert into receipt select * from ${rows}`,
};
