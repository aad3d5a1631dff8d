/** Pays, collects, draws and deposits: through the queue, and through the bank where the money goes that way. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { actName } from '#libs/contract/act-words.js';
import { sum } from '#libs/money/fen.js';
import { ActReleases } from '../releases/act-releases.service.js';
import type { BankOutcome } from '../../funds/bank/bank-answer.js';
import { BankClient } from '../../funds/bank/bank.client.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import type { StaffWriter } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { Instruction } from '../../funds/bank/instruction.js';
import type { Operation } from '../../records/operations/operation.js';
import { ActQueue } from './act-queue.js';
import { leaseMs } from './bank-patience.js';
import type { BankConclusion, CardAct, Outcome, TillAct, UndoAct } from './counter-act.js';
import { CashReleases } from './cash-releases.service.js';
import { UnknownOutcomesStore } from './unknown-outcomes.store.js';

export type Answered = { readonly operation: Operation; readonly replayed: boolean };

const accepted = (outcome: Outcome): Extract<Outcome, { settled: true }> => {
  if (!outcome.settled) throw new Refused(outcome.code, outcome.detail);
  return outcome;
};

@Injectable()
export class CounterActsService {
  private readonly logger = new Logger('CounterActs');

  constructor(
    private readonly queue: ActQueue,
    private readonly bank: BankClient,
    private readonly unknown: UnknownOutcomesStore,
    private readonly releases: CashReleases,
    private readonly actReleases: ActReleases,
    private readonly database: CounterDatabase,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** The operation as far as it has come; `running` or `unknown` while the bank has not said. Throws Refused. */
  async settle(act: CardAct | TillAct | UndoAct): Promise<Answered> {
    const { staff } = act;
    // Nobody there could take it, or hand it out.
    if (staff === null && act.channel === 'cash') throw new Refused('cash-at-window-only');
    const outcome = await this.queue.settle(act);
    // Only cash waits for a second person, and only somebody of the staff hands out cash.
    if (!outcome.settled && staff !== null) {
      if (outcome.code === 'collection-needs-second-person' && act.kind === 'collection')
        await this.releases.ask({ ...act, staff });
      if (outcome.code === 'cash-above-limit' && !('undoes' in act))
        await this.askToRelease({ ...act, staff }, outcome.detail);
    }
    const { operation, replayed, instruction } = accepted(outcome);
    if (instruction === null) return { operation, replayed };
    return { operation: await this.throughBank(operation, instruction), replayed };
  }

  /** Asks the bank about an instruction whose outcome is unknown; sends it again when the bank never got it. */
  async resolve(instruction: Instruction): Promise<void> {
    const asked = await this.bank.inquire(instruction.operationKey);
    const outcome = asked.outcome === 'absent' ? await this.bank.instruct(instruction) : asked;
    await this.conclude(instruction.operationKey, outcome);
  }

  /**
   * Concludes an act whose instruction is with a person (outcome `needs-person`), by what the bank's statement says, in the transaction
   * of the decision of two persons. Before, `UnknownOutcomesStore.giveToPerson` has stopped it from being sent again. Throws Refused
   * `not-found` when it is not with a person, `still-running` while a call of before may still be out.
   */
  async concludeByStatement(
    tx: Transaction,
    key: string,
    outcome: BankConclusion['outcome'],
  ): Promise<Operation> {
    const since = await this.unknown.heldSince(tx, key);
    if (since === null) throw new Refused('not-found', 'bank instruction with a person');
    if (this.clock.now().getTime() - since.getTime() < leaseMs(this.config))
      throw new Refused('still-running', key);
    const { operation, replayed } = accepted(
      await this.queue.settleWithin(tx, { kind: 'conclusion', key, outcome }),
    );
    // The bank said it meanwhile: that stands, and may be something else than was decided.
    if (replayed) throw new Refused('not-found', 'bank instruction with a person');
    return operation;
  }

  /** Asks a second person to release an act that passes a limit: told by what the clerk is told. */
  private askToRelease(act: (CardAct | TillAct) & StaffWriter, why = ''): Promise<void> {
    const [zh = '', en = ''] = why.split(' / ');
    return this.actReleases.ask('cash-above-limit', {
      key: act.key,
      terminal: act.terminal,
      staff: act.staff,
      bodyDigest: act.bodyDigest,
      amount: 'items' in act ? sum(act.items.map(({ amount }) => amount)) : act.amount,
      what: actName(act.kind),
      why: { zh, en },
    });
  }

  private async throughBank(operation: Operation, instruction: Instruction): Promise<Operation> {
    const outcome = await this.bank.instruct(instruction);
    try {
      return (await this.conclude(instruction.operationKey, outcome)) ?? { ...operation, state: 'unknown' };
    } catch (fault) {
      // The bank has been told: that its answer could not be taken in now is no refusal of the act. It is asked for again by itself.
      const said = fault instanceof Error ? fault.message : String(fault);
      this.logger.warn(`what the bank said of ${operation.key} is taken in later: ${said}`);
      return { ...operation, state: 'unknown' };
    }
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
      case 'unknown':
      case 'rejected': {
        const said = outcome.outcome === 'absent' ? 'no such reference' : outcome.said;
        const rejected = outcome.outcome === 'rejected';
        await this.database.transaction((tx) =>
          this.unknown.setUnknown(tx, key, { said, rejected }, this.clock.now()),
        );
        return null;
      }
    }
  }
}
