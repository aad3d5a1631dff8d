/** Promises that after a change of name it is said which of chip, printed card and bank still hold the former one, until each follows. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardWindow, holderOf, type CardFile } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
}, 60_000);
afterAll(() => counter.close());

const image = 'wang-jianguo';
const former = '王建国';
const name = '王建华';

type Behind = readonly { readonly part: string; readonly fields: string; readonly held: string | null }[];

/** By the number alone: the name may be either. */
const cardOnFile = async (): Promise<CardFile['cards'][number] | undefined> => {
  const { socialSecurityNumber } = holderOf(counter, image);
  const { body } = await counter.ask<CardFile>('POST', '/v1/card-files', {
    socialSecurityNumber,
    purpose: '办理业务',
  });
  return body.cards[0];
};
const behind = async (): Promise<Behind> =>
  ((await cardOnFile())?.behind ?? []).map(({ part, fields, held }) => ({ part, fields: fields.zh, held }));

const change = async (changed: object): Promise<readonly string[]> => {
  const { body: session } = await counter.tap(image);
  const { status, body } = await desk.serveWithCard(image, session, {
    service: 'change-of-data',
    change: changed,
  });
  expect(status).toBe(200);
  return (await desk.rowsOf(body.receiptNumber)).map(({ label }) => label.zh);
};

it('says nothing of a name that was only asked for, and names all three once it is registered', async () => {
  expect(await change({ name })).toEqual(['待审批', '下一步']);
  expect(await behind()).toEqual([]);
  await desk.as('0301', async () => {
    const { body } = await counter.ask<{ waiting: readonly { id: string }[] }>(
      'GET',
      '/v1/approvals?kind=change-of-identity',
    );
    expect((await counter.ask('POST', `/v1/approvals/${body.waiting[0]?.id}/approval`, {})).status).toBe(200);
  });
  expect(await behind()).toEqual([
    { part: 'chip', fields: '姓名', held: former },
    { part: 'print', fields: '姓名', held: former },
    { part: 'bank', fields: '姓名', held: former },
  ]);
  // The slip of whoever comes to have the chip written says so too.
  expect(await change({ name })).toEqual(expect.arrayContaining(['芯片', '卡面', '银行账户']));
});

it('goes from the file as each is mended: the chip read back, the bank told, the card renewed', async () => {
  const { body: session } = await counter.tap(image);
  const { socialSecurityNumber } = holderOf(counter, image);
  const compare = (held: string, updated: boolean) =>
    counter.ask<{ agrees: boolean; behind: boolean }>(
      'POST',
      `/v1/card-sessions/${session.id}/chip-comparisons`,
      { socialSecurityNumber, name: held, ...(updated ? { updated } : {}) },
    );
  // Said to be written, but what was read back is the former name.
  expect((await compare(former, true)).body).toMatchObject({ agrees: false, behind: true });
  counter.clock.move(1000);
  expect((await compare(name, true)).body).toMatchObject({ agrees: true, behind: false });
  expect((await behind()).map(({ part }) => part)).toEqual(['print', 'bank']);

  const offered = (await cardOnFile())?.services.map(({ service }) => service);
  expect(offered).toContain('bank-notice');
  const tell = async () =>
    desk.serve({ service: 'bank-notice', socialSecurityNumber, name, cardId: session.card.id });
  expect((await tell()).status).toBe(200);
  expect((await behind()).map(({ part }) => part)).toEqual(['print']);
  expect((await cardOnFile())?.services.map(({ service }) => service)).not.toContain('bank-notice');
  expect((await tell()).body.code).toBe('card-step-out-of-order');
});

it('writes to the chip alone what neither face nor bank carries', async () => {
  counter.clock.move(1000);
  await change({ ethnicGroup: '04' });
  expect(await behind()).toEqual([
    { part: 'chip', fields: '民族', held: null },
    { part: 'print', fields: '姓名', held: former },
  ]);
});
