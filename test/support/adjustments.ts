/** Adjustments of pensions at a counter: people who draw pensions, a rule laid down, laid out, approved by others and carried out. */
import { expect } from '@jest/globals';
import { Adjustments } from '../../apps/central/src/insurance/adjustments/adjustments.service.js';
import type { AdjustmentInFullDto } from '../../apps/central/src/insurance/adjustments/adjustments.dto.js';
import type { Counter } from './counter.js';

/** A year's rule with each of its parts. */
export const ruleOf2026 = {
  fixed: '39.00',
  yearsFlat: '12.90',
  flatYears: 15,
  perYear: '0.86',
  percent: '0.51',
  percentLeast: '11.00',
  areas: [
    { township: '', amount: '6.00' },
    { township: '632802', amount: '8.00' },
    { township: '632802200', amount: '10.00' },
  ],
  ages: [
    { from: 70, amount: '15.00' },
    { from: 75, amount: '35.00' },
    { from: 80, amount: '55.00' },
  ],
};

/** Somebody who draws an employee pension. */
export type Pensioner = {
  readonly name: string;
  readonly birth?: string;
  readonly first?: string;
  readonly last?: string | null;
  readonly months?: number;
  readonly township?: string | null;
};

/** Enters people with their employee pensions; answers the benefits by name. No line is there yet. */
export const enterPensioners = async (
  counter: Counter,
  people: readonly Pensioner[],
): Promise<ReadonlyMap<string, string>> => {
  await counter.query(
    `insert into township (code, name) select code, '乡镇' || code from unnest($1::text[]) code on conflict do nothing`,
    [people.flatMap(({ township }) => township ?? [])],
  );
  const rows = await counter.query<{ name: string; id: string }>(
    `with given as (select g.*, row_number() over () as n from jsonb_to_recordset($1::jsonb) g (name text, birth date, first text, last text, months int, township text)),
     added as (insert into person (social_security_number, name, sex, birth_date, township)
       select '64' || lpad((n + (select count(*) from person))::text, 16, '0'), name, 'male', birth, township from given returning id, name),
     claims as (insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, last_month, facts)
       select a.id, a.id, 'employee-pension', '110', true, g.first, g.last,
         jsonb_build_object('months', g.months, 'deemedMonths', 0, 'index', '1', 'base', '8000.00', 'account', '90000.00', 'ageMonths', 720)
       from added a join given g using (name) returning id, person_id)
     select a.name, c.id from claims c join added a on a.id = c.person_id`,
    [
      JSON.stringify(
        people.map(
          ({
            name,
            birth = '1960-02-01',
            first = '2026-04',
            last = null,
            months = 240,
            township = null,
          }) => ({
            name,
            birth,
            first,
            last,
            months,
            township,
          }),
        ),
      ),
    ],
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
};

/** Adjustments as their people handle them. */
export const adjustmentsAt = (counter: () => Counter) => {
  const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
    await counter().signIn(staff);
    try {
      return await work();
    } finally {
      await counter().signIn();
    }
  };
  type Answer = { readonly number: number; readonly code?: string; readonly detail?: string };
  const propose = (asked: object = {}) =>
    counter().ask<Answer>('POST', '/v1/adjustments', {
      year: 2026,
      schemes: ['110'],
      from: '2026-07',
      source: '青人社厅发〔2026〕1号',
      rule: ruleOf2026,
      ...asked,
    });
  const finish = (number: number): Promise<void> =>
    counter().app.get(Adjustments, { strict: false }).finish(number);
  const read = async (number: number): Promise<AdjustmentInFullDto> =>
    (await counter().ask<AdjustmentInFullDto>('GET', `/v1/adjustments/${number}`)).body;
  const asking = (number: number) =>
    counter().ask<{ approval: string; code?: string }>('POST', `/v1/adjustments/${number}/asking`, {
      reason: '年度调整',
    });
  const decide = (approval: string, staff: string) =>
    as(staff, () => counter().ask<{ code?: string }>('POST', `/v1/approvals/${approval}/approval`, {}));
  const simulated = async (asked: object = {}): Promise<AdjustmentInFullDto> => {
    const { status, body } = await propose(asked);
    expect({ status, body }).toMatchObject({ status: 201 });
    await finish(body.number);
    return read(body.number);
  };
  const approve = async (number: number): Promise<void> => {
    const { body } = await asking(number);
    expect((await decide(body.approval, '0301')).status).toBe(200);
    expect((await decide(body.approval, '0201')).status).toBe(200);
  };
  return {
    as,
    propose,
    finish,
    read,
    asking,
    decide,
    simulated,
    approve,
    drop: (number: number) => counter().ask('POST', `/v1/adjustments/${number}/dropping`, {}),
    /** Laid down, approved by two others and carried out. */
    applied: async (asked: object = {}): Promise<AdjustmentInFullDto> => {
      const { number } = await simulated(asked);
      await approve(number);
      await finish(number);
      return read(number);
    },
  };
};
