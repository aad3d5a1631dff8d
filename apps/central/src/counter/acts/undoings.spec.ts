/** Promises of reversal and refund: as a second person approved, once, with everything put back and a receipt that names the first. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OwnShift } from '#libs/contract/shifts.js';
import type { components } from '#libs/contract/central-api.js';
import { collectable, Counter, payable, type Reply } from '../../../../../test/support/counter.js';

import { UnknownOutcomesService } from './unknown-outcomes.service.js';

type Asked = { readonly approval: string; readonly state: string; readonly decisionReason: string | null };
type Done = {
  readonly key: string;
  readonly state: string;
  readonly receiptNumber: string;
  readonly code: string;
  readonly total: string;
};

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0002', '王芳', 'window-clerk', 'password-of-test');
}, 60_000);
afterAll(() => counter.close());
beforeEach(async () => {
  await counter.signIn();
});

const ask = (receiptNumber: string, kind: string): Promise<Reply<Asked & { code: string }>> =>
  counter.ask('POST', '/v1/undoings', { receiptNumber, kind, reason: '金额录错' });

const decide = async (approval: string, verdict: 'approval' | 'rejection'): Promise<void> => {
  const clerk = counter.staffToken;
  await counter.signIn('0301');
  const decided = await counter.ask(
    'POST',
    `/v1/approvals/${approval}/${verdict}`,
    verdict === 'approval' ? {} : { reason: '凭据不全' },
  );
  expect(decided.status).toBe(200);
  counter.staffToken = clerk;
};

const undo = (
  receiptNumber: string,
  kind: string,
  channel: string,
  key: string = randomUUID(),
): Promise<Reply<Done>> =>
  counter.ask('POST', '/v1/undoings/done', { receiptNumber, kind, channel }, { 'idempotency-key': key });

const approved = async (receiptNumber: string, kind: string): Promise<void> => {
  const asked = await ask(receiptNumber, kind);
  expect(asked.body).toMatchObject({ state: 'waiting' });
  await decide(asked.body.approval, 'approval');
};

const rows = <Row extends object>(sql: string): Promise<Row[]> => counter.query<Row>(sql);

const standing = async () => {
  const [money] = await rows<{ text: string }>(
    `select json_agg(json_build_array(scheme, type, clerk, balance_fen) order by scheme, type, clerk)::text as text from ledger_account where balance_fen <> 0`,
  );
  const [accounts] = await rows<{ text: string }>(
    `select json_agg(balance_fen order by id)::text as text from personal_account where balance_fen <> 0`,
  );
  const [subjects] = await rows<{ text: string }>(
    `select (select count(*) from due where state = 'open')::text || ' ' || (select count(*) from entitlement where state = 'open') as text`,
  );
  return [money?.text, accounts?.text, subjects?.text];
};

/** Cash of a kind in the totals of the clerk's own shift, fund by fund. */
const totals = async (kind: string): Promise<string[]> =>
  (await counter.ask<OwnShift>('GET', '/v1/shifts/own')).body.sums
    .filter((one) => one.kind === kind && one.channel === 'cash')
    .map(({ scheme, acts, amount }) => `${scheme} ${acts} ${amount}`);

const findings = async (): Promise<string[]> =>
  (await rows<{ finding: string }>('select f as finding from books_findings_of_all() f')).map(
    ({ finding }) => finding,
  );

const payInCash = async (card: string): Promise<string> => {
  const { body: session } = await counter.tap(card);
  const paid = await counter.pay(card, session, payable(session), 'cash');
  expect(paid.body).toMatchObject({ state: 'succeeded' });
  return String(paid.body.receiptNumber);
};

