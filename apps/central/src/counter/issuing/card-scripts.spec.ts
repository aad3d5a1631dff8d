/** Promises of commands for a card in a reader: what its state forbids is not made, also when it comes about while the vault is asked. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { Counter, type Session } from '../../../../../test/support/counter.js';
import { KeysService } from '../../cards/keys/keys.service.js';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
}, 60_000);
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => counter.close());

const script = (session: Session, purpose: string) =>
  counter.ask<{
    readonly code?: string;
    readonly commands?: string[];
    readonly transientPin?: string | null;
  }>('POST', `/v1/card-sessions/${session.id}/scripts`, { purpose, cardChallenge: '0102030405060708' });

const keysUsed = async (session: Session): Promise<string[]> => {
  const uses = await counter.query<{ key: string }>(
    `select detail->>'key' as key from audit_event
     where action = 'key.used' and card_session_id = $1 and detail->>'key' <> 'irk' order by id`,
    [session.id],
  );
  return uses.map(({ key }) => key);
};

const pinsGiven = (session: Session) =>
  counter.query('select 1 from pin_given where card_id = $1', [session.card.id]);

describe('commands for a card', () => {
  it.each([
    ['pin-reset', 1, ['puk', 'puk']],
    ['pin-unblock', 1, ['puk']],
    ['holder-update', 5, ['uk']],
  ] as const)('of %s leave each use of its keys on record', async (purpose, commands, keys) => {
    const { body: session } = await counter.tap('caireng-zhuoma');
    if (purpose !== 'holder-update')
      await desk.release(purpose, holderOf(counter, 'caireng-zhuoma'), session.card.id);
    const { status, body } = await script(session, purpose);
    expect(status).toBe(200);
    expect(body.commands).toHaveLength(commands);
    expect(body.transientPin === null).toBe(purpose !== 'pin-reset');
    expect(await keysUsed(session)).toEqual(keys);
  });

  it('are not given out where its loss is reported while the vault is asked', async () => {
    const { body: session } = await counter.tap('han-deming');
    await desk.release('pin-reset', holderOf(counter, 'han-deming'), session.card.id);
    const keys = counter.app.get(KeysService, { strict: false });
    const ask = keys.macCommand.bind(keys);
    const asked = jest.spyOn(keys, 'macCommand').mockImplementationOnce(async (...parts) => {
      const given = await ask(...parts);
      const loss = { service: 'loss', ...holderOf(counter, 'han-deming'), cardId: session.card.id } as const;
      expect((await desk.serve(loss)).status).toBe(200);
      return given;
    });
    expect((await script(session, 'pin-reset')).body).toMatchObject({ code: 'card-lost' });
    expect(asked).toHaveBeenCalledTimes(1);
    expect(await keysUsed(session)).toEqual([]);
    expect(await pinsGiven(session)).toEqual([]);
  });
});
