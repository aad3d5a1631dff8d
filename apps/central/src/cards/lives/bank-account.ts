/** The bank account of a card as it may be shown. */
import { maskBankAccount } from '#libs/identity/masked-account.js';
import type { Card } from './card.entity.js';

/** `6217 **** **** 0001`; null where the card has none to use. */
export const maskedAccountOf = ({
  bankAccount,
  bankAccountState,
}: Pick<Card, 'bankAccount' | 'bankAccountState'>): string | null =>
  bankAccount === null || bankAccountState === 'none' ? null : maskBankAccount(bankAccount);
