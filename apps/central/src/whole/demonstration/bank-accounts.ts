/** Opens accounts at the demonstration's bank. */
import type { BankAccount } from '#libs/contract/bank.js';

/** One that is there already stays as it is. Throws Error when the bank refuses. */
export const openBankAccount = async (bankUrl: string, account: BankAccount): Promise<void> => {
  const response = await fetch(`${bankUrl}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`the bank refused to open ${account.account}: ${response.status}`);
};
