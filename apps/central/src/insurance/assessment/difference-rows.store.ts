/** Lists the rows of a difference run: each person's month as it stands and as it would be. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

/** Amounts in fen, as text. */
export type DifferenceRow = {
  readonly scheme: string;
  readonly period: string;
  readonly personId: string;
  readonly name: string;
  readonly number: string;
  readonly category: string;
  readonly unitCode: string | null;
  readonly unitName: string | null;
  readonly before: string;
  readonly difference: string;
  readonly unit: string;
  readonly person: string;
  readonly government: string;
};

const [before, difference] = [
  'd.old_unit_fen + d.old_person_fen + d.old_government_fen',
  'd.unit_fen + d.person_fen + d.government_fen',
];

@Injectable()
export class DifferenceRowsStore {
  /** The largest rises first, when nothing is said. */
  list(
    tx: Transaction,
    number: number,
    { scheme, period }: { readonly scheme: string | null; readonly period: string | null },
    ask: ListAsk,
  ): Promise<ListPage<DifferenceRow>> {
    const narrowed = conditions();
    narrowed.add(number, (place) => `r.difference = ${place}`);
    if (scheme !== null) narrowed.add(scheme, (place) => `r.scheme = ${place}`);
    if (period !== null) narrowed.add(period, (place) => `r.period = ${place}`);
    if (ask.search !== null)
      narrowed.add(
        likePattern(ask.search),
        (place) =>
          `${inAnyOf('n.name', 'p.unit_code', 'u.name')(place)} or ${isWhole('n.social_security_number')(place)}`,
      );
    return readPage<DifferenceRow>(
      tx,
      {
        select: `r.scheme, r.period, n.id as "personId", n.name, n.social_security_number as number, p.category, p.unit_code as "unitCode",
          u.name as "unitName", (${before})::text as before, (${difference})::text as difference, d.unit_fen::text as unit,
          d.person_fen::text as person, d.government_fen::text as government`,
        from: `assessment_run r join difference_row d on d.run = r.number join participation p on p.id = d.participation_id
          join person n on n.id = p.person_id left join unit u on u.code = p.unit_code`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: `d.run || '/' || d.participation_id`, type: 'text' },
        sorts: {
          difference: { sql: difference, type: 'bigint' },
          period: { sql: 'r.period', type: 'text' },
          name: { sql: 'n.name', type: 'text' },
          unit: { sql: `coalesce(p.unit_code, '')`, type: 'text' },
        },
        usual: { sort: 'difference', falling: true },
      },
      ask,
    );
  }
}
