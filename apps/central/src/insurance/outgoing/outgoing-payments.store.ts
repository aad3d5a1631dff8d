/** Keeps orders to the bank that send money of a fund away, and what became of each. */
import { Injectable } from '@nestjs/common';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export const outgoingOutcomes = ['unknown', 'needs-person', 'succeeded', 'refused'] as const;
export type OutgoingOutcome = (typeof outgoingOutcomes)[number];
export type OutgoingKind =
  | 'contribution-refund'
  | 'overpayment'
  | 'suspense-return'
  | 'again'
  | 'insurance-transfer'
  | 'overlap-refund';

export type NewOutgoing = {
  readonly id: string;
  readonly approvalId: string;
  readonly what: OutgoingKind;
  readonly subject: string;
  readonly scheme: string;
  readonly fundAccount: '1002' | '1004';
  readonly account: string;
  readonly accountName: string;
  readonly amount: Fen;
  readonly againOf: string | null;
};

export type Outgoing = NewOutgoing & {
  readonly outcome: OutgoingOutcome;
  readonly attempts: number;
  readonly createdAt: Date;
  /** Of the movement on the bank's statement that is it; null: none so far. */
  readonly statementSerial: string | null;
  /** A further one pays it again. */
  readonly isPaidAgain: boolean;
};

export type ListedOutgoing = Omit<Outgoing, 'amount'> & {
  readonly amount: string;
  readonly bankReference: string | null;
  readonly said: string | null;
  readonly concludedAt: Date | null;
};

const columns = `o.id, o.approval_id as "approvalId", o.what, o.subject, o.scheme, o.fund_account as "fundAccount", o.account,
  o.account_name as "accountName", o.amount_fen::text as amount, o.again_of as "againOf", o.outcome, o.attempts, o.created_at as "createdAt",
  o.statement_serial as "statementSerial",   exists (select from outgoing_payment a where a.again_of = o.id) as "isPaidAgain"`;

type Row = Omit<Outgoing, 'amount'> & { readonly amount: string };
const outgoing = (row: Row): Outgoing => ({ ...row, amount: fen(BigInt(row.amount)) });

/** Asked after 2 s, then half as long again each time, a minute at most: as instructions of the counter are. */
const nextAttempt = `$3::timestamptz + make_interval(secs => least(60, 2 * power(1.5, least(attempts, 20))))`;

@Injectable()
export class OutgoingPaymentsStore {
  async add(tx: Transaction, payment: NewOutgoing, at: Date): Promise<void> {
    await tx.query(
      `insert into outgoing_payment (id, approval_id, what, subject, scheme, fund_account, account, account_name, amount_fen, again_of, next_attempt_at, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [
        payment.id,
        payment.approvalId,
        payment.what,
        payment.subject,
        payment.scheme,
        payment.fundAccount,
        payment.account,
        payment.accountName,
        payment.amount.toString(),
        payment.againOf,
        at.toISOString(),
      ],
    );
  }

  /** Takes what is due to be sent, for so long that nobody sends beside a call that is still out. */
  async lease(tx: Transaction, now: Date, until: Date, limit: number): Promise<Outgoing[]> {
    const [rows]: [Row[], number] = await tx.query(
      `update outgoing_payment o set attempts = attempts + 1, next_attempt_at = $2
       where id in (select id from outgoing_payment where outcome = 'unknown' and next_attempt_at <= $1
         order by next_attempt_at limit $3 for update skip locked)
       returning ${columns}`,
      [now.toISOString(), until.toISOString(), limit],
    );
    return rows.map(outgoing);
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: Transaction, id: string): Promise<Outgoing | null> {
    const [row]: Row[] = await tx.query(
      `select ${columns} from outgoing_payment o where o.id = $1 for update of o`,
      [id],
    );
    return row === undefined ? null : outgoing(row);
  }

  async conclude(
    tx: Transaction,
    id: string,
    {
      outcome,
      reference,
      refusal,
    }: {
      readonly outcome: 'succeeded' | 'refused';
      readonly reference: string | null;
      readonly refusal: string | null;
    },
    at: Date,
  ): Promise<void> {
    await tx.query(
      `update outgoing_payment set outcome = $2, bank_reference = $3, refusal = $4, concluded_at = $5, needs_person_since = null where id = $1`,
      [id, outcome, reference, refusal, at.toISOString()],
    );
  }

  async setOnStatement(tx: Transaction, id: string, serial: string): Promise<void> {
    await tx.query('update outgoing_payment set statement_serial = $2 where id = $1', [id, serial]);
  }

  /** Keeps what a statement says otherwise; the first stays beside what comes later. */
  async setStatementFault(tx: Transaction, id: string, fault: string): Promise<void> {
    await tx.query(
      `update outgoing_payment set statement_fault = concat_ws('; ', statement_fault, $2::text) where id = $1`,
      [id, fault],
    );
  }

  /** Has it sent again later, or a person look where the bank does not take it. */
  async setUnknown(
    tx: Transaction,
    id: string,
    { said, needsPerson }: { readonly said: string; readonly needsPerson: boolean },
    now: Date,
  ): Promise<void> {
    await tx.query(
      `update outgoing_payment set last_said = $2, next_attempt_at = ${nextAttempt},
         outcome = case when $4 then 'needs-person' else 'unknown' end, needs_person_since = case when $4 then $3::timestamptz end
       where id = $1 and outcome = 'unknown'`,
      [id, said, now.toISOString(), needsPerson],
    );
  }

  list(
    tx: Transaction,
    { outcome }: { readonly outcome: string | null },
    ask: ListAsk,
  ): Promise<ListPage<ListedOutgoing>> {
    const narrowed = conditions();
    if (outcome !== null) narrowed.add(outcome, (place) => `o.outcome = ${place}`);
    if (ask.search !== null)
      narrowed.add(likePattern(ask.search), inAnyOf('o.subject', 'o.account', 'o.account_name'));
    return readPage<ListedOutgoing>(
      tx,
      {
        select: `${columns}, o.bank_reference as "bankReference", coalesce(o.statement_fault, o.refusal, o.last_said) as said, o.concluded_at as "concludedAt"`,
        from: 'outgoing_payment o',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 'o.id', type: 'uuid' },
        sorts: {
          time: { sql: 'o.created_at', type: 'timestamptz' },
          amount: { sql: 'o.amount_fen', type: 'bigint' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
