/** Keeps agreements of debit, the orders of bills that another channel has in hand, and what became of each row. */
import { Injectable } from '@nestjs/common';
import { dueReference, noticeReference } from '#libs/contributions/notice-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import type { AnswerFile } from './channel-file.js';

export type Channel = 'debit' | 'tax';

export type ChannelOrder = {
  readonly id: string;
  readonly number: number;
  readonly channel: Channel;
  readonly scheme: string;
  readonly through: string;
  readonly askedOn: PlainDate;
  /** The day its answer is expected by; null: nobody said. */
  readonly answerBy: PlainDate | null;
  readonly rows: number;
  readonly total: Fen;
  /** SHA-256 of the file that answered it, hex; null: it is in hand. */
  readonly answeredBy: string | null;
  readonly collectedRows: number;
  readonly collected: Fen;
};

/** A row of an order: a unit's bill, or a person's due. */
export type NewOrderRow = {
  readonly serial: number;
  readonly bill: string | null;
  readonly due: string | null;
  readonly agreement: string | null;
  readonly amount: Fen;
  readonly account: string | null;
  readonly accountName: string | null;
};

export type SentRow = NewOrderRow & {
  /** What it is called in the files: the notice of the bill, or the row's own reference. */
  readonly reference: string;
  /** The unit's code, or the person's number. */
  readonly payer: string;
  readonly payerName: string;
};

export type Agreement = { readonly unit: string; readonly account: string; readonly accountName: string };

const columns = `b.id, b.number, b.channel, b.scheme, b.through, b.asked_on::text as "askedOn", b.answer_by::text as "answerBy", b.rows, b.total_fen as total,
  a.digest as "answeredBy", coalesce(a.collected_rows, 0) as "collectedRows", coalesce(a.collected_fen, 0) as collected`;
const tables = 'channel_order b left join channel_order_answer a on a.order_id = b.id';

