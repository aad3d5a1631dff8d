/** Promises of runs that a bank plays through: it takes the file in either form, answers later, in part, with each kind of failure and wrongly in each way, and nothing of what is wrong is taken in. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PayoutAccepted, PayoutAnswered, PayoutBehaviour } from '#libs/contract/bank.js';
import { Counter } from '../../../../../test/support/counter.js';
import { payRunsAt, type Run } from '../../../../../test/support/pay-runs.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
}, 240_000);
afterAll(() => counter.close());

const { as, listed, approved, read, items, answered, proof } = payRunsAt(() => counter);

const bank = async <T>(path: string, body?: string | object): Promise<{ status: number; body: T }> => {
  const isText = typeof body === 'string';
  const type = !isText ? 'application/json' : body.startsWith('<') ? 'application/xml' : 'text/csv';
  const response = await fetch(
    `${counter.bankUrl}${path}`,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': type }, body: isText ? body : JSON.stringify(body) },
  );
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
};
const behave = (behaviour: PayoutBehaviour) => bank('/payouts/behaviour', { behaviour });
const fileIn = async (number: number, form: string): Promise<string> =>
  (await as('0501', () => counter.ask<string>('GET', `/v1/pay-runs/${number}/file?form=${form}`))).body;
const told = (reference: string) => bank<PayoutAnswered>(`/payouts/${reference}/answers`, {});
/** What the bank answers while it behaves so. */
const answerOf = async (reference: string, behaviour: PayoutBehaviour): Promise<string> => {
  await behave(behaviour);
  const { number } = (await told(reference)).body;
  return (await bank<string>(`/payouts/${reference}/answers/${number}`)).body;
};

const oddities = ['name', 'closed', 'frozen', 'unknown'] as const;

/** Gives everybody who draws the pension an account of its own at the bank; the first ones such as it does not pay to. */
const giveAccounts = async (prefix: string, odd: readonly string[]): Promise<void> => {
  const cards = await counter.query<{ id: string; name: string }>(
    `select c.id, p.name from card c join person p on p.id = c.person_id where c.bank_account_state = 'active'
       and exists (select from benefit_claim b where b.payee_id = p.id and b.scheme = '170') order by p.name, c.id`,
  );
  expect(cards.length).toBeGreaterThan(oddities.length + 1);
  for (const [index, { id, name }] of cards.entries()) {
    const is = odd[index] ?? 'active';
    const account = `${prefix}${String(index).padStart(4, '0')}`;
    const state = is === 'closed' || is === 'frozen' ? is : 'active';
    if (is !== 'unknown')
      await bank('/accounts', {
        account,
        holderName: is === 'name' ? '别人' : name,
        balance: '0.00',
        state,
      });
    await counter.query(
      `begin; set local session_replication_role = replica; update card set bank_account = '${account}' where id = '${id}'; commit`,
    );
  }
};
const codeOf = async (run: Run, text: string): Promise<string | undefined> => {
  const { body } = await answered(run.number, text);
  return body.code ?? body.unfit[0]?.code;
};
const debtor = '6328021701004';
let run: Run;

jest.setTimeout(120_000);

describe('a bank that is given a run as a delimited file', () => {
  it('takes it once, and answers when it can', async () => {
    await giveAccounts('PAYA', oddities);
    run = await listed('2026-10');
    await approved(run.number);
    const file = await fileIn(run.number, 'delimited');
    const taken = { reference: run.reference, rows: run.heads, total: run.total };
    for (const _ of ['first', 'again'])
      expect(await bank<PayoutAccepted>(`/payouts?account=${debtor}`, file)).toMatchObject({
        status: 200,
        body: taken,
      });
    const changed = file.replace(/^(D,1,[^,]+),/mu, '$19,');
    expect((await bank(`/payouts?account=${debtor}`, changed)).body).toMatchObject({
      code: 'reference-reused',
    });
    const short = file.split('\r\n').slice(0, -2).join('\r\n');
    expect((await bank(`/payouts?account=${debtor}`, short)).body).toMatchObject({
      code: 'malformed-request',
    });
    await behave('later');
    expect((await told(run.reference)).status).toBe(404);
  });

  it.each([
    ['row-twice', 'row-repeated'],
    ['row-unsent', 'pay-row-unsent'],
    ['amount-differs', 'pay-row-changed'],
    ['other-run', 'pay-result-other'],
    ['total-differs', 'pay-result-differs'],
  ] as const)('is refused when it answers with %s, and nothing is half done', async (behaviour, code) => {
    expect(await codeOf(run, await answerOf(run.reference, behaviour))).toBe(code);
    expect(await proof(run.number)).toMatchObject({ agrees: true, runs: [{ unanswered: run.total }] });
  });

  it('answers in part, then the rest, each taken in once', async () => {
    const part = await answerOf(run.reference, 'partly');
    expect((await answered(run.number, part)).body).toEqual({ unfit: [], count: 0 });
    expect((await read(run.number)).state).toBe('approved');
    expect(await proof(run.number)).toMatchObject({ agrees: true });
    const rest = await answerOf(run.reference, 'normal');
    for (const _ of ['first', 'again'])
      expect((await answered(run.number, rest)).body).toEqual({ unfit: [], count: 0 });
    expect((await answered(run.number, part)).body).toEqual({ unfit: [], count: 0 });
    expect((await read(run.number)).state).toBe('answered');
    const failed = (await items(run.number)).filter(({ state }) => state === 'failed');
    expect(failed.map(({ why }) => why).toSorted()).toEqual(
      ['户名不符', '账户已冻结', '账户已销户', '非本行账户'].toSorted(),
    );
    expect(await proof(run.number)).toMatchObject({ agrees: true });
    expect((await told(run.reference)).status).toBe(404);
  });
});

