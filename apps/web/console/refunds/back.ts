/** What can be asked to go back: what was paid too much, money that waits, and what the bank sent back. */
import type { ConsoleAnswer } from '#libs/contract/console.js';

export type Overpayment = ConsoleAnswer<'overpayments.list'>['overpayments'][number];
export type Outgoing = ConsoleAnswer<'outgoing-payments.list'>['payments'][number];

export type Back =
  | { readonly what: 'overpayment'; readonly overpayment: Overpayment }
  | {
      readonly what: 'suspense-return';
      readonly line: ConsoleAnswer<'waiting-money.list'>['lines'][number];
    }
  | { readonly what: 'again'; readonly payment: Outgoing };
