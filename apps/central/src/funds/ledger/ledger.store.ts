/** Locks ledger accounts and appends transfers; accounts are always locked in the order of their ids. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { prepared } from '../../ground/database/prepared.js';
import { newId } from '#libs/kernel/ids.js';
import { accountTypes, type AccountTypeId } from '#libs/ledger/account-types.js';
import type { AccountBalance } from '#libs/ledger/posting.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

/** Names a ledger account; the fund's own has no clerk. */
export const accountKey = (scheme: string, type: AccountTypeId, clerk = ''): string =>
  `${scheme}/${type}/${clerk}`;

/** Accounts in hand, with their balances as they are being changed. */
export type LockedAccounts = {
  /** {@link accountKey} → account id. */
  readonly accountIds: ReadonlyMap<string, string>;
  readonly balances: Map<string, AccountBalance>;
  readonly accountVersions: Map<string, bigint>;
};

type TransferSide = {
  readonly id: string;
  readonly type: AccountTypeId;
  readonly version: bigint;
  readonly balance: Fen;
};

/** One transfer as it is appended: each side with its account's version and balance after it. */
export type NewTransfer = {
  /** The act it belongs to; left out: of no counter. */
  readonly operationKey?: string;
  readonly scheme: string;
  readonly kind: string;
  readonly debit: TransferSide;
  readonly credit: TransferSide;
  readonly amount: Fen;
  readonly effectiveOn: PlainDate;
  readonly bookedAt: Date;
};

@Injectable()
export class LedgerStore {
  /** Locks accounts by key, making those that are missing (a clerk's first cash in a fund). */
  async lock(tx: EntityManager, keys: readonly string[]): Promise<LockedAccounts> {
    const accountIds = new Map<string, string>();
    const locked: LockedAccounts = { accountIds, balances: new Map(), accountVersions: new Map() };
    if (keys.length === 0) return locked;
    const parts = keys.map((key) => key.split('/') as [string, AccountTypeId, string]);
    const columns = [
      parts.map(([scheme]) => scheme),
      parts.map(([, type]) => type),
      parts.map(([, , clerk]) => clerk),
    ];
    type Row = {
      id: string;
      scheme: string;
      type: AccountTypeId;
      clerk: string;
      balance: string;
      held: string;
      version: string;
    };
    const select = `select a.id, a.scheme, a.type, a.clerk, a.balance_fen as balance, a.held_fen as held, a.version from ledger_account a
      join unnest($1::text[], $2::text[], $3::text[]) as k (scheme, type, clerk) using (scheme, type, clerk) order by a.id for update of a`;
    let rows = await prepared<Row>(tx, 'ledger-lock', select, columns);
    if (rows.length < keys.length) {
      await tx.query(
        `insert into ledger_account (id, scheme, type, clerk, may_be_negative)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[]) on conflict do nothing`,
        [keys.map(() => newId()), ...columns, parts.map(([, type]) => accountTypes[type].mayBeNegative)],
      );
      rows = await prepared<Row>(tx, 'ledger-lock', select, columns);
    }
    for (const { id, scheme, type, clerk, balance, held, version } of rows) {
      accountIds.set(accountKey(scheme, type, clerk), id);
      locked.balances.set(id, {
        account: { id, fund: scheme, type },
        balance: fen(BigInt(balance)),
        held: fen(BigInt(held)),
      });
      locked.accountVersions.set(id, BigInt(version));
    }
    return locked;
  }

  /** Appends one transfer and takes both accounts along, in one statement: the database looks at what it wrote as a whole. Answers its id. */
  async append(tx: EntityManager, transfer: NewTransfer): Promise<string> {
    const { scheme, kind, debit, credit, amount, effectiveOn, bookedAt } = transfer;
    const [row]: { id: string }[] = await tx.query(
      `with taken_along as (
         update ledger_account a set balance_fen = s.balance, version = s.version
         from (values ($3::uuid, $5::bigint, $6::bigint), ($7, $9, $10)) as s (id, version, balance) where a.id = s.id)
       insert into transfer (scheme, kind, debit_account_id, debit_type, debit_version, debit_balance_after_fen,
         credit_account_id, credit_type, credit_version, credit_balance_after_fen, amount_fen, effective_on, booked_at, operation_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id`,
      [
        scheme,
        kind,
        debit.id,
        debit.type,
        debit.version.toString(),
        debit.balance.toString(),
        credit.id,
        credit.type,
        credit.version.toString(),
        credit.balance.toString(),
        amount.toString(),
        effectiveOn,
        bookedAt.toISOString(),
        transfer.operationKey ?? null,
      ],
    );
    if (row === undefined) throw new Error('a transfer was not appended');
    return row.id;
  }
}
