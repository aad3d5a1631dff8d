/** Speaks to the cooperating bank: an instruction by reference, and the question what became of it. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BankInstruction } from '#libs/contract/bank.js';
import { formatYuan } from '#libs/money/fen.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { readBankAnswer, readBankStatus, type BankOutcome } from './bank-answer.js';
import type { Instruction } from './instruction.js';

/** The fund's account at the bank, or that of the finance (1003): area, scheme and number in the chart of accounts. */
export const fundBankAccount = (
  areaCode: string,
  scheme: string,
  code: Instruction['fundAccount'] | '1003',
): string => `${areaCode}${scheme}${code}`;

@Injectable()
export class BankClient {
  private readonly logger = new Logger('Bank');

  constructor(@Inject(CONFIG) private readonly config: CentralConfig) {}

  /** Sends an instruction; sending the same reference again is safe, the bank books it once. Never throws. */
  instruct({
    operationKey,
    direction,
    account,
    fundAccount,
    amount,
    funds,
  }: Instruction): Promise<BankOutcome> {
    const body: BankInstruction = {
      reference: operationKey,
      kind: direction,
      account,
      amount: formatYuan(amount),
      counterparts: funds.map((fund) => ({
        account: fundBankAccount(this.config.areaCode, fund.scheme, fundAccount),
        amount: formatYuan(fund.amount),
      })),
    };
    return this.ask(operationKey, '/instructions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** What became of a reference. Never throws. */
  async inquire(reference: string): Promise<BankOutcome> {
    const outcome = await this.ask(reference, `/instructions/${reference}`, {});
    // It was only asked: that it does not take the question says nothing about the instruction.
    return outcome.outcome === 'rejected' ? { outcome: 'unknown', said: outcome.said } : outcome;
  }

  private async ask(reference: string, path: string, request: RequestInit): Promise<BankOutcome> {
    try {
      const response = await fetch(`${this.config.bankUrl}${path}`, {
        ...request,
        signal: AbortSignal.timeout(this.config.bankTimeoutMs),
      });
      const text = await response.text();
      if (response.status === 404 && request.method === undefined) return { outcome: 'absent' };
      if (!response.ok) {
        const said = readBankStatus(response.status);
        this.logger.error(`bank answered ${response.status} to ${path} for ${reference}: ${said.outcome}`);
        return said;
      }
      const answer = readBankAnswer(reference, parsed(text));
      if (answer !== null) return answer;
      this.logger.error(
        `bank answered ${reference} with what is no answer (${response.status}, ${text.length} characters, outcome ${wordIn(text)})`,
      );
      return { outcome: 'unknown', said: `HTTP ${response.status}, no answer` };
    } catch (fault) {
      // A call that breaks off says nothing about what the bank did: that is what `unknown` is for.
      const said = fault instanceof Error ? fault.message : String(fault);
      this.logger.warn(`no answer from the bank to ${path}: ${said}`);
      return { outcome: 'unknown', said: `no answer: ${said}`.slice(0, 200) };
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON is no answer; the caller tells it.
    return undefined;
  }
};

/** The word an answer has for its outcome, for the log: short, and never anything else of what came. */
const wordIn = (text: string): string => /"outcome"\s*:\s*"([a-z-]{1,30})"/.exec(text)?.[1] ?? 'none';