@Injectable()
export class ChannelOrdersStore {
  /** One sends, or answers, for a channel and a scheme at a time. */
  async lock(tx: Transaction, channel: Channel, scheme: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 2))`, [
      `channel_order/${channel}/${scheme}`,
    ]);
  }

  /** Enters what a unit agreed to; `account` null: it agrees no longer. */
  async enterAgreement(
    tx: Transaction,
    unit: string,
    account: { readonly number: string; readonly name: string } | null,
    by: { readonly staffNumber: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into debit_agreement (unit_code, account, account_name, agreed_at, agreed_by) values ($1, $2, $3, $4, $5)`,
      [unit, account?.number ?? null, account?.name ?? null, by.at.toISOString(), by.staffNumber],
    );
  }

  /** The agreements that stand, by unit. */
  agreements(tx: Transaction): Promise<readonly Agreement[]> {
    return tx.query(
      `select unit, account, "accountName" from (
         select distinct on (unit_code) unit_code as unit, account, account_name as "accountName" from debit_agreement order by unit_code, id desc) s
       where account is not null order by unit`,
    );
  }

  /** Units that owe something in a scheme for the months up to one, which no channel has in hand. */
  async owing(tx: Transaction, scheme: string, through: string): Promise<readonly string[]> {
    const rows: { unit: string }[] = await tx.query(
      `select distinct unit_code as unit from unit_bill where scheme = $1 and period <= $2 and in_hand is null
         and (paid_fen + written_off_fen < unit_fen + person_fen or fee_fixed_fen > fee_paid_fen + fee_waived_fen) order by 1`,
      [scheme, through],
    );
    return rows.map(({ unit }) => unit);
  }

  private async found(tx: Transaction, where: string, values: unknown[]): Promise<ChannelOrder | null> {
    type Row = Omit<ChannelOrder, 'total' | 'collected'> & {
      readonly total: string;
      readonly collected: string;
    };
    const [row]: Row[] = await tx.query(`select ${columns} from ${tables} where ${where}`, values);
    return row === undefined
      ? null
      : { ...row, total: fen(BigInt(row.total)), collected: fen(BigInt(row.collected)) };
  }

  byNumber(tx: Transaction, number: number): Promise<ChannelOrder | null> {
    return this.found(tx, 'b.number = $1', [number]);
  }

  /** The order of a channel, scheme and month that was not answered yet. */
  inHand(tx: Transaction, channel: Channel, scheme: string, through: string): Promise<ChannelOrder | null> {
    return this.found(
      tx,
      'b.channel = $1 and b.scheme = $2 and b.through = $3 and a.order_id is null order by b.number limit 1',
      [channel, scheme, through],
    );
  }

  async add(
    tx: Transaction,
    order: Pick<ChannelOrder, 'id' | 'channel' | 'scheme' | 'through' | 'askedOn' | 'answerBy' | 'total'>,
    rows: readonly NewOrderRow[],
    by: { readonly staffNumber: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into channel_order (id, channel, scheme, through, asked_on, rows, total_fen, made_at, made_by, answer_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        order.id,
        order.channel,
        order.scheme,
        order.through,
        order.askedOn,
        rows.length,
        order.total.toString(),
        by.at.toISOString(),
        by.staffNumber,
        order.answerBy,
      ],
    );
    await tx.query(
      `insert into channel_order_row (order_id, serial, bill_id, amount_fen, account, account_name, due_id, agreement_id)
       select $1, * from unnest($2::int[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::uuid[])`,
      [
        order.id,
        rows.map(({ serial }) => serial),
        rows.map(({ bill }) => bill),
        rows.map(({ amount }) => amount.toString()),
        rows.map(({ account }) => account),
        rows.map(({ accountName }) => accountName),
        rows.map(({ due }) => due),
        rows.map(({ agreement }) => agreement),
      ],
    );
    await tx.query('update unit_bill set in_hand = $2 where id = any($1)', [
      rows.flatMap(({ bill }) => bill ?? []),
      order.channel,
    ]);
  }

  async rows(tx: Transaction, id: string): Promise<SentRow[]> {
    type Row = Omit<SentRow, 'amount' | 'reference'> & {
      readonly amount: string;
      readonly notice: number | null;
    };
    const rows: Row[] = await tx.query(
      `select r.serial, r.bill_id as bill, r.due_id as due, r.agreement_id as agreement, r.amount_fen as amount, r.account,
         r.account_name as "accountName", b.notice_number as notice, coalesce(u.code, p.social_security_number) as payer,
         coalesce(u.name, p.name) as "payerName"
       from channel_order_row r left join unit_bill b on b.id = r.bill_id left join unit u on u.code = b.unit_code
         left join due d on d.id = r.due_id left join person p on p.id = d.person_id
       where r.order_id = $1 order by r.serial`,
      [id],
    );
    return rows.map(({ notice, ...row }) => ({
      ...row,
      reference: notice === null ? dueReference(row.serial) : noticeReference(notice),
      amount: fen(BigInt(row.amount)),
    }));
  }

  async answer(
    tx: Transaction,
    id: string,
    file: Pick<AnswerFile, 'digest' | 'collected' | 'rows'>,
    /** Keys of the payments of dues, by serial. */
    payments: ReadonlyMap<number, string>,
    by: { readonly staffNumber: string; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into channel_order_answer (order_id, digest, collected_rows, collected_fen, answered_at, answered_by) values ($1, $2, $3, $4, $5, $6)`,
      [
        id,
        file.digest,
        file.rows.filter(({ collectedOn }) => collectedOn !== null).length,
        file.collected.toString(),
        by.at.toISOString(),
        by.staffNumber,
      ],
    );
    await tx.query(
      `insert into channel_order_outcome (order_id, serial, collected_on, reason, operation_key)
       select $1, * from unnest($2::int[], $3::date[], $4::text[], $5::uuid[])`,
      [
        id,
        file.rows.map(({ serial }) => serial),
        file.rows.map(({ collectedOn }) => collectedOn),
        file.rows.map(({ reason }) => reason),
        file.rows.map(({ serial }) => payments.get(serial) ?? null),
      ],
    );
    await tx.query(
      'update unit_bill set in_hand = null where id in (select bill_id from channel_order_row where order_id = $1)',
      [id],
    );
  }

  /** Months of an order's units whose lines may have moved while it was in hand. */
  ranMeanwhile(
    tx: Transaction,
    id: string,
  ): Promise<readonly { readonly unit: string; readonly period: string }[]> {
    return tx.query(
      `select distinct b.unit_code as unit, b.period from channel_order c join channel_order_row r on r.order_id = c.id join unit_bill b on b.id = r.bill_id
       where c.id = $1 and exists (select from assessment_run n where n.scheme = b.scheme and n.period = b.period and n.done_at >= c.made_at
         and (n.unit_code is null or n.unit_code = b.unit_code)) order by 1, 2`,
      [id],
    );
  }

  /** Debits of a fund by number, with whether their money came on a line before. */
  async debits(
    tx: Transaction,
    scheme: string,
    numbers: readonly number[],
  ): Promise<
    readonly {
      readonly id: string;
      readonly number: number;
      readonly collected: Fen | null;
      readonly arrived: boolean;
    }[]
  > {
    const rows: { id: string; number: number; collected: string | null; arrived: boolean }[] = await tx.query(
      `select b.id, b.number, a.collected_fen as collected, v.order_id is not null as arrived
       from ${tables} left join channel_order_arrival v on v.order_id = b.id
       where b.channel = 'debit' and b.scheme = $1 and b.number = any($2) order by b.number`,
      [scheme, numbers],
    );
    return rows.map((row) => ({
      ...row,
      collected: row.collected === null ? null : fen(BigInt(row.collected)),
    }));
  }

  async arrive(tx: Transaction, id: string, statement: string, line: number): Promise<void> {
    await tx.query('insert into channel_order_arrival (order_id, statement_id, line) values ($1, $2, $3)', [
      id,
      statement,
      line,
    ]);
  }

  /** The line of a statement with which the money of a debit came before its answer did, held; null: it is still to come. */
  async waitingLine(
    tx: Transaction,
    scheme: string,
    reference: string,
    amount: Fen,
  ): Promise<{ readonly statementId: string; readonly line: number } | null> {
    const [row]: { statementId: string; line: number }[] = await tx.query(
      `select l.statement_id as "statementId", l.line from bank_statement_line l join bank_statement s on s.id = l.statement_id
       where l.state = 'in-suspense' and s.scheme = $1 and l.amount_fen = $3 and l.suspense_fen = $3 and position($2 in upper(l.memo)) > 0
       order by l.booked_on, l.statement_id, l.line limit 1 for update of l`,
      [scheme, reference, amount.toString()],
    );
    return row ?? null;
  }
}
