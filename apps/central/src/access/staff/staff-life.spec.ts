/** Promises how members of staff come, change and go: a password that only they know, a second person for what decides, an end that is one. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Client } from 'pg';
import { Counter, type Reply } from '../../../../../test/support/counter.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { OwnPassword } from './own-password.service.js';
import { StaffLife } from './staff-life.service.js';
import { UnusedStaff } from './unused-staff.service.js';

type Change = components['schemas']['StaffChangeDto'] & { readonly detail?: string };

let counter: Counter;
let people = 0;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0402', '王管理', 'administrator', 'delingha-2017');
}, 60_000);
afterAll(() => counter.close());

const identity = (): string => {
  const first = `63280219850101${String((people += 1)).padStart(3, '0')}`;
  return first + socialSecurityNumberCheck(first);
};

const administrator = async (number = '0401'): Promise<void> => {
  expect((await counter.signIn(number)).status).toBe(201);
};
const ask = (path: string, body: object = {}): Promise<Reply<Change>> => counter.ask('POST', path, body);
const join = (staffNumber: string, role: string, identityNumber = identity()) =>
  ask('/v1/staff', { staffNumber, name: '新来者', role, identityNumber });
const choose = (staffNumber: string, code: string | null, password = 'a wind over the plateau') =>
  ask('/v1/sign-ins/first-passwords', { staffNumber, code, password });
/** Decided by the administrator whom the owner vouched for when all others were suspended. */
const approveAs5001 = async (id: string | null): Promise<void> => {
  expect((await counter.signIn('5001', 'a wind over the plateau')).status).toBe(201);
  expect((await approve(id)).status).toBe(200);
  await administrator();
};
const approve = (id: string | null) => ask(`/v1/approvals/${id ?? ''}/approval`);

type Lists = components['schemas']['ApprovalsDto'];
type Counts = components['schemas']['ApprovalCountDto'];
const lists = async (): Promise<Lists> => (await counter.ask<Lists>('GET', '/v1/approvals')).body;
const counts = async (): Promise<Counts> => (await counter.ask<Counts>('GET', '/v1/approvals/count')).body;

/** Has somebody called so join. */
const called = (name: string) =>
  ask('/v1/staff', { staffNumber: '1003', name, role: 'window-clerk', identityNumber: identity() });

describe('what waits about a member', () => {
  it('is counted for who decides it, shown in the list of staff, and known to who asked when it is decided', async () => {
    await administrator();
    const before = await counts();
    const { body } = await join('1090', 'reviewer');
    expect(await counts()).toEqual({ waiting: before.waiting, asked: before.asked + 1 });
    const { staff } = (await counter.ask<components['schemas']['StaffListDto']>('GET', '/v1/staff')).body;
    expect(staff.find(({ staffNumber }) => staffNumber === '1090')?.waits).toEqual([
      expect.objectContaining({ approval: body.approval, askedBy: '0401' }),
    ]);
    const path = `/v1/approvals/${body.approval ?? ''}`;
    expect((await counter.ask('GET', path)).body).toMatchObject({ mayDecide: false, state: 'waiting' });

    await administrator('0402');
    expect((await lists()).waiting.map(({ id }) => id)).toContain(body.approval);
    expect((await counts()).waiting).toBe((await lists()).waiting.length);
    expect((await counter.ask('GET', path)).body).toMatchObject({ mayDecide: true });
    await ask(`${path}/rejection`, { reason: '本人未到岗' });
    expect((await counter.ask('GET', path)).body).toMatchObject({ mayDecide: false });

    await administrator();
    expect(await counts()).toEqual(before);
    expect((await lists()).asked).toContainEqual(
      expect.objectContaining({ id: body.approval, state: 'rejected' }),
    );
  });
});

