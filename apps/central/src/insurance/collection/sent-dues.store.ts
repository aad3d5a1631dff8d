/** Takes dues of persons in hand for another channel, and reads them again, held, when it has answered. */
import type { AccountShare } from '#libs/contributions/personal-account.js';
import type { ReceiptInstalment } from '#libs/contract/receipt-money.js';
import { Injectable } from '@nestjs/common';
import { fen, yuan, type Fen } from '#libs/money/fen.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Transaction } from '../../ground/database/database.js';
import { together } from '../../ground/database/row-writes.js';
import { accountShareOf, type StoredAccountShare } from '../contributions/account-share.js';
import { instalmentOf, instalmentState } from '../contributions/instalment-state.js';
import { markedDues } from '../contributions/due-rows.js';
import type { Channel } from './channel-orders.store.js';

/** A tier as the assessment of a due keeps it, in yuan. */
type StoredTier = Readonly<Record<'amount' | 'governmentPart' | 'subsidy', string>>;

export type Tier = { readonly amount: Fen; readonly governmentPart: Fen; readonly subsidy: Fen };

/** A due that can be sent: its amount is its own, or that of the tier its agreement names. */
export type SendableDue = {
  readonly id: string;
  readonly amount: Fen;
  /** Null where a tier is chosen as it is paid. */
  readonly own: Fen | null;
  readonly agreement: string | null;
  readonly account: string | null;
  readonly accountName: string | null;
};

/** A due that is in hand, held. */
export type HeldDue = {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly socialSecurityNumber: string;
  readonly scheme: string;
  readonly period: string;
  /** Null where a tier is chosen as it is paid. */
  readonly amount: Fen | null;
  readonly tiers: readonly Tier[];
  readonly creditsPersonalAccount: boolean;
  /** Null: all that is paid is the account's. */
  readonly accountShare: AccountShare | null;
  readonly inHand: boolean;
  /** Of arrears by agreement: which instalment it is. */
  readonly instalment: ReceiptInstalment | null;
};

/** How a due goes on: paid by an operation, or free again. */
export type DueAfter = {
  readonly id: string;
  readonly state: 'open' | 'in-payment' | 'paid';
  readonly amount: Fen | null;
  readonly settledBy: string | null;
};

const write = together('sent-dues', { markedDues });

const tiersOf = (tiers: readonly StoredTier[]): Tier[] =>
  tiers.map(({ amount, governmentPart, subsidy }) => ({
    amount: yuan(amount),
    governmentPart: yuan(governmentPart),
    subsidy: yuan(subsidy),
  }));

/** SQL: no instalment of a later month, whose agreement is kept. */
const isDue = `not exists (select from due_agreement_part i join due_agreement g on g.approval_id = i.approval_id
  where i.due_id = d.id and i.due_on >= date_trunc('month', $3::date) + interval '1 month' and ${instalmentState('$3')} = 'kept')`;
const agreementColumns = `a.id as agreement, a.account, a.account_name as "accountName", a.tier_fen as tier`;
const stands = `a.since <= $3 and (a.until is null or a.until >= $3)
  and not exists (select from person_debit_agreement_end e where e.agreement_id = a.id)`;

@Injectable()
export class SentDuesStore {
  /** What persons owe in a scheme for periods up to a month and no channel has in hand, of instalments those of the month, held: by debit of those with an agreement, by the tax authority of all. */
  async sendable(
    tx: Transaction,
    channel: Channel,
    scheme: string,
    through: string,
    on: PlainDate,
  ): Promise<SendableDue[]> {
    type Row = Omit<SendableDue, 'amount'> & {
      readonly amount: string | null;
      readonly tier: string | null;
      readonly tiers: readonly StoredTier[];
    };
    const rows: Row[] = await tx.query(
      channel === 'debit'
        ? `select d.id, d.amount_fen as amount, d.assessment->'tiers' as tiers, ${agreementColumns}
           from person_debit_agreement a join due d on d.person_id = a.person_id and d.scheme = a.scheme
           where a.scheme = $1 and ${stands} and d.state = 'open' and d.period <= $2 and ${isDue} order by d.id for update of d`
        : `select d.id, d.amount_fen as amount, d.assessment->'tiers' as tiers, null as account, null as "accountName", a.agreement, a.tier
           from due d left join lateral (select ${agreementColumns} from person_debit_agreement a
             where a.person_id = d.person_id and a.scheme = d.scheme and ${stands} order by a.id desc limit 1) a on true
           where d.scheme = $1 and d.state = 'open' and d.period <= $2 and ${isDue} order by d.id for update of d`,
      [scheme, through, on],
    );
    return rows.flatMap(({ amount: stored, tier, tiers, ...row }) => {
      // What is not among this year's tiers is not to be guessed: its holder chooses again.
      const chosen = tiersOf(tiers).find(({ amount }) => amount === BigInt(tier ?? 0));
      const own = stored === null ? null : fen(BigInt(stored));
      const amount = own ?? chosen?.amount;
      return amount === undefined || amount <= 0n ? [] : [{ ...row, own, amount }];
    });
  }

  /** The dues of an order, held in the order of their keys. */
  async hold(tx: Transaction, ids: readonly string[]): Promise<Map<string, HeldDue>> {
    type Row = Omit<HeldDue, 'amount' | 'tiers' | 'accountShare'> & {
      readonly amount: string | null;
      readonly accountShare: StoredAccountShare | null;
      readonly tiers: readonly StoredTier[];
    };
    const rows: Row[] = await tx.query(
      `select d.id, d.person_id as "personId", p.name, p.social_security_number as "socialSecurityNumber", d.scheme, d.period,
         d.amount_fen as amount, d.assessment->'tiers' as tiers,
         (d.assessment->>'creditsPersonalAccount')::boolean as "creditsPersonalAccount", d.assessment->'accountShare' as "accountShare",
         d.state = 'in-payment' and d.settled_by is null as "inHand", ${instalmentOf('d.id')} as instalment
       from due d join person p on p.id = d.person_id where d.id = any($1) order by d.id for update of d`,
      [ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        {
          ...row,
          amount: row.amount === null ? null : fen(BigInt(row.amount)),
          tiers: tiersOf(row.tiers),
          accountShare: accountShareOf(row.accountShare),
        },
      ]),
    );
  }

  async mark(tx: Transaction, dues: readonly DueAfter[]): Promise<void> {
    if (dues.length === 0) return;
    await write(tx, {
      markedDues: dues.map(({ id, state, amount, settledBy }) => ({
        id,
        state,
        amount_fen: amount?.toString() ?? null,
        settled_by: settledBy,
      })),
    });
  }

  async staffName(tx: Transaction, number: string): Promise<string> {
    const [row]: { name: string }[] = await tx.query(
      'select name from staff_member where staff_number = $1',
      [number],
    );
    return row?.name ?? '';
  }
}