describe('a refund through the bank', () => {
  it('goes to the account it came from, with what it credited, also when the bank says it late', async () => {
    const { body: session } = await counter.tap('suonan-daiji');
    const before = await standing();
    const paid = await counter.pay('suonan-daiji', session, payable(session), 'bank');
    expect(paid.body).toMatchObject({ state: 'succeeded' });
    const receipt = String(paid.body.receiptNumber);
    expect((await ask(receipt, 'reversal')).body).toMatchObject({ code: 'act-not-undoable' });
    await approved(receipt, 'refund');
    await counter.setBank('answer-lost');
    const key = randomUUID();
    const unknown = await undo(receipt, 'refund', 'bank', key);
    expect(unknown).toMatchObject({ status: 202 });
    expect((await undo(receipt, 'refund', 'bank')).body).toMatchObject({ code: 'act-being-undone' });
    await counter.setBank('normal');
    counter.clock.move(10_000);
    await counter.app.get(UnknownOutcomesService, { strict: false }).askOnce();
    const done = await undo(receipt, 'refund', 'bank', key);
    expect(done.body).toMatchObject({ state: 'succeeded' });
    expect(await standing()).toEqual(before);
    expect(await findings()).toEqual([]);
    const own = await counter.ask('GET', `/v1/receipts/${done.body.receiptNumber}/document`);
    expect(own.body).toMatchObject({ kind: 'refund', channel: 'bank', undoes: { number: receipt } });
  });
});

type Joined = components['schemas']['PaidForDto'] & { readonly code: string };
const join = (sessionId: string, body: object): Promise<Reply<Joined>> =>
  counter.ask('POST', `/v1/card-sessions/${sessionId}/paid-for`, body);

describe('what a family pays in one act', () => {
  it('is one debit and one receipt that names each, credited to each, and goes back as it came', async () => {
    // The daughter's card was here a moment ago, the neighbour comes with a number alone.
    const { body: daughter } = await counter.tap('suonan-daiji');
    await counter.ask('DELETE', `/v1/card-sessions/${daughter.id}`);
    const { body: payer } = await counter.tap('han-deming');
    const others = payable(daughter);
    expect((await counter.pay('han-deming', payer, others, 'bank')).body).toMatchObject({
      code: 'due-unknown',
    });
    const byCard = { relation: 'parent', ownSessionId: daughter.id };
    expect((await join(payer.id, { ...byCard, ownNonce: payer.nonce })).body.code).toBe('card-session-ended');
    const joined = await join(payer.id, { ...byCard, ownNonce: daughter.nonce });
    expect(joined.body).toMatchObject({ name: '索南代吉', relation: 'parent' });
    expect(joined.body.dues.map(({ id }) => id)).toEqual(others.map(({ id }) => id));
    const [neighbour] = await rows<{ number: string }>(
      `select social_security_number as number from person where name = '祁胜利'`,
    );
    const named = { relation: 'other', socialSecurityNumber: neighbour?.number, name: '祁胜利' };
    expect((await join(payer.id, named)).body.code).toBe('malformed-request');
    expect((await join(payer.id, { ...named, name: '王五', reason: '代邻居' })).body.code).toBe(
      'person-differs',
    );
    const theirs = (await join(payer.id, { ...named, reason: '代邻居缴费' })).body;

    const before = await standing();
    const dues = [...payable(payer), ...others, ...payable({ ...payer, dues: theirs.dues })];
    await counter.setBank('answer-lost');
    const key = randomUUID();
    expect(await counter.pay('han-deming', payer, dues, 'bank', key)).toMatchObject({ status: 202 });
    await counter.setBank('normal');
    counter.clock.move(10_000);
    await counter.app.get(UnknownOutcomesService, { strict: false }).askOnce();
    const paid = await counter.pay('han-deming', payer, dues, 'bank', key);
    expect(paid.body).toMatchObject({ state: 'succeeded' });
    const receipt = String(paid.body.receiptNumber);
    const document = await counter.ask<{ payerName: string; lines: { note?: string; personal: string }[] }>(
      'GET',
      `/v1/receipts/${receipt}/document`,
    );
    expect(document.body.payerName).toBe('韩德明');
    expect(document.body.lines).toHaveLength(dues.length);
    const notes = new Set(document.body.lines.map(({ note }) => note?.replaceAll(/\S*\*\S*/g, '#')));
    expect(notes).toEqual(
      new Set([undefined, '代 索南代吉 # 缴费（缴费人系父母）', '代 祁胜利 # 缴费（缴费人系其他受托人）']),
    );
    expect(await rows(`select from bank_instruction where operation_key = '${key}'`)).toHaveLength(1);
    const credited = await rows<{ name: string }>(
      `select distinct p.name from personal_account_entry e join personal_account a on a.id = e.account_id
       join person p on p.id = a.person_id where e.operation_key = '${key}' order by p.name`,
    );
    expect(credited.map(({ name }) => name).toSorted()).toEqual(['祁胜利', '索南代吉', '韩德明'].toSorted());
    // Shown with the card as it is now: nothing of theirs is owed any more.
    const shown = await counter.ask<components['schemas']['CardSessionDto']>(
      'GET',
      `/v1/card-sessions/${payer.id}`,
    );
    expect(shown.body.paidFor.map((one) => one.dues)).toEqual([[], []]);

    await approved(receipt, 'refund');
    expect((await undo(receipt, 'refund', 'bank')).body).toMatchObject({ state: 'succeeded' });
    expect(await standing()).toEqual(before);
    expect(await findings()).toEqual([]);
  });
});

