/** Promises of a card made at the counter about the key vault, which may take its time or give no answer: nothing is left half done. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { applyFor, Blank } from '../../../../../test/support/blank-at-counter.js';
import { Counter } from '../../../../../test/support/counter.js';
import { makeComponent } from '../../cards/keys/key-component.js';
import { KeyVersionsService } from '../../cards/keys/key-versions.service.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { Refused } from '../../ground/http/refused.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
}, 60_000);
afterAll(() => counter.close());

describe('while the vault is asked', () => {
  it('nothing is allotted that a vault without an answer would leave behind', async () => {
    const number = await applyFor(counter);
    const blank = await Blank.deliver(counter);
    const keys = counter.app.get(KeysService, { strict: false });
    const silent = jest
      .spyOn(keys, 'cardKeys')
      .mockRejectedValueOnce(new Refused('key-vault-unreachable', 'no answer'));
    expect((await blank.begin(number)).body.code).toBe('key-vault-unreachable');
    silent.mockRestore();
    expect(await counter.query('select 1 from issuance')).toEqual([]);
    expect(
      await counter.query('select state from chip where historical_bytes = $1', [blank.historicalBytes]),
    ).toEqual([{ state: 'blank' }]);
    expect((await blank.make(number)).stage).toBe('personalised');
  });

  it('a roll-over of keys has it asked again, and the card is made with the new ones', async () => {
    const number = await applyFor(counter);
    const blank = await Blank.deliver(counter);
    const versions = counter.app.get(KeyVersionsService, { strict: false });
    await versions.hold({ staffNumber: null }, [makeComponent('张三'), makeComponent('李四')], 2);
    const keys = counter.app.get(KeysService, { strict: false });
    const ask = keys.cardKeys.bind(keys);
    const asked = jest.spyOn(keys, 'cardKeys').mockImplementationOnce(async (card) => {
      const given = await ask(card);
      await versions.rollOver({ staffNumber: null }, 2);
      return given;
    });
    const { cardNumber } = await blank.make(number);
    expect(asked.mock.calls.map(([{ keyVersion }]) => keyVersion)).toEqual([1, 2]);
    asked.mockRestore();
    expect(await counter.query('select key_version from card where card_number = $1', [cardNumber])).toEqual([
      { key_version: 2 },
    ]);
    expect(
      await counter.query(
        `select distinct detail->>'key' as key, detail->>'keyVersion' as version from audit_event
         where action = 'key.used' and subject = $1 order by 1`,
        [cardNumber],
      ),
    ).toEqual([
      { key: 'irk', version: '2' },
      { key: 'irk rksse uk puk stk', version: '2' },
      { key: 'tk', version: '1' },
    ]);
    expect((await blank.complete()).body.state).toBe('succeeded');
  });
});
