/** Books many transfers of one fund's own accounts at once: a file of them is one statement, and each is still a row of its own. */
import { Injectable } from '@nestjs/common';
import type { ProblemCode } from '#libs/contract/problems.js';
import { flows, type FlowKind } from '#libs/ledger/flows.js';
import { postTogether, type Posting } from '#libs/ledger/posting.js';
import type { Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { together } from '../../ground/database/row-writes.js';
import { Refused } from '../../ground/http/refused.js';
import { ledgerAccounts, transfers } from './ledger-rows.js';
import { accountKey, LedgerStore } from './ledger.store.js';

/** One amount that moves by a lawful flow, none of whose accounts is a clerk's. */
export type FundMovement = {
  readonly kind: FlowKind;
  readonly amount: Fen;
  /** The payment it is of, where there is one. */
  readonly operationKey?: string;
};

const write = together('many-transfers', { transfers, ledgerAccounts });

@Injectable()
export class ManyTransfers {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly clock: Clock,
  ) {}

  /** Holds the accounts that movements of these kinds change until this transaction ends. */
  async hold(tx: Transaction, scheme: string, kinds: readonly FlowKind[]): Promise<void> {
    await this.ledger.lock(tx, [
      ...new Set(
        kinds.flatMap((kind) => [
          accountKey(scheme, flows[kind].debit),
          accountKey(scheme, flows[kind].credit),
        ]),
      ),
    ]);
  }

  /** Books them in order, all or none. Throws Refused `short` when an account that one comes from has too little. */
  async book(
    tx: Transaction,
    scheme: string,
    movements: readonly FundMovement[],
    short: ProblemCode = 'fund-short',
  ): Promise<void> {
    if (movements.length === 0) return;
    const keysOf = ({ kind }: FundMovement): readonly [string, string] => [
      accountKey(scheme, flows[kind].debit),
      accountKey(scheme, flows[kind].credit),
    ];
    const { accountIds, balances, accountVersions } = await this.ledger.lock(tx, [
      ...new Set(movements.flatMap(keysOf)),
    ]);
    const idOf = (key: string): string => {
      const id = accountIds.get(key);
      if (id === undefined) throw new Error(`account ${key} could not be locked`);
      return id;
    };
    const postings = movements.map((movement): Posting => {
      const [debit, credit] = keysOf(movement);
      return {
        fund: scheme,
        kind: movement.kind,
        amount: movement.amount,
        debit: idOf(debit),
        credit: idOf(credit),
      };
    });
    const group = postTogether(balances, postings);
    if (!group.ok) throw new Refused(short, `${scheme} ${group.refusal.reason}`);
    const nextVersion = (id: string): string => {
      const version = (accountVersions.get(id) ?? 0n) + 1n;
      accountVersions.set(id, version);
      return version.toString();
    };
    const [today, now] = [this.clock.today(), this.clock.now().toISOString()];
    await write(tx, {
      transfers: group.value.posted.map(({ transfer, debitBalance, creditBalance }, index) => ({
        operation_key: movements[index]?.operationKey ?? null,
        scheme: transfer.fund,
        kind: transfer.kind,
        debit_account_id: transfer.debit.id,
        debit_type: transfer.debit.type,
        credit_account_id: transfer.credit.id,
        credit_type: transfer.credit.type,
        amount_fen: transfer.amount.toString(),
        debit_version: nextVersion(transfer.debit.id),
        debit_balance_after_fen: debitBalance.toString(),
        credit_version: nextVersion(transfer.credit.id),
        credit_balance_after_fen: creditBalance.toString(),
        effective_on: today,
        booked_at: now,
      })),
      ledgerAccounts: Array.from(group.value.changed, ([id, { balance, held }]) => ({
        id,
        balance_fen: balance.toString(),
        held_fen: held.toString(),
        version: accountVersions.get(id)?.toString(),
      })),
    });
  }
}
