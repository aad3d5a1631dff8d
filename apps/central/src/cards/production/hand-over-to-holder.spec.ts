/** Promises of handing one card of a batch over: to its holder, or to somebody who may take it; a minor's only to the latter. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { newcomer } from '../../../../../test/support/card-window.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { HandOversService } from './hand-overs.service.js';

let office: CardOffice;
let number: string;
let minor = '';
let adult = '';
let owing = '';
let paying = '';
beforeAll(async () => {
  office = await CardOffice.open();
  const { number: batch, people } = await office.approved(4);
  number = batch;
  [minor = '', adult = '', owing = '', paying = ''] = people.map((one) => one.number);
  await office.counter.query('alter table person disable trigger person_corrected_by_approval');
  await office.counter.query(
    `update person set birth_date = '2016-06-01' where social_security_number = $1`,
    [minor],
  );
  await office.export(number);
  await office.manufacture(number);
  await office.takeResult(number);
  await office.receive(number);
}, 120_000);
afterAll(() => office.close());

const handOver = (holder: string, agent: { number: string; name: string; relation?: string } | null) =>
  office.get(HandOversService).toHolder(number, holder, agent, office.maker);
const asSigner = ({ socialSecurityNumber, name }: ReturnType<typeof newcomer>, relation?: string) => ({
  number: socialSecurityNumber,
  name,
  ...(relation === undefined ? {} : { relation }),
});

describe('a card of a batch', () => {
  it('of a minor goes to somebody of age, named with what they are to the child', async () => {
    await expect(handOver(minor, null)).rejects.toMatchObject({ code: 'guardian-missing' });
    const parent = newcomer('19850101', '家长');
    await expect(handOver(minor, asSigner(parent))).rejects.toMatchObject({ code: 'handlers-incomplete' });
    const sibling = asSigner(newcomer('20100101'), '姐姐');
    await expect(handOver(minor, sibling)).rejects.toMatchObject({ code: 'agent-unfit', detail: 'under 18' });
    await expect(handOver(minor, { number: minor, name: '本人', relation: '本人' })).rejects.toMatchObject({
      code: 'agent-unfit',
      detail: 'same person',
    });
    await handOver(minor, asSigner(parent, '父母'));
    expect(await office.standing(number)).toEqual({ 'handed-over': 1, delivered: 3 });
  });

  it('of somebody grown up goes to them', async () => {
    await handOver(adult, null);
    expect(await office.standing(number)).toEqual({ 'handed-over': 2, delivered: 2 });
    await expect(handOver(adult, null)).rejects.toMatchObject({ code: 'nothing-to-hand-over' });
  });

  it('whose fee is owed goes neither to its holder nor with its unit, and waits for the window that takes the fee', async () => {
    await office.counter.query(
      `update card_application a set reason = 'damaged', fee_fen = 2000 from person p
       where p.id = a.person_id and p.social_security_number = $1`,
      [owing],
    );
    await expect(handOver(owing, null)).rejects.toMatchObject({ code: 'fee-owed' });
    const handlers = [asSigner(newcomer('19850101', '甲')), asSigner(newcomer('19860101', '乙'))];
    const toUnits = (letter: string) =>
      office
        .get(HandOversService)
        .toUnits({ batch: number, unitCode: null, handlers, letter }, office.maker, silentProgress);
    expect(await toUnits('函 1')).toHaveLength(1);
    const left = await office.counter.query<{ number: string }>(
      `select p.social_security_number as number from card c join person p on p.id = c.person_id
       where c.state = 'delivered' and p.social_security_number = any($1)`,
      [[owing, paying]],
    );
    expect(left).toEqual([{ number: owing }]);
    await expect(toUnits('函 2')).rejects.toMatchObject({ code: 'nothing-to-hand-over' });
  });
});