describe('a member', () => {
  it('joins with a code, chooses the password alone, once and with rules, and is signed in', async () => {
    await administrator();
    const { status, body } = await join('1001', 'window-clerk');
    expect({ status, approval: body.approval }).toEqual({ status: 201, approval: null });
    expect(await counter.signIn('1001', body.code ?? '')).toMatchObject({
      body: { code: 'sign-in-refused' },
    });
    expect(await choose('1001', 'AAAA-AAAA-AAAA')).toMatchObject({
      status: 401,
      body: { code: 'code-refused' },
    });
    for (const password of ['short', 'delingha-2017', 'aaaaaaaaaaaaaa', 'x'.repeat(300)])
      expect(await choose('1001', body.code, password)).toMatchObject({
        status: 422,
        body: { code: 'password-unfit' },
      });
    // In both languages, as a page takes it apart.
    expect((await choose('1001', body.code, 'short')).body.detail).toBe('太短 (12) / too short (12)');
    expect(await choose('1001', body.code)).toMatchObject({ status: 201, body: { role: 'window-clerk' } });
    expect(await choose('1001', body.code)).toMatchObject({ body: { code: 'code-refused' } });
    expect((await counter.signIn('1001', 'a wind over the plateau')).status).toBe(201);
    const [row] = await counter.query<{ actions: string[] }>(
      `select array_agg(action order by id) as actions from audit_event
       where (subject = '1001' or staff_number = '1001') and action in ('staff.joined', 'staff.password-chosen', 'staff.signed-in')`,
    );
    expect(row?.actions).toEqual([
      'staff.joined',
      'staff.password-chosen',
      'staff.signed-in',
      'staff.signed-in',
    ]);
  });

  it('has a number that can sign in, and a number of their own', async () => {
    await administrator();
    for (const number of ['x', 'x y', '../..', 'x'.repeat(21)])
      expect(await join(number, 'window-clerk')).toMatchObject({ status: 400 });
    for (const name of ['新\n来者', '\u001B[31m新来者'])
      expect(await called(name)).toMatchObject({ status: 400 });
    // Marks that turn the direction of writing are no part of a name.
    expect(await called('\u202E新来者')).toMatchObject({ status: 201 });
    expect(await counter.query(`select name from staff_member where staff_number = '1003'`)).toEqual([
      { name: '新来者' },
    ]);
    expect(await join('1001', 'window-clerk')).toMatchObject({ body: { code: 'staff-known' } });
    expect(await join('1002', 'window-clerk', '632802198501019999')).toMatchObject({ status: 400 });
  });

  it('joins with a role that decides only when a second person says so', async () => {
    await administrator();
    const { body } = await join('2001', 'reviewer');
    expect(await choose('2001', body.code)).toMatchObject({ body: { code: 'code-refused' } });
    expect(await approve(body.approval)).toMatchObject({ status: 403, body: { code: 'same-person' } });
    await administrator('0402');
    expect((await approve(body.approval)).status).toBe(200);
    expect(await choose('2001', body.code)).toMatchObject({ status: 201, body: { role: 'reviewer' } });
  });

  it('does not check under one number what they make under another', async () => {
    await administrator();
    const one = identity();
    expect((await join('3001', 'window-clerk', one)).status).toBe(201);
    expect(await join('3002', 'reviewer', one)).toMatchObject({
      status: 409,
      body: { code: 'roles-separated' },
    });
    expect((await ask('/v1/staff/3001/leaving')).status).toBe(200);
    expect(await join('3003', 'approver', one)).toMatchObject({ body: { code: 'roles-separated' } });
    expect((await join('3004', 'batch-operator', one)).status).toBe(201);
  });

  it('is one person however the number is typed', async () => {
    await administrator();
    const small = ['63280219850202', '63280219850303']
      .flatMap((day) => Array.from({ length: 30 }, (_, n) => `${day}${String(n + 1).padStart(3, '0')}`))
      .find((first) => socialSecurityNumberCheck(first) === 'X');
    const life = counter.app.get(StaffLife, { strict: false });
    const newcomer = {
      staffNumber: '3101',
      name: '新来者',
      role: 'window-clerk',
      identityNumber: `${small}x`,
    } as const;
    await life.join(newcomer, { number: '0401' });
    expect(await join('3102', 'reviewer', `${small}X`)).toMatchObject({ body: { code: 'roles-separated' } });
  });

  it('does not come to two separated roles while one of them waits for a second person', async () => {
    await administrator();
    const one = identity();
    const { body: clerk } = await join('3201', 'window-clerk', one);
    expect((await choose('3201', clerk.code)).status).toBe(201);
    await administrator();
    const { body: waits } = await ask('/v1/staff/3201/role', { role: 'reviewer' });
    expect((await join('3202', 'fund-accountant', one)).status).toBe(201);
    await administrator('0402');
    expect(await approve(waits.approval)).toMatchObject({ status: 409, body: { code: 'roles-separated' } });
  });

  it('changes the password alone, which ends every sign-in of before', async () => {
    await counter.signIn('1001', 'a wind over the plateau');
    const before = counter.staffToken;
    const change = (password: string, newPassword: string) =>
      counter.ask<{ token: string }>('POST', '/v1/sign-ins/password-changes', { password, newPassword });
    expect(await change('wrong', 'a river under the ice')).toMatchObject({
      body: { code: 'sign-in-refused' },
    });
    const { status, body } = await change('a wind over the plateau', 'a river under the ice');
    expect(status).toBe(201);
    expect(await counter.ask('GET', '/v1/tills/own')).toMatchObject({ body: { code: 'sign-in-expired' } });
    counter.staffToken = body.token;
    expect((await counter.ask('GET', '/v1/tills/own')).status).toBe(200);
    expect(before).not.toBe(body.token);
    expect(await counter.signIn('1001', 'a wind over the plateau')).toMatchObject({ status: 401 });
  });

  it('who forgot it is reset by two, and chooses another', async () => {
    await administrator();
    const { body } = await ask('/v1/staff/1001/reset');
    expect(await choose('1001', body.code)).toMatchObject({ body: { code: 'code-refused' } });
    expect((await counter.signIn('1001', 'a river under the ice')).status).toBe(201);
    await administrator('0402');
    expect((await approve(body.approval)).status).toBe(200);
    expect(await counter.signIn('1001', 'a river under the ice')).toMatchObject({
      body: { code: 'sign-in-refused' },
    });
    expect(await choose('1001', body.code)).toMatchObject({ status: 201 });
  });

  it('who changes role or leaves is refused within a second by every central', async () => {
    const other = await counter.beside();
    try {
      const own = () => counter.ask('GET', new URL('/v1/tills/own', other.url).href);
      await administrator();
      const asAdministrator = counter.staffToken;
      for (const [path, body] of [
        ['role', { role: 'fund-accountant' }],
        ['role', { role: 'window-clerk' }],
        ['leaving', {}],
      ] as const) {
        await counter.signIn('1001', 'a wind over the plateau');
        const asMember = counter.staffToken;
        await own();
        counter.staffToken = asAdministrator;
        expect((await ask(`/v1/staff/1001/${path}`, body)).status).toBe(200);
        await delay(1100);
        counter.staffToken = asMember;
        expect(await own()).toMatchObject({ status: 401, body: { code: 'sign-in-expired' } });
      }
      expect(await counter.signIn('1001', 'a wind over the plateau')).toMatchObject({ status: 401 });
    } finally {
      await other.close();
    }
  });

  it('who is locked is let in again by an administrator', async () => {
    for (let failure = 0; failure < 5; failure++) await counter.signIn('0009', 'wrong');
    await administrator();
    expect((await ask('/v1/staff/0009/lock-lifting')).status).toBe(200);
    expect((await counter.signIn('0009')).status).toBe(201);
    await administrator();
    expect(await ask('/v1/staff/%E4%B8%AD%0A/lock-lifting')).toMatchObject({ status: 400 });
  });

  it('who has not signed in for the days allowed is suspended, never the last administrator', async () => {
    counter.clock.move(89 * 86_400_000);
    await counter.authenticate();
    await administrator();
    counter.clock.move(2 * 86_400_000);
    await counter.authenticate();
    await counter.app.get(UnusedStaff, { strict: false }).suspend();
    expect(await counter.signIn('0001')).toMatchObject({ status: 403, body: { code: 'staff-suspended' } });
    await administrator();
    expect(await ask('/v1/staff/0401/leaving')).toMatchObject({
      status: 409,
      body: { code: 'last-administrator' },
    });
    const first = counter.app.get(FirstAdministrator, { strict: false });
    await first.add('5001', '另一人', 'a wind over the plateau', true);
    const { body } = await ask('/v1/staff/0001/reset');
    await approveAs5001(body.approval);
    expect(await choose('0001', body.code)).toMatchObject({ status: 201 });
  });

  it('who was suspended and chose a password at the command line is in again, and not suspended at once', async () => {
    await administrator();
    const { body } = await ask('/v1/staff/0009/reset');
    await approveAs5001(body.approval);
    const own = counter.app.get(OwnPassword, { strict: false });
    await own.choose(null, '0009', body.code ?? '', 'a wind over the plateau');
    await counter.app.get(UnusedStaff, { strict: false }).suspend();
    expect((await counter.signIn('0009', 'a wind over the plateau')).status).toBe(201);
  });

  it('who left, or signed in, while the unused were gone through is left as they are', async () => {
    await administrator();
    const { body } = await join('4001', 'window-clerk');
    expect((await choose('4001', body.code)).status).toBe(201);
    counter.clock.move(91 * 86_400_000);
    const owner = new Client({
      connectionString: counter.database.ownerUrl,
      options: `-c search_path=${counter.database.schema}`,
    });
    await owner.connect();
    try {
      await owner.query('begin');
      await owner.query(`select pg_advisory_xact_lock(hashtext(current_schema() || ' staff'))`);
      const suspending = counter.app.get(UnusedStaff, { strict: false }).suspend();
      await delay(500);
      await owner.query(
        `update staff_member set state = 'left', left_at = now() where staff_number = '4001'`,
      );
      await owner.query(`update staff_member set last_signed_in_at = $1 where staff_number = '0001'`, [
        counter.clock.now().toISOString(),
      ]);
      await owner.query('commit');
      await suspending;
    } finally {
      await owner.end();
    }
    expect(
      await counter.query(
        `select staff_number, state from staff_member where staff_number in ('0001', '4001') order by 1`,
      ),
    ).toEqual([
      { staff_number: '0001', state: 'active' },
      { staff_number: '4001', state: 'left' },
    ]);
  });
});
