/** Promises of papers about a person: what was paid and nothing else, the same paper for the same key, and a check that gives no more away. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { holderOf } from '../../../../../test/support/card-window.js';
import { Counter, payable } from '../../../../../test/support/counter.js';

type Issued = components['schemas']['IssuedDocumentDto'] & { readonly code?: string };
type Verified = components['schemas']['DocumentVerificationDto'] & { readonly code?: string };

const card = 'suonan-daiji';
const purpose = '购房';
let counter: Counter;
let personId = '';

const issue = (asked: object = {}, key: string = randomUUID()) =>
  counter.ask<Issued>('POST', '/v1/documents', { personId, kind: 'certificate', purpose, key, ...asked });
const verify = (number: string, code: string, headers = {}) =>
  counter.ask<Verified>('GET', `/v1/documents/${number}?code=${code}`, undefined, headers);

beforeAll(async () => {
  counter = await Counter.open();
  const { body: session } = await counter.tap(card);
  const paid = await counter.pay(card, session, payable(session));
  const [row] = await counter.query<{ id: string }>(
    'select person_id as id from operation where receipt_number = $1',
    [paid.body.receiptNumber],
  );
  personId = row?.id ?? '';
  await counter.query(`insert into unit (code, name, kind) values ('u-1', '德令哈测试厂', 'enterprise')`);
  const [{ id: at } = { id: '' }] = await counter.query<{ id: string }>(
    `insert into participation (person_id, scheme, category, unit_code, since) values ($1, '110', 'enterprise', 'u-1', '2025-01-01') returning id`,
    [personId],
  );
  await counter.query(
    `insert into assessment_run (scheme, period, reason, parameters_known_at, rules, state, planned_at, done_at)
     values ('110', '2026-01', 'period', now(), 1, 'done', now(), now())`,
  );
  // November of the unit is billed and not paid.
  await counter.query(
    `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen)
     select $1, month, 1, (select max(number) from assessment_run), 600000, 96000, 48000, 0 from unnest(array['2025-12', '2026-01', '2026-11']) month`,
    [at],
  );
  await counter.query(
    `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, paid_fen, made_at)
     select uuidv7(), 'u-1', '110', month, 1, 96000, 48000, '2026-12-15', case when month < '2026-11' then 144000 else 0 end, now()
     from unnest(array['2025-12', '2026-01', '2026-11']) month`,
  );
}, 60_000);
afterAll(() => counter.close());

/** A pension of residents that they draw, granted before claims were, with a suspension, and what a run and a window paid. */
const drawing = async (): Promise<void> => {
  await counter.query(
    `begin; set local session_replication_role = replica;
     with b as (insert into benefit_claim (person_id, payee_id, kind, scheme, is_pension, first_month, facts)
       values ('${personId}', '${personId}', 'resident-pension', '170', true, '2025-01', '{"years": 15, "account": "13900.00"}') returning id),
     c as (insert into benefit_change (claim_id, what, cause, from_month, arrears, evidence, entered_by, entered_at)
       select id, w, c, m, a, '认证名册 3 号', '0001', now() from b, (values ('suspended', 'not-proved', '2026-02', null::boolean),
         ('resumed', 'resumed', '2026-03', true)) v (w, c, m, a)),
     r as (insert into pay_run (scheme, month, kind, bounds, state, heads, total_fen, made_by, made_at, answered_at)
       values ('170', '2026-01', 'monthly', '{}', 'answered', 1, 30000, '0501', now(), '2026-01-15 10:00+08') returning id),
     i as (insert into pay_run_item (run_id, serial, person_id, account, account_name, amount_fen, state)
       select id, 1, '${personId}', '6217003900007777123', '索南代吉', 30000, 'paid' from r returning id)
     insert into entitlement (claim_id, person_id, scheme, period, number, kind, amount_fen, account_part_fen, state, known_at, assessed_at, settled_by)
       select b.id, '${personId}', '170', m, 1, k, 15000, 0, s, now(), now(), case when s = 'paid' then i.id end from b, i,
         (values ('2025-12', 'retroactive', 'paid'), ('2026-01', 'normal', 'paid'), ('2026-02', 'retroactive', 'open')) v (m, k, s); commit`,
  );
};

