/** Promises of the stock report: it adds up while all is well, and says of each contradiction what it is about. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardOffice } from '../../../../../test/support/card-office.js';

let office: CardOffice;
let sent = '';
let made = '';
beforeAll(async () => {
  office = await CardOffice.open();
  sent = (await office.approved(2)).number;
  await office.export(sent);
  made = (await office.approved(2)).number;
  await office.export(made);
  await office.manufacture(made, { spoil: 1 });
  await office.takeResult(made);
  await office.blanks(1);
});
afterAll(() => office.close());

/** The chip of an item of a batch by how the item ended; null: it is at the maker. */
const chipOf = async (batch: string, outcome: string | null): Promise<string> => {
  const [row] = await office.counter.query<{ chip: string }>(
    `select i.historical_bytes as chip from card_batch_item i join card_batch b on b.id = i.batch_id
     where b.number = $1 and i.outcome is not distinct from $2 order by i.item limit 1`,
    [batch, outcome],
  );
  return row?.chip ?? '';
};

/** What the report finds while a chip is said to be in another state than it is. */
const findingsWith = async (chip: string, state: string): Promise<readonly string[]> => {
  const [was] = await office.counter.query<{ state: string }>(
    'select state from chip where historical_bytes = $1',
    [chip],
  );
  const set = (to: string) =>
    office.counter.query('update chip set state = $2 where historical_bytes = $1', [chip, to]);
  await set(state);
  const found = await office.findings();
  await set(was?.state ?? '');
  return found;
};

describe('the stock', () => {
  it('adds up with cards at the maker, made, spoiled and blank', async () => {
    expect(await office.findings()).toEqual([]);
  });

  it('names a chip that has a card and is not where the card is, and the lot that does not add up', async () => {
    const chip = await chipOf(made, 'personalised');
    expect(await findingsWith(chip, 'handed-over')).toEqual([
      expect.stringMatching(`^chip ${chip} is handed-over, but its card \\S+ is personalised$`),
      expect.stringMatching(/^lot \S+: 0 chips personalised, cards say 1$/),
      expect.stringMatching(/^lot \S+: 1 chips handed over, cards say 0$/),
    ]);
    const cardIs = (state: string) =>
      office.counter.query('update card set state = $2 where historical_bytes = $1', [chip, state]);
    await cardIs('handed-over');
    expect(await office.findings()).toEqual([
      expect.stringMatching(`^chip ${chip} is personalised, but its card \\S+ is handed-over$`),
      expect.stringMatching(/^lot \S+: 1 chips personalised, cards say 0$/),
      expect.stringMatching(/^lot \S+: 0 chips handed over, cards say 1$/),
    ]);
    await cardIs('personalised');
  });

  it('names a chip that is at the maker and counts as something else, with its batch', async () => {
    const chip = await chipOf(sent, null);
    expect(await findingsWith(chip, 'blank')).toEqual([
      expect.stringMatching(`^chip ${chip} is blank, but application \\d+ is in production with it$`),
      expect.stringMatching(`^batch ${sent} item \\d is sent, but its chip ${chip} is blank$`),
      expect.stringMatching(/^lot \S+: 1 chips allotted, applications say 2$/),
      expect.stringMatching(/^lot \S+: 2 received, 3 accounted for$/),
    ]);
  });

  it('names a chip that counts as allotted though nobody has it', async () => {
    const [blank] = await office.counter.query<{ chip: string }>(
      `select historical_bytes as chip from chip where state = 'blank' and depot = 'D77' limit 1`,
    );
    const chip = blank?.chip ?? '';
    expect(await findingsWith(chip, 'allotted')).toEqual([
      `chip ${chip} is allotted, but no card and no application has it`,
      expect.stringMatching(/^lot \S+: 1 chips allotted, applications say 0$/),
      expect.stringMatching(/^lot \S+: 1 received, 0 accounted for$/),
    ]);
  });

  it('names a batch that does not have as many items as it took', async () => {
    const set = (by: number) =>
      office.counter.query('update card_batch set items = items + $2 where number = $1', [sent, by]);
    await set(1);
    expect(await office.findings()).toEqual([`batch ${sent}: 3 items taken, 2 there`]);
    await set(-1);
    expect(await office.findings()).toEqual([]);
  });
});
