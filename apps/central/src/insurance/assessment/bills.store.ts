/** Keeps what units owe for a period of a scheme in step with the lines of their people. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';

export type UnitOwes = {
  readonly unitCode: string;
  readonly heads: number;
  readonly unit: Fen;
  readonly person: Fen;
};

export type KnownBill = {
  readonly id: string;
  readonly unitCode: string;
  readonly number: number;
  readonly unit: Fen;
  readonly person: Fen;
  readonly paid: Fen;
  /** Another channel collects it: it stands as it was sent until that channel has answered. */
  readonly inHand: boolean;
  /** What of each part was found to be paid too much already. */
  readonly backUnit: Fen;
  readonly backPerson: Fen;
};

export type BillChange = UnitOwes & { readonly id: string | null; readonly number: number };

/** Until when bills are paid, when they were made, and of what: of lines, or set because nothing was declared. */
export type BillsMade = {
  readonly dueOn: PlainDate;
  readonly at: Date;
  readonly basis: 'lines' | 'undeclared';
};

type OfPeriod = {
  readonly scheme: string;
  readonly period: string;
  readonly unitCode: string | null;
  /** Of one project; none: of the months of people. */
  readonly projectCode?: string;
};

/** In fen. */
export type Covered = { readonly unit: Fen; readonly person: Fen };

const amounts = <Name extends string>(rows: readonly Record<Name, string>[], name: Name): readonly Fen[] =>
  rows.map((row) => fen(BigInt(row[name])));

const back = (part: 'unit' | 'person'): string =>
  `(select coalesce(sum(amount_fen), 0)::text from overpayment e where e.bill_id = b.id and e.part = '${part}')`;

@Injectable()
export class BillsStore {
  /** What each unit owes by its people's lines. Without units that declared nothing and owe what the rule says instead, until they do. */
  async owed(tx: EntityManager, { scheme, period, unitCode }: OfPeriod): Promise<readonly UnitOwes[]> {
    // Of one unit by its people; of all by the lines of the period's runs, which are read once through.
    const found =
      unitCode === null
        ? `assessment_run r join assessment_line l on l.run = r.number join participation p on p.id = l.participation_id
           where r.scheme = $1 and r.period = $2 and p.unit_code is not null`
        : `participation p join assessment_line l on l.participation_id = p.id and l.period = $2 where p.scheme = $1 and p.unit_code = $3`;
    const rows: { unitCode: string; heads: number; unit: string; person: string }[] = await tx.query(
      // The newest line of a participation says whether somebody is gone.
      `select unit_code as "unitCode", count(distinct person_id) filter (where not gone)::int as heads, sum(unit)::text as unit, sum(person)::text as person
       from (select p.unit_code, p.person_id, sum(l.unit_fen) as unit, sum(l.person_fen) as person,
           max(l.number * 2 + case when l.inputs ? 'x' then 1 else 0 end) % 2 = 1 as gone
         from ${found} group by p.id) o
       where not exists (select from unit_bill u where u.unit_code = o.unit_code and u.scheme = $1 and u.period = $2 and u.basis = 'undeclared'
         and not exists (select from declaration d where d.unit_code = o.unit_code and d.month = $2))
       group by unit_code order by unit_code`,
      [scheme, period, ...(unitCode === null ? [] : [unitCode])],
    );
    const [unit, person] = [amounts(rows, 'unit'), amounts(rows, 'person')];
    return rows.map((row, at) => ({
      unitCode: row.unitCode,
      heads: row.heads,
      unit: unit[at] ?? fen(0n),
      person: person[at] ?? fen(0n),
    }));
  }

  /** By unit, how far what was given back of somebody's month is what their lines have lost since: it is not found to be paid too much as well. */
  async coveredByRefunds(
    tx: EntityManager,
    { scheme, period, unitCode, projectCode }: OfPeriod,
  ): Promise<ReadonlyMap<string, Covered>> {
    const rows: { unitCode: string; unit: string; person: string }[] = await tx.query(
      `select p.unit_code as "unitCode", sum(least(f.unit, greatest(l.unit, 0)))::text as unit, sum(least(f.person, greatest(l.person, 0)))::text as person
       from (select f.participation_id, sum(f.unit_fen) as unit, sum(f.person_fen) as person, min(f.booked_at) as at
           from contribution_refund f join unit_bill b on b.id = f.bill_id
           where b.scheme = $1 and b.period = $2 and b.project_code is not distinct from $3::text ${unitCode === null ? '' : 'and b.unit_code = $4'}
           group by f.participation_id) f
         join participation p on p.id = f.participation_id
         cross join lateral (select -coalesce(sum(n.unit_fen), 0) as unit, -coalesce(sum(n.person_fen), 0) as person from assessment_line n
           join assessment_run r on r.number = n.run
           where n.participation_id = f.participation_id and n.period = $2 and (r.done_at is null or r.done_at > f.at)) l
       group by p.unit_code`,
      [scheme, period, projectCode ?? null, ...(unitCode === null ? [] : [unitCode])],
    );
    return new Map(
      rows.map((row) => [row.unitCode, { unit: fen(BigInt(row.unit)), person: fen(BigInt(row.person)) }]),
    );
  }

