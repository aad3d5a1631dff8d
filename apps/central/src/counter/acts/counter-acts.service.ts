/** Pays, collects, draws and deposits: through the queue, and through the bank where the money goes that way. */
import { Injectable } from '@nestjs/common';
import { BankClient, type BankOutcome } from '../../funds/bank/bank.client.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Instruction } from '../../funds/bank/instruction.js';
import type { Operation } from '../../records/operations/operation.js';
import type { CardAct, Outcome, TillAct } from './counter-act.js';
import { ActQueue } from './act-queue.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

const askAgainAfterMs = 1000;

export type Answered = { readonly operation: Operation; readonly replayed: boolean };

const accepted = (outcome: Outcome): Extract<Outcome, { settled: true }> => {
  if (!outcome.settled) throw new Refused(outcome.code, outcome.detail);
  return outcome;
};

@Injectable()
export class CounterActsService {
  constructor(
    private readonly queue: ActQueue,
    private readonly bank: BankClient,
    private readonly unknown: UnknownOutcomesStore,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The operation as far as it has come; `running` or `unknown` while the bank has not said. Throws Refused. */
  async settle(act: CardAct | TillAct): Promise<Answered> {
    const { operation, replayed, instruction } = accepted(await this.queue.settle(act));
    if (instruction === null) return { operation, replayed };
    return { operation: await this.throughBank(operation, instruction), replayed };
  }

  /** Asks the bank about an instruction whose outcome is unknown; sends it again when the bank never got it. */
  async resolve(instruction: Instruction): Promise<void> {
    const asked = await this.bank.inquire(instruction.operationKey);
    const outcome = asked.outcome === 'absent' ? await this.bank.instruct(instruction) : asked;
    await this.conclude(instruction.operationKey, outcome);
  }

  private async throughBank(operation: Operation, instruction: Instruction): Promise<Operation> {
    const outcome = await this.bank.instruct(instruction);
    return (await this.conclude(instruction.operationKey, outcome)) ?? { ...operation, state: 'unknown' };
  }

  /** The operation once concluded; null while the bank has not said. */
  private async conclude(key: string, outcome: BankOutcome): Promise<Operation | null> {
    switch (outcome.outcome) {
      case 'succeeded':
        return accepted(
          await this.queue.settle({
            kind: 'conclusion',
            key,
            outcome: { succeeded: true, bankReference: outcome.bankReference },
          }),
        ).operation;
      case 'refused':
        return accepted(
          await this.queue.settle({
            kind: 'conclusion',
            key,
            outcome: { succeeded: false, reason: outcome.reason },
          }),
        ).operation;
      case 'absent':
      case 'unknown': {
        const askAt = new Date(this.clock.now().getTime() + askAgainAfterMs);
        await this.database.transaction((tx) => this.unknown.setUnknown(tx, key, askAt));
        return null;
      }
    }
  }
}