describe('a bank that is given a run as an ISO 20022 message', () => {
  let again: Run;
  let message: string;

  it('takes pain.001.001.09 with number and sum of its transactions', async () => {
    await giveAccounts('PAYB', ['frozen', 'active', 'active', 'active']);
    again = await listed('2026-10', true);
    expect(again.heads).toBe(oddities.length);
    await approved(again.number);
    message = await fileIn(again.number, 'pain.001');
    // The order of elements is the standard's, and a bank refuses another.
    const names = [...message.matchAll(/<([A-Za-z]+)[ >]/gu)].map(([, name]) => name);
    expect(names.slice(0, 25)).toEqual(
      (
        'Document CstmrCdtTrfInitn GrpHdr MsgId CreDtTm NbOfTxs CtrlSum InitgPty Nm PmtInf PmtInfId PmtMtd BtchBookg NbOfTxs CtrlSum PmtTpInf ' +
        'CtgyPurp Cd ReqdExctnDt Dt Dbtr Nm DbtrAcct Id Othr'
      ).split(' '),
    );
    const each = 'CdtTrfTxInf PmtId EndToEndId Amt InstdAmt Cdtr Nm CdtrAcct Id Othr Id RmtInf Ustrd'.split(
      ' ',
    );
    expect(names.slice(names.indexOf('CdtTrfTxInf'))).toEqual(
      Array.from({ length: oddities.length }, () => each).flat(),
    );
    expect(await bank<PayoutAccepted>('/payouts', message)).toMatchObject({
      status: 200,
      body: { reference: again.reference, rows: again.heads, total: again.total },
    });
    const wrong = message.replace(`<CtrlSum>${again.total}`, '<CtrlSum>1.00');
    expect((await bank('/payouts', wrong)).body).toMatchObject({ code: 'malformed-request' });
  });

  it.each([
    ['row-twice', 'row-repeated'],
    ['row-unsent', 'pay-row-unsent'],
    ['amount-differs', 'pay-row-changed'],
    ['other-run', 'pay-result-other'],
    ['total-differs', 'pay-result-differs'],
  ] as const)('is refused when its pain.002 answers with %s', async (behaviour, code) => {
    expect(await codeOf(again, await answerOf(again.reference, behaviour))).toBe(code);
    expect(await proof(again.number)).toMatchObject({ agrees: true, runs: [{ unanswered: again.total }] });
  });

  it('is refused for another month, number, sum, message or form, and for what is no such message', async () => {
    const part = await answerOf(again.reference, 'partly');
    const cases = [
      [/-202610</u, '-202609<', 'pay-result-other'],
      [/<OrgnlNbOfTxs>\d+/u, '<OrgnlNbOfTxs>9', 'pay-result-differs'],
      [/<OrgnlCtrlSum>[\d.]+/u, '<OrgnlCtrlSum>9.99', 'pay-result-differs'],
      [/<OrgnlMsgId>\w+/u, '<OrgnlMsgId>FF1', 'pay-result-unreadable'],
      [/pain\.002\.001\.10/u, 'pain.002.001.03', 'pay-result-unreadable'],
      [/<Document/u, '<!DOCTYPE Document [<!ENTITY a "b">]><Document', 'pay-result-unreadable'],
      [/<\/Document>/u, '', 'pay-result-unreadable'],
      [/<TxSts>PDNG/u, '<TxSts>WHAT', 'row-malformed'],
      [/Ccy="CNY"/u, 'Ccy="USD"', 'pay-row-changed'],
    ] as const;
    for (const [what, by, code] of cases) {
      const odd = part.replace(what, by);
      expect(odd).not.toBe(part);
      expect([code, await codeOf(again, odd)]).toEqual([code, code]);
    }
    expect((await answered(again.number, part)).body).toEqual({ unfit: [], count: 0 });
    const rest = await answerOf(again.reference, 'normal');
    expect((await answered(again.number, rest)).body).toEqual({ unfit: [], count: 0 });
    const states = (await items(again.number)).map(({ state, why }) => [state, why]);
    expect(states.toSorted()).toEqual([
      ['failed', '账户已冻结'],
      ['paid', null],
      ['paid', null],
      ['paid', null],
    ]);
    expect(await proof(run.number)).toMatchObject({ agrees: true });
    expect(await proof(again.number)).toMatchObject({ agrees: true });
  });
});