  /** The bills there are that follow lines, locked, by unit and number. */
  async known(
    tx: EntityManager,
    { scheme, period, unitCode, projectCode }: OfPeriod,
  ): Promise<readonly KnownBill[]> {
    type Money = 'unit' | 'person' | 'paid' | 'backUnit' | 'backPerson';
    type Raw = Omit<KnownBill, Money> & Record<Money, string>;
    const rows: Raw[] = await tx.query(
      `select b.id, b.unit_code as "unitCode", b.number, b.unit_fen::text as unit, b.person_fen::text as person, b.paid_fen::text as paid, b.in_hand is not null as "inHand",
         ${back('unit')} as "backUnit", ${back('person')} as "backPerson"
       from unit_bill b where b.scheme = $1 and b.period = $2 and b.project_code is not distinct from $3::text ${unitCode === null ? '' : 'and b.unit_code = $4'}
       order by b.unit_code, b.number for update of b`,
      [scheme, period, projectCode ?? null, ...(unitCode === null ? [] : [unitCode])],
    );
    return rows.map((row) => ({
      ...row,
      unit: fen(BigInt(row.unit)),
      person: fen(BigInt(row.person)),
      paid: fen(BigInt(row.paid)),
      backUnit: fen(BigInt(row.backUnit)),
      backPerson: fen(BigInt(row.backPerson)),
    }));
  }

  async change(
    tx: EntityManager,
    { scheme, period, projectCode }: OfPeriod,
    changes: readonly BillChange[],
    { dueOn, at, basis }: BillsMade,
  ): Promise<void> {
    const [known, further] = [
      changes.filter(({ id }) => id !== null),
      changes.filter(({ id }) => id === null),
    ];
    if (known.length > 0)
      await tx.query(
        `update unit_bill b set heads = c.heads, unit_fen = c.unit_fen, person_fen = c.person_fen, basis = $5
         from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[]) as c (id, heads, unit_fen, person_fen) where b.id = c.id`,
        [
          known.map(({ id }) => id),
          known.map(({ heads }) => heads),
          known.map(({ unit }) => unit.toString()),
          known.map(({ person }) => person.toString()),
          basis,
        ],
      );
    if (further.length > 0)
      await tx.query(
        `insert into unit_bill (id, unit_code, scheme, period, number, heads, unit_fen, person_fen, due_on, made_at, basis, project_code)
         select uuidv7(), unit_code, $1, $2, number, heads, unit_fen, person_fen, $3, $4, $10, $11
         from unnest($5::text[], $6::smallint[], $7::int[], $8::bigint[], $9::bigint[]) as c (unit_code, number, heads, unit_fen, person_fen)
         on conflict (unit_code, scheme, period, project_code, number) do nothing`,
        [
          scheme,
          period,
          dueOn,
          at.toISOString(),
          further.map(({ unitCode }) => unitCode),
          further.map(({ number }) => number),
          further.map(({ heads }) => heads),
          further.map(({ unit }) => unit.toString()),
          further.map(({ person }) => person.toString()),
          basis,
          projectCode ?? null,
        ],
      );
  }

  /**
   * Lets bills that were set because nothing was declared be of lines again, where it was declared by now. Returns those that are paid whole,
   * with the day the last of the money came: their people's accounts wait for it.
   */
  async declaredByNow(
    tx: EntityManager,
    { scheme, period, unitCode }: OfPeriod,
  ): Promise<readonly { readonly id: string; readonly receivedOn: PlainDate }[]> {
    const [rows]: [{ id: string; receivedOn: PlainDate | null }[], number] = await tx.query(
      `update unit_bill b set basis = 'lines' where b.scheme = $1 and b.period = $2 and b.basis = 'undeclared' and ($3::text is null or b.unit_code = $3)
         and exists (select from declaration d where d.unit_code = b.unit_code and d.month = b.period)
       returning b.id, case when b.paid_fen = b.unit_fen + b.person_fen and b.credited_at is null
         then (select max(received_on)::text from bill_payment where bill_id = b.id) end as "receivedOn"`,
      [scheme, period, unitCode],
    );
    return rows.flatMap(({ id, receivedOn }) => (receivedOn === null ? [] : [{ id, receivedOn }]));
  }

  async enterPaidTooMuch(
    tx: EntityManager,
    { scheme, period }: OfPeriod,
    found: readonly {
      readonly unitCode: string;
      readonly billId: string;
      readonly part: 'unit' | 'person';
      readonly amount: Fen;
    }[],
    run: number,
    at: Date,
  ): Promise<void> {
    if (found.length === 0) return;
    await tx.query(
      `insert into overpayment (id, unit_code, scheme, period, part, amount_fen, bill_id, run, found_at)
       select uuidv7(), unit_code, $1, $2, part, amount_fen, bill_id, $3, $4
       from unnest($5::text[], $6::text[], $7::bigint[], $8::uuid[]) as o (unit_code, part, amount_fen, bill_id)`,
      [
        scheme,
        period,
        run,
        at.toISOString(),
        found.map(({ unitCode }) => unitCode),
        found.map(({ part }) => part),
        found.map(({ amount }) => amount.toString()),
        found.map(({ billId }) => billId),
      ],
    );
  }
}
