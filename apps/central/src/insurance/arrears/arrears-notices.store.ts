/** Keeps the notices of arrears that were given out, with what each bill came to on the day. */
import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';

export type ArrearsNotice = {
  readonly number: string;
  readonly key: string;
  readonly unit: string;
  readonly unitName: string;
  readonly address: string | null;
  readonly issuedAt: Date;
  readonly payBy: PlainDate;
  readonly issuedBy: string;
};

export type NoticeLine = {
  readonly billId: string;
  readonly noticeNumber: number;
  readonly scheme: string;
  readonly period: string;
  readonly dueOn: string;
  readonly open: Fen;
  readonly fee: Fen;
};

const columns = `number, key, unit_code as unit, unit_name as "unitName", address, issued_at as "issuedAt", pay_by::text as "payBy", issued_by as "issuedBy"`;

@Injectable()
export class ArrearsNoticesStore {
  /** One notice of a unit at a time. */
  async lock(tx: Transaction, unit: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 4))', [`arrears/${unit}`]);
  }

  async nextPlace(tx: Transaction): Promise<number> {
    const [row]: { place: string }[] = await tx.query(`select nextval('arrears_notice_place') as place`);
    return Number(row?.place ?? 0);
  }

  async byKey(tx: Transaction, key: string): Promise<ArrearsNotice | null> {
    const [row]: ArrearsNotice[] = await tx.query(`select ${columns} from arrears_notice where key = $1`, [
      key,
    ]);
    return row ?? null;
  }

  async byNumber(tx: Transaction, number: string): Promise<ArrearsNotice | null> {
    const [row]: ArrearsNotice[] = await tx.query(`select ${columns} from arrears_notice where number = $1`, [
      number,
    ]);
    return row ?? null;
  }

  async lines(tx: Transaction, number: string): Promise<readonly NoticeLine[]> {
    type Row = Omit<NoticeLine, 'open' | 'fee'> & Record<'open' | 'fee', string>;
    const rows: Row[] = await tx.query(
      `select n.bill_id as "billId", b.notice_number as "noticeNumber", b.scheme, b.period, b.due_on::text as "dueOn", n.open_fen as open, n.fee_fen as fee
       from arrears_notice_bill n join unit_bill b on b.id = n.bill_id where n.number = $1 order by b.due_on, b.scheme, b.number`,
      [number],
    );
    return rows.map((row) => ({ ...row, open: fen(BigInt(row.open)), fee: fen(BigInt(row.fee)) }));
  }

  async add(
    tx: Transaction,
    notice: ArrearsNotice,
    bills: readonly { readonly id: string; readonly open: Fen; readonly fee: Fen }[],
  ): Promise<void> {
    await tx.query(
      `insert into arrears_notice (number, key, unit_code, unit_name, address, issued_at, pay_by, issued_by)
       select $1, $2, code, name, address, $4, $5, $6 from unit where code = $3`,
      [notice.number, notice.key, notice.unit, notice.issuedAt.toISOString(), notice.payBy, notice.issuedBy],
    );
    await tx.query(
      `insert into arrears_notice_bill (bill_id, number, open_fen, fee_fen)
       select bill_id, $1, open_fen, fee_fen from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as b (bill_id, open_fen, fee_fen)`,
      [
        notice.number,
        bills.map(({ id }) => id),
        bills.map(({ open }) => open.toString()),
        bills.map(({ fee }) => fee.toString()),
      ],
    );
  }
}
