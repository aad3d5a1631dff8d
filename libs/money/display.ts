/** Amounts as pages and receipts show them: ¥1,090.00. */
import { type Fen, formatYuan } from './fen.js';

/** `¥1,090.00`; a negative amount is `-¥1,090.00`. */
export const displayYuan = (amount: Fen): string =>
  formatYuan(amount)
    .replace(/\B(?=(\d{3})+\.)/g, ',')
    .replace(/^(-?)/, '$1¥');
