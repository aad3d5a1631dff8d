/** Promises that two persons stay two: an administrator who takes the others away does not decide alone after that. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { Counter, type Reply } from '../../../../../test/support/counter.js';
import { FirstAdministrator } from './first-administrator.service.js';

type Change = components['schemas']['StaffChangeDto'] & { readonly detail?: string };

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0402', '王管理', 'administrator', 'delingha-2017');
  await counter.signIn('0401');
}, 60_000);
afterAll(() => counter.close());

const ask = (path: string, body: object = {}): Promise<Reply<Change>> => counter.ask('POST', path, body);
const choose = (staffNumber: string, code: string | null) =>
  ask('/v1/sign-ins/first-passwords', { staffNumber, code, password: 'a wind over the plateau' });

it('An administrator alone does not become a second person by taking the others away', async () => {
  // Everybody else who could decide, one after the other.
  const { staff } = (await counter.ask<components['schemas']['StaffListDto']>('GET', '/v1/staff')).body;
  const others = staff.filter(
    ({ staffNumber, role, state }) =>
      staffNumber !== '0401' && ['administrator', 'approver'].includes(role) && state === 'active',
  );
  expect(others.length).toBeGreaterThan(1);
  const last = others.at(-1)?.staffNumber ?? '';
  // Neither by another role, which the one taken away would have to agree to …
  expect(
    (await ask(`/v1/staff/${others[0]?.staffNumber ?? ''}/role`, { role: 'window-clerk' })).body.approval,
  ).toEqual(expect.any(String));
  for (const { staffNumber } of others)
    expect((await ask(`/v1/staff/${staffNumber}/suspension`)).status).toBe(200);
  // … nor by their password, nor by making another.
  const { body: reset } = await ask(`/v1/staff/${last}/reset`);
  expect(reset.approval).toEqual(expect.any(String));
  expect(await choose(last, reset.code)).toMatchObject({ status: 401, body: { code: 'code-refused' } });
  const { body: joined } = await ask('/v1/staff', {
    staffNumber: '5101',
    name: '新来者',
    role: 'approver',
    identityNumber: '11010519491231002X',
  });
  expect(await choose('5101', joined.code)).toMatchObject({ status: 401, body: { code: 'code-refused' } });
  // The owner of the database vouches for another, and that only while nobody is there.
  const first = counter.app.get(FirstAdministrator, { strict: false });
  await expect(first.add('5102', '另一人', 'a wind over the plateau', false)).rejects.toMatchObject({
    code: 'administrator-exists',
  });
  await first.add('5102', '另一人', 'a wind over the plateau', true);
  await expect(first.demandNone(true)).rejects.toMatchObject({ code: 'administrator-exists' });
  expect((await counter.signIn('5102', 'a wind over the plateau')).status).toBe(201);
  expect((await ask(`/v1/approvals/${reset.approval ?? ''}/approval`)).status).toBe(200);
  expect((await choose(last, reset.code)).status).toBe(201);
});
