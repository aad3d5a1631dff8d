/** Promise of temporary losses: central itself sees when they are over, whether or not anybody comes with the card. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';
import { eventually } from '../../../../../test/support/window.js';
import { LapsesService } from './lapses.service.js';

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

describe('behind losses that cannot lapse', () => {
  let others: Counter;
  beforeAll(async () => {
    others = await Counter.open({ LAPSE_EVERY_MS: '3600000' });
  });
  afterAll(() => others.close());
  const lapses = (): LapsesService => others.app.get(LapsesService, { strict: false });

  /** A loss that is over since a day, the earlier the sooner it is come to. */
  const lose = async (image: string, since: string): Promise<string> => {
    const { socialSecurityNumber } = holderOf(others, image);
    const [card] = await others.query<{ id: string }>(
      `update card c set state = 'temporarily-lost', loss_lapses_at = $2 from person p
       where p.id = c.person_id and p.social_security_number = $1 returning c.id`,
      [socialSecurityNumber, since],
    );
    return card?.id ?? '';
  };
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await others.query<{ state: string }>('select state from card where id = $1', [id]))[0]?.state;

  it('another lapses all the same, and those that stay are counted', async () => {
    // Never enabled, and its holder has asked for another since.
    const stuck = await lose('suonan-daiji', '2026-11-01T00:00:00Z');
    await others.query('update card set enabled_at = null where id = $1', [stuck]);
    await others.query(
      `insert into card_application (person_id, reason, state, applied_at, applied_by)
       select person_id, 'lost', 'applied', now(), '0001' from card where id = $1`,
      [stuck],
    );
    const free = await lose('wang-jianguo', '2026-11-02T00:00:00Z');
    expect(await lapses().lapseAll(undefined, 1)).toEqual({ lapsed: 1, refused: 1 });
    expect([await stateOf(stuck), await stateOf(free)]).toEqual(['temporarily-lost', 'enabled']);
  });

  it('another lapses all the same when the one before it fails, and the failure is thrown', async () => {
    const failing = await lose('liu-chunhua', '2026-11-01T00:00:00Z');
    const free = await lose('wang-jianguo', '2026-11-02T00:00:00Z');
    await others.query(
      `create function refuse_this() returns trigger language plpgsql as $$ begin raise 'this card is jinxed'; end $$`,
    );
    await others.query(
      `create trigger refuse_this before update of state on card for each row when (old.id = '${failing}') execute function refuse_this()`,
    );
    await expect(lapses().lapseAll()).rejects.toThrow(
      '1 temporary losses fail to lapse, the first: this card is jinxed',
    );
    expect([await stateOf(failing), await stateOf(free)]).toEqual(['temporarily-lost', 'enabled']);
    await others.query('drop trigger refuse_this on card');
    expect(await lapses().lapseAll()).toMatchObject({ lapsed: 1 });
  });
});
