/** Finds the units that declared nothing for a month, with what they owed for the month before. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

export type UndeclaredUnit = {
  readonly unitCode: string;
  readonly heads: number;
  readonly dueOn: PlainDate;
  /** Owed for the month before, without what was found to be too much. */
  readonly unitBefore: Fen;
  readonly personBefore: Fen;
};

/** What of a part of the month before was found to be too much. */
const back = (part: 'unit' | 'person'): string =>
  `coalesce((select sum(o.amount_fen) from overpayment o join unit_bill e on e.id = o.bill_id
     where e.unit_code = b.unit_code and e.scheme = $1 and e.period = $3 and o.part = '${part}'), 0)`;

@Injectable()
export class UndeclaredStore {
  /** Units with bills of a scheme and month by lines alone, that owed something the month before. One whose bill a channel has in hand waits. */
  async units(
    tx: EntityManager,
    scheme: string,
    month: PlainMonth,
    before: PlainMonth,
  ): Promise<readonly UndeclaredUnit[]> {
    type Row = Omit<UndeclaredUnit, 'unitBefore' | 'personBefore'> &
      Record<'unitBefore' | 'personBefore', string>;
    const rows: Row[] = await tx.query(
      `select * from (
         select b.unit_code as "unitCode", max(b.heads) as heads, max(b.due_on)::text as "dueOn",
           (select sum(l.unit_fen) from unit_bill l where l.unit_code = b.unit_code and l.scheme = $1 and l.period = $3 and l.project_code is null)
             - ${back('unit')} as "unitBefore",
           (select sum(l.person_fen) from unit_bill l where l.unit_code = b.unit_code and l.scheme = $1 and l.period = $3 and l.project_code is null)
             - ${back('person')} as "personBefore"
         from unit_bill b where b.scheme = $1 and b.period = $2 and b.project_code is null
           and not exists (select from declaration d where d.unit_code = b.unit_code and d.month = $2)
         group by b.unit_code having bool_and(b.basis = 'lines' and b.in_hand is null) and max(b.heads) > 0
       ) u where u."unitBefore" + u."personBefore" > 0 order by u."unitCode"`,
      [scheme, month, before],
    );
    return rows.map((row) => ({
      ...row,
      unitBefore: fen(BigInt(row.unitBefore)),
      personBefore: fen(BigInt(row.personBefore)),
    }));
  }
}
