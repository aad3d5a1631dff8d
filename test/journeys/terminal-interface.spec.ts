/** The terminal interface at a window with a centre: what its key opens, what the register refuses, and the clerk goes on. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TerminalAnswer } from '#libs/contract/terminal-interface.js';
import { approveWaiting, askSecondPerson } from '../support/second-person.js';
import { CounterWindow } from '../support/window.js';

jest.setTimeout(60_000);

const hospital = 'https://his.example';
const chosenPin = '846291';
const changedPin = '730518';

let window: CounterWindow;
beforeAll(async () => {
  process.env['TERMINAL_ORIGINS'] = hospital;
  window = await CounterWindow.open();
}, 700_000);
afterAll(async () => {
  delete process.env['TERMINAL_ORIGINS'];
  await window.close();
});

const call = async (request: object): Promise<TerminalAnswer> => {
  const response = await fetch(`${window.origin}/terminal`, {
    method: 'POST',
    headers: { origin: hospital, 'content-type': 'text/plain' },
    body: JSON.stringify({ iType: 3, ...request }),
  });
  return (await response.json()) as TerminalAnswer;
};
/** Has the clerk ask for a second person, whom programs are told to wait for until the service is released. */
const released = async (service: 'pin-reset' | 'pin-unblock', request: object): Promise<void> => {
  expect(await call(request)).toEqual(refused(-9104));
  await askSecondPerson(window.page, service);
  expect(await call(request)).toEqual(refused(-9105));
  await approveWaiting(window.origin, service);
};
const refused = (errorCode: number) => expect.objectContaining({ success: false, errorCode });
const done = expect.objectContaining({ success: true });

describe('the terminal interface', () => {
  it('reads a v3 card with the centre’s key only while a clerk’s card session is open', async () => {
    await window.insert('wang-jianguo');
    await window.page.until('the reader at rest', ({ reader }) => reader.state === 'ready' || null);
    // The reader says that it is ready before the card is in, too.
    for (let tries = 100; (await call({ function: 'iReadCardBas' })).errorCode === -2; tries -= 1)
      if (tries === 0) throw new Error('the card did not arrive');
    expect(await call({ function: 'iReadCardBas' })).toEqual(refused(-2203));

    await window.signIn();
    const card = await window.page.card();
    const answer = await call({ function: 'iReadCardBas' });
    expect(answer).toEqual(done);
    expect(answer.pOutInfo.split('|')[4]).toBe('王建国');
    const read = { function: 'iReadCard', iAuthType: 2, fileAddr: 'SSSEEF06|09|$' };
    expect((await call(read)).pOutInfo).toBe('SSSEEF06|王建国|$');
    // The clerk's session is the same, and its card still proves itself.
    const check = { insertionId: card.insertionId };
    expect(await window.page.post('/desk/holder/chip-check', check)).toMatchObject({ agrees: true });
    await window.pull();
  });

  it('sets a new PIN and gives tries back by the centre’s key once another person released it, as the card window does: act, receipt, audit trail', async () => {
    await window.insert('duojie-cairang');
    await window.page.card();
    const reload = { function: 'iReloadPIN', newPin: chosenPin, newPinAgain: chosenPin };
    await released('pin-reset', reload);
    expect(await call(reload)).toEqual(done);
    expect(await call({ function: 'iVerifyPIN', pin: chosenPin })).toEqual(done);
    for (;;) {
      const { errorCode } = await call({ function: 'iVerifyPIN', pin: '000000' });
      if (errorCode === -52) break;
      expect(errorCode).toBe(-51);
    }
    await released('pin-unblock', { function: 'iUnblockPIN' });
    expect(await call({ function: 'iUnblockPIN' })).toEqual(done);
    expect(await call({ function: 'iChangePIN', oldPin: chosenPin, newPin: changedPin })).toEqual(done);
    expect(await call({ function: 'iVerifyPIN', pin: changedPin })).toEqual(done);
    for (const service of ['pin-reset', 'pin-unblock', 'pin-change']) {
      // The clerk sees it, and the holder has it on paper.
      const { key, maskedName } = await window.page.until(service, ({ acts }) =>
        acts.find((act) => act.service === service),
      );
      expect(maskedName).toBe('多＊＊');
      const { receiptNumber } = await window.page.print(key, ['printed']);
      expect(
        await window.query(
          `select action, staff_number as staff, detail ->> 'origin' as origin from audit_event where subject = $1`,
          [receiptNumber],
        ),
      ).toContainEqual({
        action: `card-service.${service}`,
        staff: window.clerk.staffNumber,
        origin: hospital,
      });
      const path = `/desk/receipts/${receiptNumber}/picture.txt`;
      expect((await window.page.ask('GET', path)).text).toContain(hospital);
    }
    const uses = await window.query<{ n: string }>(
      `select count(*) as n from audit_event where action = 'key.used' and card_session_id is not null`,
    );
    expect(Number(uses[0]?.n)).toBeGreaterThan(2);
    await window.pull();
  });

  it('sets no PIN that the record of would be refused: a card the register has locked is −9002', async () => {
    await window.insert('duojie-cairang');
    await window.page.card();
    await window.query(`update card set state = 'locked' where card_number = $1`, [
      (await window.page.card()).cardNumber,
    ]);
    expect(await call({ function: 'iReloadPIN', newPin: chosenPin })).toEqual(refused(-9002));
    expect(await call({ function: 'iVerifyPIN', pin: changedPin })).toEqual(done);
    await window.pull();
  });

  it('neither takes nor replaces the initial PIN of a card that was never enabled: −35', async () => {
    await window.insert('yang-fan');
    await window.page.card();
    expect(await call({ function: 'iVerifyPIN', pin: window.pin('yang-fan') })).toEqual(refused(-35));
    const reload = { function: 'iReloadPIN', newPin: chosenPin, newPinAgain: chosenPin };
    expect(await call(reload)).toEqual(refused(-35));
    await window.pull();
  });

  it('refuses a card that the register has as lost: −9001', async () => {
    await window.insert('he-xiaojun');
    expect(await window.page.card()).toMatchObject({ problem: { code: 'card-lost' } });
    expect(await call({ function: 'iReadCardBas' })).toEqual(refused(-9001));
    await window.pull();
  });

  it('never writes a PIN or a holder into a log', () => {
    for (const program of ['agent', 'central'])
      for (const secret of [chosenPin, changedPin, '000000', '王建国', '多杰才让'])
        expect(window.logOf(program)).not.toContain(secret);
  });
});
