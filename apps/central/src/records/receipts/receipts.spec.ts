/** Promises of a receipt: it can be verified by whoever holds it, and every print of it has its own number. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { layOutReceipt } from '#libs/contract/receipt-layout.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { Counter, payable } from '../../../../../test/support/counter.js';

type Verification = components['schemas']['ReceiptVerificationDto'];
type Print = components['schemas']['PrintDto'];

let counter: Counter;
let number = '';
let code = '';
beforeAll(async () => {
  counter = await Counter.open();
  const { body: session } = await counter.tap('suonan-daiji');
  number = (await counter.pay('suonan-daiji', session, payable(session))).body.receiptNumber ?? '';
  code =
    (
      await counter.query<{ verification_code: string }>(
        'select verification_code from receipt where number = $1',
        [number],
      )
    )[0]?.verification_code ?? '';
}, 60_000);
afterAll(() => counter.close());

const secondTerminal = async () =>
  counter.anotherTerminal(
    await counter.app.get(TerminalsService, { strict: false }).prepare('W02', '二号窗口'),
  );

describe('a receipt', () => {
  it('is numbered by area and day, and verified by its code without any sign-in', async () => {
    expect(number).toBe('63280220261124000001');
    const { status, body } = await counter.ask<Verification>(
      'GET',
      `/v1/receipts/${number}?code=${code}`,
      undefined,
      { authorization: '', 'x-staff-token': '' },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      verified: true,
      receipt: { total: '900.00', totalCapitals: '玖佰元整', payerName: '索＊＊', channel: 'cash' },
    });
    expect(body.receipt.cardNumber).toMatch(/^\*+.{4}$/);
    expect(JSON.stringify(body)).not.toContain('索南');
    expect(body.receipt.lines.map(({ scheme, personal }) => [scheme, personal])).toEqual([
      ['170', '500.00'],
      ['390', '400.00'],
    ]);
    expect(body.receipt.maskedNumber).toContain('**************');
  });

  it('takes the code in small letters, as people type it', async () => {
    expect((await counter.ask('GET', `/v1/receipts/${number}?code=${code.toLowerCase()}`)).status).toBe(200);
  });

  it.each([
    ['a wrong code', () => `/v1/receipts/${number}?code=AAAAAAAAAAAA`],
    ['no code', () => `/v1/receipts/${number}`],
    ['a wrong number', () => `/v1/receipts/63280220261124999999?code=${code}`],
  ])('is not told apart from none by %s', async (_, url) => {
    expect(await counter.ask('GET', url())).toMatchObject({ status: 404, body: { code: 'receipt-unknown' } });
  });

  it('no longer verifies when its stored document was changed behind our back', async () => {
    const [before] = await counter.query<{ document: object }>(
      'select document from receipt where number = $1',
      [number],
    );
    const change = async (document: object) => {
      await counter.query('alter table receipt disable trigger all');
      await counter.query('update receipt set document = $2 where number = $1', [
        number,
        JSON.stringify(document),
      ]);
      await counter.query('alter table receipt enable trigger all');
    };
    await change({ ...before?.document, total: '9.00' });
    expect(
      (await counter.ask<Verification>('GET', `/v1/receipts/${number}?code=${code}`)).body.verified,
    ).toBe(false);
    const page = await fetch(new URL(`/v1/receipts/${number}?code=${code}`, await counter.app.getUrl()), {
      headers: { accept: 'text/html' },
    });
    expect(await page.text()).toMatch(/核验不通过.*Not genuine/);
    await change(before?.document ?? {});
    expect(
      (await counter.ask<Verification>('GET', `/v1/receipts/${number}?code=${code}`)).body.verified,
    ).toBe(true);
  });

  it('is shown to a person who scans it as a page that says whether it is genuine, and to programs as data', async () => {
    const person = {
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    };
    const scan = async (url: string) => {
      const answer = await fetch(new URL(url, await counter.app.getUrl()), { headers: person });
      return { status: answer.status, headers: answer.headers, page: await answer.text() };
    };
    const genuine = await scan(`/v1/receipts/${number}?code=${code}`);
    expect(genuine.status).toBe(200);
    expect(genuine.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(genuine.headers.get('cache-control')).toBe('no-store');
    expect(genuine.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none';/,
    );
    for (const said of [
      '本局开具，属实',
      'Genuine',
      number,
      '￥900.00',
      '玖佰元整',
      '索＊＊',
      '请与手中票据',
    ])
      expect(genuine.page).toContain(said);
    // The paper says who it is; a stranger who scans it learns no name.
    expect(genuine.page).not.toContain('索南代吉');

    const unknown = await scan(`/v1/receipts/${number}?code=AAAAAAAAAAAA`);
    expect([unknown.status, unknown.page.includes('查无此票据'), unknown.page.includes('12333')]).toEqual([
      404,
      true,
      true,
    ]);
    expect((await scan(`/v1/receipts/${number}/document`)).headers.get('content-type')).toContain('json');
    const program = await counter.ask('GET', `/v1/receipts/${number}?code=${code}`, undefined, {
      accept: 'application/json, text/plain, */*',
    });
    expect(program.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      vary: 'Accept',
    });
  });

  it('says that it holds no longer once its act was undone, and by which receipt', async () => {
    // By whoever may do anything: acts that undo have guards of their own, which their own specs hold.
    const undo = async (sql: string): Promise<void> => {
      await counter.query(`begin; set local session_replication_role = replica; ${sql}; commit`, []);
    };
    const key = '00000000-0000-4000-8000-0000000000aa';
    await undo(`
      insert into operation select (jsonb_populate_record(o, jsonb_build_object('key', '${key}', 'kind', 'reversal', 'undoes', o.key))).*
        from operation o join receipt r on r.operation_key = o.key where r.number = '${number}';
      insert into receipt select '63280220261124000099', '${key}', document, 'X', issued_at from receipt where number = '${number}'`);
    const url = `/v1/receipts/${number}?code=${code}`;
    const undone = { kind: 'reversal', receiptNumber: '63280220261124000099', businessDate: '2026-11-24' };
    expect((await counter.ask('GET', url)).body).toMatchObject({ verified: true, undone });
    const page = await fetch(new URL(url, await counter.app.getUrl()), { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('本局开具，已冲正');
    await undo(
      `delete from receipt where operation_key = '${key}'; delete from operation where key = '${key}'`,
    );
  });

  it('numbers prints asked for at the same time apart, and lays each out as original or copy', async () => {
    const prints = await Promise.all(
      Array.from({ length: 5 }, () => counter.ask<Print>('POST', `/v1/receipts/${number}/prints`)),
    );
    expect(prints.map(({ body }) => body.copy).toSorted()).toEqual([1, 2, 3, 4, 5]);
    const [original] = prints.filter(({ body }) => body.copy === 1);
    const [copy] = prints.filter(({ body }) => body.copy === 3);
    if (original === undefined || copy === undefined) throw new Error('prints missing');
    expect(layOutReceipt({ ...original.body.receipt, copy: 1 }, 80)).toContain('正本');
    expect(layOutReceipt({ ...copy.body.receipt, copy: 3 }, 80)).toMatch(/副本.*3/);
  });

  it('is read and printed without a sign-in at the terminal where it arose, for some minutes', async () => {
    const nobody = { 'x-staff-token': '' };
    const document = `/v1/receipts/${number}/document`;
    expect(await counter.ask('GET', document, undefined, nobody)).toMatchObject({ status: 200 });
    expect(await counter.ask('POST', `/v1/receipts/${number}/prints`, undefined, nobody)).toMatchObject({
      status: 201,
    });
    counter.clock.move(15 * 60_000 + 1);
    await counter.authenticate();
    for (const [method, url] of [
      ['GET', document],
      ['POST', `/v1/receipts/${number}/prints`],
    ] as const)
      expect(await counter.ask(method, url, undefined, nobody)).toMatchObject({
        status: 401,
        body: { code: 'sign-in-expired' },
      });
    await counter.signIn();
    expect(await counter.ask('GET', document)).toMatchObject({ status: 200 });
  });

  it('is given to another terminal with a sign-in alone, and every look leaves a trace', async () => {
    const outsider = await secondTerminal();
    const document = `/v1/receipts/${number}/document`;
    const signedOut = await counter.ask('GET', document, undefined, { ...outsider, 'x-staff-token': '' });
    expect(signedOut).toMatchObject({ status: 401, body: { code: 'sign-in-expired' } });
    const signIn = await counter.ask<{ token: string }>(
      'POST',
      '/v1/sign-ins',
      { staffNumber: '0001', password: 'delingha-2017' },
      outsider,
    );
    const clerk = { ...outsider, 'x-staff-token': signIn.body.token };
    expect(
      await counter.ask('GET', document, undefined, { ...clerk, 'x-purpose': 'complaint' }),
    ).toMatchObject({ status: 200 });
    expect(
      await counter.ask('GET', document, undefined, { ...clerk, 'x-purpose': 'curiosity' }),
    ).toMatchObject({ status: 400 });
    const looks = await counter.query<{ staff_number: string | null; detail: object }>(
      `select staff_number, detail from audit_event where action = 'receipts.read' and subject = $1 order by id desc limit 2`,
      [number],
    );
    expect(looks).toEqual([
      { staff_number: '0001', detail: { purpose: 'complaint' } },
      { staff_number: null, detail: { purpose: null, refused: 'sign-in-expired' } },
    ]);
  });

  it('hears what came of a print from the terminal that numbered the copy alone', async () => {
    const { copy } = (await counter.ask<Print>('POST', `/v1/receipts/${number}/prints`)).body;
    const url = `/v1/receipts/${number}/prints/${copy}/outcome`;
    const outsider = await secondTerminal();
    expect(await counter.ask('POST', url, { outcome: 'failed' }, outsider)).toMatchObject({
      status: 403,
      body: { code: 'print-elsewhere' },
    });
    expect(await counter.ask('POST', url, { outcome: 'printed' })).toMatchObject({ status: 204 });
    expect(
      await counter.query(
        'select outcome from receipt_print_outcome where receipt_number = $1 and copy = $2',
        [number, copy],
      ),
    ).toEqual([{ outcome: 'printed' }]);
  });

  it('keeps the first report of a print', async () => {
    const url = `/v1/receipts/${number}/prints/2/outcome`;
    expect((await counter.ask('POST', url, { outcome: 'failed', fault: 'paper-out' })).status).toBe(204);
    expect((await counter.ask('POST', url, { outcome: 'printed' })).status).toBe(204);
    expect(
      await counter.query(
        'select outcome, fault from receipt_print_outcome where receipt_number = $1 and copy = 2',
        [number],
      ),
    ).toEqual([{ outcome: 'failed', fault: 'paper-out' }]);
    expect(
      await counter.ask('POST', `/v1/receipts/${number}/prints/99/outcome`, { outcome: 'printed' }),
    ).toMatchObject({ body: { code: 'receipt-unknown' } });
  });
});