describe('a paper about a person', () => {
  it('says what was paid, months in a row on one row, and whoever holds it can check it, masked', async () => {
    const { status, body } = await issue();
    expect(status).toBe(201);
    expect(body.number).toMatch(/^D63280220261124\d{6}$/);
    const { body: checked } = await verify(body.number, body.verificationCode);
    expect(checked).toMatchObject({
      verified: true,
      kind: 'certificate',
      maskedName: expect.stringMatching(/^索/),
      purpose,
      fileDigest: body.fileDigest,
    });
    expect(checked.maskedName).not.toBe('索南代吉');
    expect(
      checked.rows.map(({ scheme, place, from, to, months }) => [scheme, place, from, to, months]),
    ).toEqual([
      ['110', '德令哈测试厂', '2025-12', '2026-01', 2],
      ['170', '', '2026', '2026', 12],
      ['390', '', '2026', '2026', 12],
    ]);
    expect(checked.rows[0]).toMatchObject({ unitPart: '1920.00', personPart: '960.00' });
    expect(JSON.stringify(checked)).not.toContain(holderOf(counter, card).socialSecurityNumber);
  });

  it('is a file of A4 pages, with the characters it uses, that agrees with its digest', async () => {
    const { body } = await issue({ kind: 'statement' });
    const file = await fetch(new URL(`/v1/documents/${body.number}/file`, await counter.app.getUrl()), {
      headers: { ...counter.tokens },
    });
    expect(file.headers.get('content-type')).toBe('application/pdf');
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.toString('latin1')).toMatch(/MediaBox \[0 0 595\.28 841\.89\]/);
    expect(bytes.toString('latin1')).toMatch(/FontFile3/);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(body.fileDigest);
  });

  it('tells what each personal account had in a year, and what it was before its interest was entered', async () => {
    const [account] = await counter.query<{ id: string }>(
      `insert into personal_account (id, person_id, scheme, balance_fen, version) values (uuidv7(), $1, '120', 0, 0) returning id`,
      [personId],
    );
    await counter.query(
      `with e as (insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at, credited_in)
       values ($1, 1, 'personal', 120000, 120000, '2024-06', now(), '2024-06'),
         ($1, 2, 'personal', 10000, 130000, '2025-01', now(), '2025-01'), ($1, 3, 'interest', 6000, 136000, '2025', now(), '2025-12'))
       update personal_account set balance_fen = 136000, version = 3 where id = $1`,
      [account?.id],
    );
    await counter.query(
      `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values (uuidv7(), $1, '120-annuity', 5000, 1) returning id)
       insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at, credited_in)
       select id, 1, 'unit', 5000, 5000, '2025-01', now(), '2025-02' from a`,
      [personId],
    );
    const yearOf = async (year: number, of = '120') => {
      const { body } = await issue({ kind: 'account', year });
      const { body: checked } = await verify(body.number, body.verificationCode);
      expect(checked).toMatchObject({ verified: true, kind: 'account', year, rows: [] });
      return checked.years?.find(({ scheme }) => scheme === of);
    };
    expect(await yearOf(2025)).toMatchObject({
      opening: '1200.00',
      months: [{ month: '2025-01', kind: 'personal', credited: '100.00', paid: '0.00' }],
      interest: '60.00',
      closing: '1360.00',
    });
    expect(await yearOf(2025, '120-annuity')).toMatchObject({
      schemeName: { zh: '职业年金', en: 'Occupational annuity' },
      months: [{ month: '2025-02', kind: 'unit', credited: '50.00', paid: '0.00' }],
      closing: '50.00',
    });
    expect(await yearOf(2024)).toMatchObject({ opening: '0.00', interest: null, closing: '1200.00' });
    expect(await yearOf(2023)).toBeUndefined();
    expect((await issue({ kind: 'account' })).body).toMatchObject({ code: 'malformed-request' });
    expect((await issue({ kind: 'statement', year: 2025 })).body).toMatchObject({
      code: 'malformed-request',
    });
  });

  it('tells what is drawn: the award and its calculation, each change with its reason, and what was paid in the year', async () => {
    await drawing();
    const { status, body } = await issue({ kind: 'benefits', year: 2026 });
    expect(status).toBe(201);
    const { body: checked } = await verify(body.number, body.verificationCode);
    expect(checked).toMatchObject({ verified: true, kind: 'benefits', year: 2026, rows: [] });
    const [pension, ...more] = checked.benefits ?? [];
    expect(more).toEqual([]);
    expect(pension).toMatchObject({
      scheme: '170',
      insured: null,
      firstMonth: '2025-01',
      state: { zh: '正常发放' },
      payments: [
        { paidOn: '2026-01-15', period: '2025-12', kind: 'retroactive', amount: '150.00', way: 'run' },
        { paidOn: '2026-01-15', period: '2026-01', kind: 'normal', amount: '150.00', way: 'run' },
      ],
      paidTotal: '300.00',
    });
    // Everything but the masked account stays on the paper.
    expect(pension?.payments[0]?.account).toBe('6217 **** **** 7123');
    expect(pension?.payments[0]?.reference).toMatch(/^FF\d+$/);
    expect(pension?.award?.steps.length).toBeGreaterThan(1);
    expect(pension?.award?.steps.every(({ basis }) => basis !== '')).toBe(true);
    expect(pension?.changes.map(({ from, what, cause }) => [from, what.zh, cause?.zh])).toEqual(
      expect.arrayContaining([
        ['2026-02', '暂停', '未按期资格认证'],
        ['2026-03', '恢复', undefined],
      ]),
    );
    // Whoever scans it is not told the documents that it rests on.
    expect(JSON.stringify(checked)).not.toContain('认证名册');
    expect((await issue({ kind: 'benefits', year: 2024 })).body).not.toHaveProperty('code');
    expect((await issue({ kind: 'benefits' })).body).toMatchObject({ code: 'malformed-request' });
    const page = await counter.ask<string>(
      'GET',
      `/v1/documents/${body.number}?code=${body.verificationCode}`,
      undefined,
      { accept: 'text/html' },
    );
    expect(page.body).toMatch(/待遇核定与领取明细单/);
    expect(page.body).toMatch(/2026 年合计/);
  });

  it('is the same paper for the same key, and no other', async () => {
    const key = randomUUID();
    const { body: first } = await issue({}, key);
    expect((await issue({}, key)).body).toEqual(first);
    expect((await issue({ kind: 'statement' }, key)).body).toMatchObject({ code: 'key-reused' });
  });

  it('is not found by a wrong code, and not genuine once its content was changed', async () => {
    const { body } = await issue();
    expect(await verify(body.number, 'A'.repeat(16))).toMatchObject({
      status: 404,
      body: { code: 'receipt-unknown' },
    });
    expect(await verify('D0', body.verificationCode)).toMatchObject({ status: 404 });
    await counter.query(
      `alter table issued_document disable trigger all; update issued_document
         set content = (replace(content::text, '1920.00', '9920.00'))::json where number = '${body.number}'; alter table issued_document enable trigger all`,
    );
    expect((await verify(body.number, body.verificationCode)).body).toMatchObject({ verified: false });
    const page = await counter.ask<string>(
      'GET',
      `/v1/documents/${body.number}?code=${body.verificationCode}`,
      undefined,
      { accept: 'text/html' },
    );
    expect(page.body).toMatch(/核验不通过/);
  });

  it('shows people who scan it a page', async () => {
    const { body } = await issue();
    const page = await counter.ask<string>(
      'GET',
      `/v1/documents/${body.number}?code=${body.verificationCode}`,
      undefined,
      { accept: 'text/html' },
    );
    expect(page.body).toMatch(/本局出具，属实/);
    expect(page.body).not.toMatch(/索南代吉/);
  });
});
