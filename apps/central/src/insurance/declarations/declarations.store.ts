/** Keeps what units declare: who earns how much from a month on, and each declaration of a month with its corrections. */
import { Injectable } from '@nestjs/common';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';

/** Somebody employed at a unit in a month, with the wage that stands. */
export type Employee = {
  readonly personId: string;
  readonly name: string;
  readonly idNumber: string;
  /** Declared for this month or one before; null: never. */
  readonly wage: Fen | null;
  /** Schemes in which they take part at the unit in this month. */
  readonly schemes: readonly string[];
};

export type Declaration = {
  readonly number: number;
  readonly heads: number;
  readonly wagesFen: bigint;
  readonly changed: number;
  readonly digest: string;
  readonly source: 'page' | 'file';
  readonly declaredAt: Date;
  readonly declaredBy: string;
};

const columns = `number, heads, wages_fen as "wagesFen", changed, digest, source, declared_at as "declaredAt", declared_by as "declaredBy"`;

@Injectable()
export class DeclarationsStore {
  /** One declares a month of a unit at a time. */
  async lock(tx: Transaction, unit: string, month: PlainMonth): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [`declaration/${unit}/${month}`]);
  }

  /** Those employed at a unit on some day of a month, in any scheme that units pay for by the month. */
  async employees(tx: Transaction, unit: string, month: PlainMonth): Promise<Employee[]> {
    type Row = Omit<Employee, 'wage'> & { readonly wage: string | null };
    const rows: Row[] = await tx.query(
      `select e.person_id as "personId", p.name, p.social_security_number as "idNumber", e.schemes, w.wage_fen as wage
       from (
         select person_id, array_agg(distinct scheme order by scheme) as schemes from participation
         where unit_code = $1 and project_code is null and voided_at is null and since < ($2 || '-01')::date + interval '1 month'
           and (until is null or until >= ($2 || '-01')::date)
         group by person_id
       ) e join person p on p.id = e.person_id
       left join lateral (
         select d.wage_fen from declared_wage d where d.person_id = e.person_id and d.unit_code = $1 and d.from_month <= $2
         order by d.from_month desc, d.entered_at desc limit 1
       ) w on true
       order by p.name, e.person_id`,
      [unit, month],
    );
    return rows.map((row) => ({ ...row, wage: row.wage === null ? null : fen(BigInt(row.wage)) }));
  }

  /** The newest declaration of a month; null: nobody declared it. */
  async newest(tx: Transaction, unit: string, month: PlainMonth): Promise<Declaration | null> {
    const [row]: (Omit<Declaration, 'wagesFen'> & { readonly wagesFen: string })[] = await tx.query(
      `select ${columns} from declaration where unit_code = $1 and month = $2 order by number desc limit 1`,
      [unit, month],
    );
    return row === undefined ? null : { ...row, wagesFen: BigInt(row.wagesFen) };
  }

  async add(tx: Transaction, unit: string, month: PlainMonth, declaration: Declaration): Promise<void> {
    await tx.query(
      `insert into declaration (unit_code, month, number, heads, wages_fen, changed, digest, source, declared_at, declared_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        unit,
        month,
        declaration.number,
        declaration.heads,
        declaration.wagesFen.toString(),
        declaration.changed,
        declaration.digest,
        declaration.source,
        declaration.declaredAt.toISOString(),
        declaration.declaredBy,
      ],
    );
  }

  /** Wages that differ from those that stood. */
  async addWages(
    tx: Transaction,
    unit: string,
    month: PlainMonth,
    wages: readonly { readonly personId: string; readonly wage: Fen }[],
    by: { readonly at: Date; readonly staffNumber: string },
  ): Promise<void> {
    await tx.query(
      `insert into declared_wage (person_id, unit_code, from_month, entered_at, wage_fen, entered_by)
       select person_id, $3, $4, $5, wage_fen, $6 from unnest($1::uuid[], $2::bigint[]) as w (person_id, wage_fen)`,
      [
        wages.map(({ personId }) => personId),
        wages.map(({ wage }) => wage.toString()),
        unit,
        month,
        by.at.toISOString(),
        by.staffNumber,
      ],
    );
  }
}
