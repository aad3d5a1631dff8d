/** Lists the rows of a difference run: each person's month, and each project, as it stands and as it would be. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';
import { conditions, inAnyOf, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

/** Amounts in fen, as text. */
export type DifferenceRow = {
  readonly scheme: string;
  readonly period: string;
  /** Null: it is a project, with its own name and code. */
  readonly personId: string | null;
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

/** Rows of people and of projects as one. */
const rows = `(select d.run, d.participation_id::text as row, d.old_unit_fen, d.old_person_fen, d.old_government_fen, d.unit_fen, d.person_fen,
    d.government_fen, n.id as person_id, n.name, n.social_security_number as number, p.category, p.unit_code
  from difference_row d join participation p on p.id = d.participation_id join person n on n.id = p.person_id
  union all select d.run, d.project_code, d.old_unit_fen, 0, 0, d.unit_fen, 0, 0, null, c.name, c.code, 'project', c.unit_code
  from project_difference_row d join construction_project c on c.code = d.project_code)`;

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
        (place) => `${inAnyOf('d.name', 'd.unit_code', 'u.name')(place)} or ${isWhole('d.number')(place)}`,
      );
    return readPage<DifferenceRow>(
      tx,
      {
        select: `r.scheme, r.period, d.person_id as "personId", d.name, d.number, d.category, d.unit_code as "unitCode",
          u.name as "unitName", (${before})::text as before, (${difference})::text as difference, d.unit_fen::text as unit,
          d.person_fen::text as person, d.government_fen::text as government`,
        from: `assessment_run r join ${rows} d on d.run = r.number left join unit u on u.code = d.unit_code`,
        where: narrowed.where,
        params: narrowed.params,
        key: { sql: `d.run || '/' || d.row`, type: 'text' },
        sorts: {
          difference: { sql: difference, type: 'bigint' },
          period: { sql: 'r.period', type: 'text' },
          name: { sql: 'd.name', type: 'text' },
          unit: { sql: `coalesce(d.unit_code, '')`, type: 'text' },
        },
        usual: { sort: 'difference', falling: true },
      },
      ask,
    );
  }
}
