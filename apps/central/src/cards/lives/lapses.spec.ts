/** Promise of temporary losses: central itself sees when they are over, whether or not anybody comes with the card. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';
import { eventually } from '../../../../../test/support/window.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open({ LAPSE_EVERY_MS: '50' });
});
afterAll(() => counter.close());

it('lapses by itself as the day after its last begins, and leaves the deny list', async () => {
  const who = holderOf(counter, 'suonan-daiji');
  const desk = new CardWindow(counter);
  const cardId = (await desk.file(who)).body.cards.find(({ state }) => state === 'enabled')?.id ?? '';
  expect((await desk.serve({ service: 'temporary-loss', ...who, cardId })).status).toBe(200);
  counter.clock.move(11 * 86_400_000);
  const standing = () =>
    counter.query(
      `select c.state, d.refusal from card c join person p on p.id = c.person_id
       left join deny_entry d on d.card_number = c.card_number where p.social_security_number = $1`,
      [who.socialSecurityNumber],
    );
  await eventually('the lapse', async () => JSON.stringify(await standing()).includes('enabled'));
  expect(await standing()).toEqual([{ state: 'enabled', refusal: null }]);
});
