/** Reads the bills of units, and writes what is waived, written off and given back of them. */
import { Injectable } from '@nestjs/common';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { agreementState } from './agreement-state.js';
import { likePattern } from '../../ground/lists/list-page.js';

export type UnitBill = {
  readonly id: string;
  readonly noticeNumber: number;
  readonly unit: string;
  readonly scheme: string;
  readonly period: PlainMonth;
  readonly project: string | null;
  readonly heads: number;
  readonly basis: 'lines' | 'undeclared';
  readonly dueOn: PlainDate;
  readonly inHand: string | null;
  /** The day of the newest notice of arrears. */
  readonly noticedOn: PlainDate | null;
  /** The newest agreement on arrears that it is in. */
  readonly agreement: { readonly number: number; readonly on: PlainDate; readonly state: string } | null;
  /** The day something of it was last written off. */
  readonly writtenOffOn: PlainDate | null;
  readonly unitPart: Fen;
  readonly personPart: Fen;
  readonly paid: Fen;
  readonly writtenOff: Fen;
  readonly refunded: Fen;
  readonly feeFixed: Fen;
  readonly feePaid: Fen;
  readonly feeWaived: Fen;
};

const amounts = [
  'unitPart',
  'personPart',
  'paid',
  'writtenOff',
  'refunded',
  'feeFixed',
  'feePaid',
  'feeWaived',
] as const;
type Amount = (typeof amounts)[number];
type Row = Omit<UnitBill, Amount> & Record<Amount, string>;

const columns = `id, notice_number as "noticeNumber", unit_code as unit, scheme, period, project_code as project, heads, basis, due_on::text as "dueOn", in_hand as "inHand",
  unit_fen as "unitPart", person_fen as "personPart", paid_fen as paid, written_off_fen as "writtenOff", refunded_fen as refunded,
  fee_fixed_fen as "feeFixed", fee_paid_fen as "feePaid", fee_waived_fen as "feeWaived",
  (select max((n.issued_at at time zone 'Asia/Shanghai')::date)::text from arrears_notice_bill a join arrears_notice n on n.number = a.number
   where a.bill_id = unit_bill.id) as "noticedOn",
  (select json_build_object('number', g.number, 'on', (g.agreed_at at time zone 'Asia/Shanghai')::date, 'state', ${agreementState('$2')})
   from arrears_agreement_bill m join arrears_agreement g on g.approval_id = m.approval_id where m.bill_id = unit_bill.id order by g.number desc limit 1) as agreement,
  (select max((r.relieved_at at time zone 'Asia/Shanghai')::date)::text from bill_relief r where r.bill_id = unit_bill.id and r.what = 'debt') as "writtenOffOn"`;

const billOf = (row: Row): UnitBill => ({
  ...row,
  ...(Object.fromEntries(amounts.map((name) => [name, fen(BigInt(row[name]))])) as Record<Amount, Fen>),
});

/** Of a person's month in a paid bill: what was assessed, with all that corrected it, and what was given back of it. */
export type PaidPart = {
  readonly participationId: string;
  readonly personId: string;
  readonly unit: Fen;
  readonly person: Fen;
  readonly refundedUnit: Fen;
  readonly refundedPerson: Fen;
};

/** Somebody's month in a bill. Amounts in yuan. */
export type BillPerson = {
  readonly participation: string;
  readonly name: string;
  readonly idNumber: string;
  readonly unitPart: string;
  readonly personPart: string;
  readonly refundedUnit: string;
  readonly refundedPerson: string;
};

const yuan = (fenSql: string): string => `to_char(${fenSql} / 100.0, 'FM999999999990.00')`;

@Injectable()
export class UnitBillsStore {
  /** The newest month first; the last ten years at most. */
  async ofUnit(tx: Transaction, unit: string, today: PlainDate): Promise<UnitBill[]> {
    const rows: Row[] = await tx.query(
      `select ${columns} from unit_bill where unit_code = $1 order by period desc, scheme, number limit 1200`,
      [unit, today],
    );
    return rows.map(billOf);
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: Transaction, noticeNumber: number, today: PlainDate): Promise<UnitBill | null> {
    const [row]: Row[] = await tx.query(
      `select ${columns} from unit_bill where notice_number = $1 for update`,
      [noticeNumber, today],
    );
    return row === undefined ? null : billOf(row);
  }

