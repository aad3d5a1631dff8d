/** Promises of handing one card of a batch over: to its holder, or to somebody who may take it; a minor's only to the latter. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { newcomer } from '../../../../../test/support/card-window.js';
import { HandOversService } from './hand-overs.service.js';

let office: CardOffice;
let number: string;
let minor = '';
let adult = '';
beforeAll(async () => {
  office = await CardOffice.open();
  const { number: batch, people } = await office.approved(2);
  number = batch;
  [minor = '', adult = ''] = people.map((one) => one.number);
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
    expect(await office.standing(number)).toEqual({ 'handed-over': 1, delivered: 1 });
  });

  it('of somebody grown up goes to them', async () => {
    await handOver(adult, null);
    expect(await office.standing(number)).toEqual({ 'handed-over': 2 });
    await expect(handOver(adult, null)).rejects.toMatchObject({ code: 'nothing-to-hand-over' });
  });
});
