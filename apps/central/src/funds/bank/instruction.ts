/** What the bank is asked to do with money, and by which key it knows it. */
import type { Fen } from '#libs/money/fen.js';

/** Money that has to go through the bank before the act is done. */
export type Instruction = {
  /** Also what the bank knows it by: one key, one booking. */
  readonly operationKey: string;
  readonly direction: 'debit' | 'credit';
  readonly account: string;
  /** The funds' accounts, by their number in the chart: income (1002) or expenditure (1004). */
  readonly fundAccount: '1002' | '1004';
  readonly amount: Fen;
  /** What each fund gets or gives. */
  readonly funds: readonly { readonly scheme: string; readonly amount: Fen }[];
};
