/** Runs of benefits at a counter: begun, listed, approved by others, answered as a bank would. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { pieceBytes } from '#libs/contract/production.js';
import { PayRuns } from '../../apps/central/src/insurance/payouts/pay-runs.service.js';
import type { Counter, Reply } from './counter.js';

export type Run = {
  readonly number: number;
  readonly reference: string;
  readonly state: string;
  readonly heads: number;
  readonly total: string;
  readonly compared: readonly {
    readonly reason: string;
    readonly heads: number;
    readonly difference: string;
  }[];
  readonly items: readonly { readonly state: string; readonly heads: number; readonly amount: string }[];
  readonly code?: string;
};
type Item = {
  readonly serial: number;
  readonly accountName: string;
  readonly amount: string;
  readonly state: string;
  readonly why: string | null;
};
export type Proof = {
  readonly agrees: boolean;
  readonly runs: readonly {
    readonly number: number;
    readonly count: number;
    readonly list: { readonly out: string; readonly back: string; readonly stays: string };
    readonly books: { readonly out: string; readonly back: string; readonly stays: string };
    readonly bank: { readonly out: string; readonly back: string; readonly stays: string };
    readonly unanswered: string;
    readonly differences: readonly {
      readonly what: string;
      readonly serial: number | null;
      readonly personId: string | null;
      readonly list: string;
      readonly other: string;
    }[];
  }[];
  readonly strays: readonly { readonly scheme: string; readonly amount: string }[];
};

/** So many people called 名单1, 名单2 …, each with a card that has an account, and a resident pension from a month on. */
export const addPensioners = async (counter: Counter, count: number, first: string): Promise<void> => {
  await counter.query(
    `begin; set local session_replication_role = replica;
     with added as (insert into person (social_security_number, name, sex, birth_date)
       select '63' || lpad(n::text, 16, '0'), '名单' || n, 'female', '1950-03-04' from generate_series(1, ${count}) n returning id, name),
     held as (insert into card (id, person_id, card_number, identification_code, historical_bytes, specification_version, algorithm, state,
         issued_on, valid_until, bank_account, bank_account_state, key_version)
       select gen_random_uuid(), id, 'LD' || lpad(substr(name, 3), 7, '0'), upper(md5(name)), upper(substr(md5(name), 1, 26)), '3.00', 'sm4', 'enabled',
         '2020-01-01', '2030-01-01', '62170000' || lpad(substr(name, 3), 8, '0'), 'active', 1 from added)
     insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       select id, id, 'resident-pension', '170', true, '${first}', '{"years": 15, "account": "0.00"}' from added;
     commit`,
  );
};

/** What the bank would answer to a file: of each row, by its serial, paid, not paid or not known. */
export const answerTo = (
  file: string,
  reference: string,
  outcomeOf: (serial: number) => '0' | '1' | '2',
  changeAmount: (amount: string) => string = (amount) => amount,
): string => {
  const rows = file
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
  const lines = rows.map(([, serial = '', account = '', , amount = '']) => {
    const outcome = outcomeOf(Number(serial));
    return [
      'D',
      serial,
      account,
      changeAmount(amount),
      outcome,
      `YH${serial}`,
      outcome === '0' ? '户名不符' : '',
    ].join(',');
  });
  const paid = rows.filter(([, serial]) => outcomeOf(Number(serial)) === '1');
  const money = paid.reduce(
    (all, [, , , , amount = '0']) => all + Math.round(Number(changeAmount(amount)) * 100),
    0,
  );
  return [`H,${reference},${rows.length},${paid.length},${(money / 100).toFixed(2)}`, ...lines, ''].join(
    '\r\n',
  );
};

type Answered = {
  readonly unfit: readonly { readonly code: string; readonly line: number }[];
  readonly count: number;
  readonly code?: string;
};

/** Hands the bank's file over piece by piece, and has it taken in; what refuses it first is the answer. */
const answerOver = async (counter: Counter, number: number, text: string): Promise<Reply<Answered>> => {
  const bytes = Buffer.from(text);
  const name = text.startsWith('<') ? 'answer.xml' : 'answer.csv';
  const asked = { id: randomUUID(), kind: 'pay-answer', name, bytes: bytes.length };
  const announced = await counter.ask<Answered & { id: string }>('POST', '/v1/production-files', asked);
  if (announced.status !== 201) return announced;
  const file = `/v1/production-files/${announced.body.id}`;
  for (let at = 0; at < bytes.length; at += pieceBytes)
    await counter.ask('POST', `${file}/pieces?offset=${at}`, bytes.subarray(at, at + pieceBytes), {
      'content-type': 'application/octet-stream',
    });
  const whole = await counter.ask<Answered>('POST', `${file}/completion`);
  if (whole.status !== 200) {
    await counter.ask('POST', `${file}/removal`);
    return whole;
  }
  return counter.ask<Answered>('POST', `/v1/pay-runs/${number}/answer`, { file: announced.body.id });
};

/** Runs of one fund, as its people handle them. */
export const payRunsAt = (counter: () => Counter, scheme = '170') => {
  const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
    await counter().signIn(staff);
    try {
      return await work();
    } finally {
      await counter().signIn();
    }
  };
  const begin = (month: string, again = false) =>
    counter().ask<Run>('POST', '/v1/pay-runs', { scheme, month, again });
  const read = async (number: number): Promise<Run> =>
    (await counter().ask<Run>('GET', `/v1/pay-runs/${number}`)).body;
  const listed = async (month: string, again = false): Promise<Run> => {
    const begun = await begin(month, again);
    expect(begun.status).toBe(201);
    await counter().app.get(PayRuns, { strict: false }).makeList(begun.body.number);
    return read(begun.body.number);
  };
  const asking = (number: number) =>
    counter().ask<{ approval: string; code?: string }>('POST', `/v1/pay-runs/${number}/asking`, {
      reason: '月度发放',
    });
  const decide = (approval: string, staff: string) =>
    as(staff, () => counter().ask<{ code?: string }>('POST', `/v1/approvals/${approval}/approval`, {}));
  return {
    as,
    begin,
    read,
    listed,
    asking,
    decide,
    items: async (number: number): Promise<readonly Item[]> =>
      (await counter().ask<{ items: Item[] }>('GET', `/v1/pay-runs/${number}/items?limit=100`)).body.items,
    drop: async (number: number): Promise<void> => {
      expect((await counter().ask('POST', `/v1/pay-runs/${number}/dropping`, {})).status).toBe(204);
    },
    approved: async (number: number): Promise<void> => {
      const { body } = await asking(number);
      expect((await decide(body.approval, '0301')).status).toBe(200);
      expect((await decide(body.approval, '0201')).status).toBe(200);
    },
    fileOf: async (number: number): Promise<string> =>
      (await as('0501', () => counter().ask<string>('GET', `/v1/pay-runs/${number}/file`))).body,
    answered: (number: number, text: string) => as('0501', () => answerOver(counter(), number, text)),
    returned: (number: number, serial: number, why: string) =>
      as('0501', () =>
        counter().ask<{ code?: string }>('POST', `/v1/pay-runs/${number}/items/${serial}/return`, { why }),
      ),
    proof: async (number: number): Promise<Proof> =>
      (await counter().ask<Proof>('GET', `/v1/pay-runs/${number}/proof`)).body,
  };
};
