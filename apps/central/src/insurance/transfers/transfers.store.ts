/** Keeps moves of insurance relations, and reads what stands in the way of one. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import type { InsuranceTransfer, NewTransfer, OtherAgency, TransferState } from './transfer.js';

/** With whom it is, for lists. */
export type ListedTransfer = InsuranceTransfer & { readonly name: string; readonly personNumber: string };

const columns = `t.id, t.number, t.direction, t.person_id as "personId", t.scheme_from as "from", t.scheme_to as "to", t.agency_code as "agencyCode",
  t.agency_name as "agencyName", t.agency_account as "agencyAccount", t.agency_account_name as "agencyAccountName", t.letter, t.months,
  t.account_fen::text as account, t.pool_fen::text as pool, t.back_person_fen::text as "backToPerson", t.back_subsidy_fen::text as "backToFinance",
  t.spans, t.inputs, t.reason, t.state, t.asked_by as "askedBy", t.asked_at as "askedAt", t.parameters_known_at as "knownAt",
  t.approval_id as "approvalId", t.ended_at as "endedAt", t.received_on::text as "receivedOn", t.voucher`;

type Amounts = 'account' | 'pool' | 'backToPerson' | 'backToFinance';
type Row = Omit<InsuranceTransfer, Amounts | 'agency'> &
  Record<Amounts, string> & {
    readonly agencyCode: string | null;
    readonly agencyName: string | null;
    readonly agencyAccount: string | null;
    readonly agencyAccountName: string | null;
  };

const amount = (text: string) => fen(BigInt(text));
const transferOf = <Of extends Row>({
  agencyCode,
  agencyName,
  agencyAccount,
  agencyAccountName,
  ...row
}: Of) => {
  const agency: OtherAgency | null =
    agencyCode === null
      ? null
      : { code: agencyCode, name: agencyName ?? '', account: agencyAccount, accountName: agencyAccountName };
  return {
    ...row,
    agency,
    account: amount(row.account),
    pool: amount(row.pool),
    backToPerson: amount(row.backToPerson),
    backToFinance: amount(row.backToFinance),
  };
};

@Injectable()
export class TransfersStore {
  /** Null: the same letter is on record already, or such a move is under way. */
  async add(
    tx: Transaction,
    transfer: NewTransfer,
    by: { readonly staffNumber: string; readonly at: Date; readonly knownAt: Date },
  ): Promise<{ readonly id: string; readonly number: number } | null> {
    const [row]: { id: string; number: number }[] = await tx.query(
      `insert into insurance_transfer (direction, person_id, scheme_from, scheme_to, agency_code, agency_name, agency_account, agency_account_name,
         letter, months, account_fen, pool_fen, back_person_fen, back_subsidy_fen, spans, inputs, parameters_known_at, reason, asked_by, asked_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
       on conflict do nothing returning id, number`,
      [
        transfer.direction,
        transfer.personId,
        transfer.from,
        transfer.to,
        transfer.agency?.code ?? null,
        transfer.agency?.name ?? null,
        transfer.agency?.account ?? null,
        transfer.agency?.accountName ?? null,
        transfer.letter,
        transfer.months,
        transfer.account.toString(),
        transfer.pool.toString(),
        transfer.backToPerson.toString(),
        transfer.backToFinance.toString(),
        JSON.stringify(transfer.spans),
        JSON.stringify(transfer.inputs),
        by.knownAt.toISOString(),
        transfer.reason,
        by.staffNumber,
        by.at.toISOString(),
      ],
    );
    return row ?? null;
  }