describe('a reversal', () => {
  it('puts everything back as it was, once, with a receipt that names the first, which says so from then on', async () => {
    await counter.tap('suonan-daiji');
    const before = await standing();
    const receipt = await payInCash('suonan-daiji');
    expect(await standing()).not.toEqual(before);
    expect((await undo(receipt, 'reversal', 'cash')).body).toMatchObject({ code: 'undoing-not-approved' });
    await approved(receipt, 'reversal');

    const key = randomUUID();
    const both = await Promise.all([
      undo(receipt, 'reversal', 'cash', key),
      undo(receipt, 'reversal', 'cash'),
    ]);
    expect(both.map(({ body }) => body.state ?? body.code).toSorted()).toEqual(['act-undone', 'succeeded']);
    expect(await standing()).toEqual(before);
    expect(await findings()).toEqual([]);

    // Counted on its own beside what it undoes; the cash that is expected is what the books say.
    const { body: shift } = await counter.ask<OwnShift>('GET', '/v1/shifts/own');
    const cashOf = (kind: string) =>
      shift.sums.filter((one) => one.kind === kind && one.channel === 'cash').map(({ amount }) => amount);
    expect(cashOf('payment-reversal')).not.toEqual([]);
    expect(cashOf('payment-reversal')).toEqual(cashOf('payment'));
    expect(cashOf('reversal')).toEqual([]);
    expect(shift.expected).toBe(shift.opening);

    const [done] = both.filter(({ body }) => body.state === 'succeeded');
    // Whoever learns of it from here alone is told whose it is and what it undoes.
    const learned = await counter.ask('GET', `/v1/operations/${done?.body.key}`);
    expect(learned.body).toMatchObject({ undoes: receipt, maskedName: expect.stringMatching(/^.＊+$/u) });
    const own = await counter.ask('GET', `/v1/receipts/${done?.body.receiptNumber}/document`);
    expect(own.body).toMatchObject({
      kind: 'reversal',
      undoes: { number: receipt },
      total: done?.body.total,
    });
    const first = await counter.ask('GET', `/v1/receipts/${receipt}/document`);
    expect(first.body).toMatchObject({ undoneBy: { number: done?.body.receiptNumber, kind: 'reversal' } });
    const verified = await counter.ask(
      'GET',
      `/v1/receipts/${receipt}?code=${String(first.body['verificationCode'])}`,
    );
    expect(verified.body).toMatchObject({ verified: true, receipt: { undoneBy: { kind: 'reversal' } } });
    expect((await ask(receipt, 'reversal')).body).toMatchObject({ code: 'act-undone' });
  });

  it('is answered the same when it is asked again with its key', async () => {
    const receipt = await payInCash('suonan-daiji');
    await approved(receipt, 'reversal');
    const key = randomUUID();
    const done = await undo(receipt, 'reversal', 'cash', key);
    const again = await undo(receipt, 'reversal', 'cash', key);
    expect(done.body).toMatchObject({ state: 'succeeded' });
    expect(again.body).toMatchObject({ receiptNumber: done.body.receiptNumber });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('takes back a benefit paid in cash', async () => {
    const drawn = { scheme: '170', amount: '20000.00' };
    await counter.ask('POST', '/v1/tills/own/draws', drawn, { 'idempotency-key': randomUUID() });
    const { body: session } = await counter.tap('liu-chunhua');
    const before = await standing();
    const collected = await counter.collect('liu-chunhua', session, collectable(session), 'cash');
    const receipt = String(collected.body.receiptNumber);
    await approved(receipt, 'reversal');
    expect((await undo(receipt, 'reversal', 'cash')).body).toMatchObject({ state: 'succeeded' });
    expect(await standing()).toEqual(before);
    expect(await findings()).toEqual([]);
    // Cash that came in stands apart from cash that went out: one sum of both would be of no direction.
    const collections = await totals('collection');
    expect(collections).not.toEqual([]);
    expect(await totals('collection-reversal')).toEqual(collections);
    expect(await totals('payment-reversal')).not.toEqual([]);
  });

  it('is refused to another clerk, once its cash is banked, and the next day; a rejection says why', async () => {
    const receipt = await payInCash('suonan-daiji');
    await counter.signIn('0002', 'password-of-test');
    expect((await ask(receipt, 'reversal')).body).toMatchObject({ code: 'reversal-not-own' });
    await counter.signIn();
    const rejected = await ask(receipt, 'reversal');
    await decide(rejected.body.approval, 'rejection');
    const { body: seen } = await counter.ask<components['schemas']['UndoingsDto']>(
      'GET',
      `/v1/undoings/${receipt}`,
    );
    expect(seen.ways[0]).toMatchObject({
      kind: 'reversal',
      asked: { state: 'rejected', decisionReason: '凭据不全' },
    });
    await approved(receipt, 'reversal');
    await approved(receipt, 'refund');
    const { body: till } = await counter.ask<components['schemas']['TillDto']>('GET', '/v1/tills/own');
    for (const { scheme, received } of till.funds.filter(({ received: cash }) => cash !== '0.00'))
      await counter.ask(
        'POST',
        '/v1/tills/own/deposits',
        { scheme, amount: received },
        { 'idempotency-key': randomUUID() },
      );
    expect((await undo(receipt, 'reversal', 'cash')).body).toMatchObject({ code: 'cash-banked' });
    counter.clock.move(24 * 3600_000);
    await counter.authenticate();
    await counter.signIn();
    expect((await undo(receipt, 'reversal', 'cash')).body).toMatchObject({ code: 'reversal-too-late' });

    // What was approved the day before as cash handed back is asked for anew: another person sees which way it goes now.
    const later = await counter.ask<components['schemas']['UndoingsDto']>('GET', `/v1/undoings/${receipt}`);
    expect(later.body.ways[1]).toMatchObject({ kind: 'refund', channel: 'bank', asked: null });

    // What is banked and of an earlier day goes back through the bank; its refusal puts everything back.
    const before = await standing();
    await approved(receipt, 'refund');
    await counter.setBank('refuse');
    expect((await undo(receipt, 'refund', 'bank')).body).toMatchObject({ code: 'bank-refused' });
    await counter.setBank('normal');
    expect(await standing()).toEqual(before);
    const { body: first } = await counter.ask('GET', `/v1/receipts/${receipt}/document`);
    expect(first).not.toHaveProperty('undoneBy');
    expect(await findings()).toEqual([]);
  });
});
