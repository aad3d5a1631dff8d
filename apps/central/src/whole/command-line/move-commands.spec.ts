/** Promises of `moves …`: a move led through at the command line alone, by those who may, and what is mistyped refused. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { answerOf, commandPassword, endOf, startProgram } from '../../../../../test/support/commands.js';
import { Counter } from '../../../../../test/support/counter.js';
import { agency, insuranceMoves } from '../../../../../test/support/insurance-moves.js';

let counter: Counter;
const { ask, insured, supplied, account, accountOf } = insuranceMoves(() => counter);

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  await counter.query(`insert into unit (code, name, kind) values ('T1', '转移单位', 'enterprise')`);
  await counter.addStaff('k2', '祁连山', 'approver', commandPassword);
  await counter.addStaff('k5', '祁连云', 'fund-accountant', commandPassword);
  await account('88001');
  await supplied('110', '20000.00');
}, 60_000);
afterAll(() => counter.close());

const moves = (staff: string, ...args: readonly string[]) =>
  startProgram(counter, 'command-line', ['moves', ...args, '--as', staff, '--json']);
const refused = async (staff: string, ...args: readonly string[]): Promise<unknown> => {
  const { code, answer } = await endOf(moves(staff, ...args));
  expect(code).toBe(1);
  return answer['code'];
};

const letterOf = async (person: string, letter: string): Promise<string> => {
  const taken = await ask(`/v1/people/${person}/transfer-letters`, {
    scheme: '110',
    agency,
    letter,
    months: 12,
    account: '3000.00',
    pool: '6000.00',
    spans: [{ first: '2017-01', last: '2017-12', base: '44000.00', account: '3000.00' }],
    reason: '转入',
  });
  return taken.body.reference;
};

it('lists, shows, decides and receives a move, and has what came by mistake sent back', async () => {
  const { person } = await insured('110', ['2018-01'], 300_000, 0);
  const reference = await letterOf(person, '宁社转2026-41');
  const found = await answerOf(moves('k5', 'list', '--state', 'under-way', '--search', reference));
  expect(found).toMatchObject({ transfers: [{ reference, state: 'asked', total: '9000.00', name: '李四' }] });
  expect(await answerOf(moves('k2', 'show', reference))).toMatchObject({
    reference,
    explanation: null,
    spans: [{ first: '2017-01', last: '2017-12', base: '44000.00', account: '3000.00' }],
  });
  expect(await answerOf(moves('k2', 'approve', reference))).toMatchObject({ state: 'approved' });
  const money = ['--voucher', 'C-41', '--received-on', '2026-11-20', '--amount'];
  expect(
    await Promise.all([
      refused('k2', 'receive', reference, ...money, '9000.00'),
      refused('k5', 'receive', reference, ...money, '8999.00'),
      refused('k2', 'approve', reference),
    ]),
  ).toEqual(['not-permitted', 'transfer-money-differs', 'approval-decided']);
  expect(await answerOf(moves('k5', 'receive', reference, ...money, '9000.00'))).toMatchObject({
    reference,
    state: 'done',
    receivedOn: '2026-11-20',
  });
  expect(await accountOf(person, '110')).toBe('300000');
  const back = await answerOf(moves('k5', 'send-back', reference, '--reason', '对方误转'));
  expect(back).toMatchObject({ reference, approval: expect.any(String) });
  const approve = startProgram(counter, 'command-line', [
    'approvals',
    'approve',
    String(back['approval']),
    '--as',
    'k2',
    '--json',
  ]);
  expect(await answerOf(approve)).toMatchObject({ state: 'approved' });
  expect(await answerOf(moves('k5', 'show', reference))).toMatchObject({ state: 'sent-back' });
  expect(await accountOf(person, '110')).toBe('0');
}, 240_000);

it('refuses a move that is not there, half of a way the money came, and rejects what another asked for', async () => {
  const { person } = await insured('110', ['2018-02'], 300_000, 0);
  const reference = await letterOf(person, '宁社转2026-42');
  // A digit that does not check is no reference.
  const mistyped = `${reference.slice(0, -1)}${reference.endsWith('0') ? '1' : '0'}`;
  expect(
    await Promise.all([
      refused('k2', 'show', mistyped),
      refused('k5', 'receive', reference, '--statement', '3'),
      refused('k5', 'list', '--state', 'gone'),
    ]),
  ).toEqual(['not-found', 'malformed-request', 'malformed-request']);
  expect(await answerOf(moves('k2', 'reject', reference, '--reason', '月数不符'))).toMatchObject({
    state: 'rejected',
  });
  expect(await answerOf(moves('k2', 'show', reference))).toMatchObject({ state: 'refused' });
}, 240_000);
