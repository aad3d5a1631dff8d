/** Speaks to the cooperating bank: an instruction by reference, and the question what became of it. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BankAnswer, BankInstruction } from '#libs/contract/bank.js';
import { formatYuan } from '#libs/money/fen.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Instruction } from './instruction.js';

/** What the bank said; `unknown` when it did not say, `absent` when it has no such reference. */
export type BankOutcome =
  | { readonly outcome: 'succeeded'; readonly bankReference: string }
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'unknown' | 'absent' };

/** The fund's account at the bank: area, scheme and number in the chart of accounts. */
export const fundBankAccount = (areaCode: string, scheme: string, direction: 'debit' | 'credit'): string =>
  `${areaCode}${scheme}${direction === 'debit' ? '1002' : '1004'}`;

@Injectable()
export class BankClient {
  private readonly logger = new Logger('Bank');

  constructor(@Inject(CONFIG) private readonly config: CentralConfig) {}

  /** Sends an instruction; sending the same reference again is safe, the bank books it once. Never throws. */
  instruct({ operationKey, direction, account, amount, funds }: Instruction): Promise<BankOutcome> {
    const body: BankInstruction = {
      reference: operationKey,
      kind: direction,
      account,
      amount: formatYuan(amount),
      counterparts: funds.map((fund) => ({
        account: fundBankAccount(this.config.areaCode, fund.scheme, direction),
        amount: formatYuan(fund.amount),
      })),
    };
    return this.ask('/instructions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** What became of a reference. Never throws. */
  inquire(reference: string): Promise<BankOutcome> {
    return this.ask(`/instructions/${reference}`, {});
  }

  private async ask(path: string, request: RequestInit): Promise<BankOutcome> {
    try {
      const response = await fetch(new URL(path, this.config.bankUrl), {
        ...request,
        signal: AbortSignal.timeout(this.config.bankTimeoutMs),
      });
      if (response.status === 404) return { outcome: 'absent' };
      if (!response.ok) {
        this.logger.error(`bank answered ${response.status} to ${path}`);
        return { outcome: 'unknown' };
      }
      const answer = (await response.json()) as BankAnswer;
      return answer.outcome === 'succeeded'
        ? { outcome: 'succeeded', bankReference: answer.bankReference }
        : { outcome: 'refused', reason: `${answer.reason.zh} / ${answer.reason.en}` };
    } catch (fault) {
      // A call that breaks off says nothing about what the bank did: that is what `unknown` is for.
      this.logger.warn(
        `no answer from the bank to ${path}: ${fault instanceof Error ? fault.message : String(fault)}`,
      );
      return { outcome: 'unknown' };
    }
  }
}