  /** Under which approval others decide it. */
  async nameApproval(tx: Transaction, id: string, approvalId: string): Promise<void> {
    await tx.query('update insurance_transfer set approval_id = $2 where id = $1', [id, approvalId]);
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(
    tx: Transaction,
    of: { readonly id: string } | { readonly number: number },
  ): Promise<InsuranceTransfer | null> {
    const [row]: Row[] = await tx.query(
      `select ${columns} from insurance_transfer t where ${'id' in of ? 't.id = $1' : 't.number = $1'} for update`,
      ['id' in of ? of.id : of.number],
    );
    return row === undefined ? null : transferOf(row);
  }

  /** All of somebody's, the newest first. */
  async ofPerson(tx: Transaction, people: readonly string[]): Promise<InsuranceTransfer[]> {
    const rows: Row[] = await tx.query(
      `select ${columns} from insurance_transfer t where t.person_id = any($1::uuid[]) order by t.id desc`,
      [people],
    );
    return rows.map((row) => transferOf(row));
  }

  async list(
    tx: Transaction,
    filters: {
      readonly state: string | null;
      readonly direction: string | null;
      readonly scheme: string | null;
      /** Of a reference that is looked for; null: none is. */
      readonly number: number | null;
    },
    ask: ListAsk,
  ): Promise<ListPage<ListedTransfer>> {
    const narrowed = conditions();
    if (filters.state === 'under-way')
      narrowed.where.push(`t.state in ('asked', 'approved', 'bank-refused')`);
    else if (filters.state !== null) narrowed.add(filters.state, (place) => `t.state = ${place}`);
    if (filters.direction !== null) narrowed.add(filters.direction, (place) => `t.direction = ${place}`);
    if (filters.scheme !== null)
      narrowed.add(filters.scheme, (place) => `${place} in (t.scheme_from, t.scheme_to)`);
    if (filters.number !== null) narrowed.add(filters.number, (place) => `t.number = ${place}`);
    else if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        (place) =>
          `${inAnyOf('p.name', 't.agency_name', 't.letter')(place)} or ${isWhole('p.social_security_number')(place)}`,
      );
    const page = await readPage<Row & { readonly name: string; readonly personNumber: string }>(
      tx,
      {
        select: `${columns}, p.name, p.social_security_number as "personNumber"`,
        from: 'insurance_transfer t join person p on p.id = t.person_id',
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: 't.id', type: 'uuid' },
        sorts: {
          time: { sql: 't.asked_at', type: 'timestamptz' },
          months: { sql: 't.months', type: 'bigint' },
        },
        usual: { sort: 'time', falling: false },
      },
      ask,
    );
    return { ...page, rows: page.rows.map((row) => transferOf(row)) };
  }

  async decide(
    tx: Transaction,
    id: string,
    {
      state,
      approvalId,
      at,
    }: { readonly state: TransferState; readonly approvalId: string | null; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `update insurance_transfer set state = $2, approval_id = coalesce($3, approval_id), decided_at = $4,
         ended_at = case when $2 in ('done', 'refused') then $4::timestamptz end where id = $1`,
      [id, state, approvalId, at.toISOString()],
    );
  }

  async setState(tx: Transaction, id: string, state: TransferState, at: Date): Promise<void> {
    await tx.query(
      `update insurance_transfer set state = $2, ended_at = case when $2 in ('done', 'returned') then $3::timestamptz end where id = $1`,
      [id, state, at.toISOString()],
    );
  }

  /** With which line of a statement, or which voucher, the money came. */
  async arrive(
    tx: Transaction,
    id: string,
    {
      statementId,
      line,
      voucher,
      on,
    }: {
      readonly statementId: string | null;
      readonly line: number | null;
      readonly voucher: string | null;
      readonly on: PlainDate;
    },
  ): Promise<void> {
    await tx.query(
      'update insurance_transfer set statement_id = $2, line = $3, voucher = $4, received_on = $5 where id = $1',
      [id, statementId, line, voucher, on],
    );
  }

  /** The money of a letter went back, by this approval. */
  async sendBack(tx: Transaction, id: string, approvalId: string, at: Date): Promise<void> {
    await tx.query(
      `update insurance_transfer set state = 'sent-back', back_approval_id = $2, ended_at = $3 where id = $1`,
      [id, approvalId, at.toISOString()],
    );
  }

  /** Who paid the money of a move, as the line of the statement said; null: no line did. */
  async payerOf(
    tx: Transaction,
    id: string,
  ): Promise<{ readonly account: string; readonly name: string } | null> {
    const [row]: { account: string; name: string }[] = await tx.query(
      `select l.payer_account as account, l.payer_name as name from insurance_transfer t
       join bank_statement_line l on (l.statement_id, l.line) = (t.statement_id, t.line) where t.id = $1 and l.payer_account <> ''`,
      [id],
    );
    return row ?? null;
  }

  /** Whether a benefit was paid from somebody's account of a scheme since then. */
  async isDrawnSince(
    tx: Transaction,
    people: readonly string[],
    scheme: string,
    since: Date,
  ): Promise<boolean> {
    const rows: object[] = await tx.query(
      `select from personal_account a join personal_account_entry e on e.account_id = a.id
       where a.person_id = any($1::uuid[]) and a.scheme = $2 and e.kind = 'benefit' and e.booked_at >= $3 limit 1`,
      [people, scheme, since.toISOString()],
    );
    return rows.length > 0;
  }

  /** Whether a letter of an agency was taken in, and not refused. */
  async isLetterKnown(tx: Transaction, agencyCode: string, letter: string): Promise<boolean> {
    const rows: object[] = await tx.query(
      `select from insurance_transfer where agency_code = $1 and letter = $2 and direction = 'in' and state not in ('refused', 'sent-back')`,
      [agencyCode, letter],
    );
    return rows.length > 0;
  }

  /** The line of a statement with which its money came; null: none told of it yet. */
  async lineOf(tx: Transaction, id: string): Promise<number | null> {
    const [row]: { line: number | null }[] = await tx.query(
      'select line from insurance_transfer where id = $1',
      [id],
    );
    return row?.line ?? null;
  }

  /** What is owed of a scheme and not paid: years and months of one's own, notices of units. */
  async owed(
    tx: Transaction,
    people: readonly string[],
    scheme: string,
  ): Promise<readonly { period: string; notice: number | null }[]> {
    return tx.query(
      `select d.period, null::int as notice from due d where d.person_id = any($1::uuid[]) and d.scheme = $2 and d.state in ('open', 'in-payment')
       union
       select b.period, b.notice_number from participation p
         join unit_bill b on b.unit_code = p.unit_code and b.scheme = p.scheme and b.paid_fen < b.unit_fen + b.person_fen
       where p.person_id = any($1::uuid[]) and p.scheme = $2 and p.voided_at is null
         and (select coalesce(sum(l.unit_fen + l.person_fen), 0) from assessment_line l where l.participation_id = p.id and l.period = b.period) > 0
       order by period`,
      [people, scheme],
    );
  }
}