  async relieve(
    tx: Transaction,
    relief: {
      readonly approvalId: string;
      readonly billId: string;
      readonly what: 'late-fee' | 'debt';
      readonly amount: Fen;
      /** Late fee as it stands today, of what is open and is fixed by the waiver. */
      readonly feeFixed: Fen;
      readonly reason: string;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.query(
      `insert into bill_relief (approval_id, bill_id, what, amount_fen, reason, relieved_at) values ($1, $2, $3, $4, $5, $6)`,
      [
        relief.approvalId,
        relief.billId,
        relief.what,
        relief.amount.toString(),
        relief.reason,
        relief.at.toISOString(),
      ],
    );
    await tx.query(
      relief.what === 'debt'
        ? 'update unit_bill set written_off_fen = written_off_fen + $2, fee_fixed_fen = fee_fixed_fen + $3 where id = $1'
        : 'update unit_bill set fee_waived_fen = fee_waived_fen + $2, fee_fixed_fen = fee_fixed_fen + $3 where id = $1',
      [relief.billId, relief.amount.toString(), relief.feeFixed.toString()],
    );
  }

  /** Whose months a bill is of, a hundred at most in the order of their names, and how many there are. Amounts in yuan. */
  async people(
    tx: Transaction,
    billId: string,
    search: string | null,
  ): Promise<{ readonly people: readonly BillPerson[]; readonly total: number }> {
    const rows: { readonly person: BillPerson; readonly total: number }[] = await tx.query(
      `select to_json(m) as person, count(*) over ()::int as total from (
         select p.id as participation, o.name, o.social_security_number as "idNumber", ${yuan('l.unit')} as "unitPart", ${yuan('l.person')} as "personPart",
           ${yuan('r.unit')} as "refundedUnit", ${yuan('r.person')} as "refundedPerson"
         from unit_bill b join participation p on p.unit_code = b.unit_code and p.scheme = b.scheme and p.project_code is not distinct from b.project_code join person o on o.id = p.person_id
         cross join lateral (select sum(n.unit_fen) as unit, sum(n.person_fen) as person from assessment_line n
           where n.participation_id = p.id and n.period = b.period having count(*) > 0) l
         cross join lateral (select coalesce(sum(f.unit_fen), 0) as unit, coalesce(sum(f.person_fen), 0) as person from contribution_refund f
           join unit_bill e on e.id = f.bill_id where f.participation_id = p.id and e.period = b.period) r
         where b.id = $1 and ($2::text is null or o.name ilike $2)
       ) m order by m.name, m.participation limit 100`,
      [billId, search === null ? null : likePattern(search)],
    );
    return { people: rows.map(({ person }) => person), total: rows[0]?.total ?? 0 };
  }

  /** What somebody's month in a bill came to; null: they have no part in it. */
  async paidPart(tx: Transaction, billId: string, participationId: string): Promise<PaidPart | null> {
    type PartRow = Pick<PaidPart, 'participationId' | 'personId'> &
      Record<'unit' | 'person' | 'refundedUnit' | 'refundedPerson', string>;
    const [row]: PartRow[] = await tx.query(
      `select p.id as "participationId", p.person_id as "personId", l.unit, l.person, r.unit as "refundedUnit", r.person as "refundedPerson"
       from unit_bill b join participation p on p.unit_code = b.unit_code and p.scheme = b.scheme and p.project_code is not distinct from b.project_code and p.id = $2
       cross join lateral (select sum(n.unit_fen) as unit, sum(n.person_fen) as person from assessment_line n
         where n.participation_id = p.id and n.period = b.period having count(*) > 0) l
       cross join lateral (select coalesce(sum(f.unit_fen), 0) as unit, coalesce(sum(f.person_fen), 0) as person from contribution_refund f
         join unit_bill o on o.id = f.bill_id where f.participation_id = p.id and o.period = b.period) r
       where b.id = $1`,
      [billId, participationId],
    );
    return row === undefined
      ? null
      : {
          participationId: row.participationId,
          personId: row.personId,
          unit: fen(BigInt(row.unit)),
          person: fen(BigInt(row.person)),
          refundedUnit: fen(BigInt(row.refundedUnit)),
          refundedPerson: fen(BigInt(row.refundedPerson)),
        };
  }

  async refund(
    tx: Transaction,
    refund: {
      readonly approvalId: string;
      readonly billId: string;
      readonly participationId: string;
      readonly unit: Fen;
      readonly person: Fen;
      readonly on: PlainDate;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.query(
      `insert into contribution_refund (approval_id, bill_id, participation_id, unit_fen, person_fen, refunded_on, booked_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        refund.approvalId,
        refund.billId,
        refund.participationId,
        refund.unit.toString(),
        refund.person.toString(),
        refund.on,
        refund.at.toISOString(),
      ],
    );
    await tx.query('update unit_bill set refunded_fen = refunded_fen + $2 where id = $1', [
      refund.billId,
      (refund.unit + refund.person).toString(),
    ]);
  }

  /** The days on which a bill was paid; the newest first. */
  async paidOn(tx: Transaction, billId: string): Promise<PlainDate[]> {
    const rows: { day: PlainDate }[] = await tx.query(
      'select received_on::text as day from bill_payment where bill_id = $1 order by received_on desc',
      [billId],
    );
    return rows.map(({ day }) => day);
  }
}
