/** Promises of names from the window to the chip: whoever's name has a rare character or a dot gets a card, and is one person by whichever form. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cardItems, decodeName, encodeName, tagHex } from '#libs/cards/file-layout.js';
import { tidyName } from '#libs/identity/person-name.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { CardWindow, newcomer } from '../../../../../test/support/card-window.js';
import { bankAccountCheck } from '#libs/identity/bank-account.js';
import { BatchViewsService } from '../../cards/production/batch-views.service.js';

const rare = ['㛃', '𬱖', '㼆', '㳇', '𣗋'];
const dots = ['·', '•', '・', '‧', '⋅', '･', '．', '.', ' · '];

let office: CardOffice;
let desk: CardWindow;
beforeAll(async () => {
  office = await CardOffice.open();
  desk = new CardWindow(office.counter);
}, 60_000);
afterAll(() => office.close());

/** The name in the records of a card. */
const nameIn = (ef06: Readonly<Record<string, string>>): string =>
  decodeName(
    fromHex(ef06[tagHex('name')] ?? ''),
    fromHex(ef06[tagHex('nameExtension')] ?? '00'.repeat(cardItems.nameExtension.length)),
  );

describe('a name', () => {
  it('with a rare character or any dot goes from the window through a batch and the bank’s file to the chip', async () => {
    const people = [
      ...rare.map((character) => ({ ...newcomer(), name: `王${character}` })),
      ...dots.map((dot) => ({ ...newcomer(), name: `买买提${dot}艾力` })),
    ];
    const tidy = people.map(({ name }) => tidyName(name));
    for (const who of people) await desk.approve(await desk.apply(who));
    const number = await office.make();
    await office.approve(number);
    await office.blanks(people.length);
    // The bank writes another dot than the register.
    const rows = people.map(({ socialSecurityNumber, name }, at) => {
      const account = `6217998${String(9_000_000 + at).padStart(11, '0')}`;
      const written = tidyName(name).replace('·', dots[(at + 3) % dots.length] ?? '');
      return `${socialSecurityNumber},${written},${account}${bankAccountCheck(account)}`;
    });
    const accounts = office.write('accounts.csv', ['AAC002,AAC003,AAE010', ...rows]);
    expect(await office.match(number, accounts)).toMatchObject({ rows: people.length, findings: [] });
    await office.export(number, `${number}.txt`, false);
    const sent: string[] = [];
    for await (const items of office.sentItems(number))
      sent.push(...items.map(({ files }) => nameIn(files.ef06)));
    expect(sent.toSorted()).toEqual(tidy.toSorted());
    expect(await office.manufacture(number)).toMatchObject({ personalised: people.length });
    expect(await office.takeResult(number)).toMatchObject({ findings: [] });
    const found = await office
      .get(BatchViewsService)
      .items(
        number,
        { state: null, photo: null },
        { search: '买买提．艾力', sort: null, falling: null, after: null, limit: 100 },
      );
    expect(found.items).toHaveLength(dots.length);
  });

  it('of a chip with a substitute for what GBK lacks is the register’s, and no other is', async () => {
    const { counter } = office;
    const who = { ...newcomer(), name: `王${rare.join('')}·买` };
    const application = await desk.apply(who);
    await desk.approve(application);
    const { image, cardId } = await desk.make(application);
    await desk.serve({ service: 'hand-over', ...who, cardId });
    const { status, body: session } = await counter.tap(image);
    const compare = async (name: string) => {
      const chip = { socialSecurityNumber: who.socialSecurityNumber, name };
      return (await counter.ask('POST', `/v1/card-sessions/${session.id}/chip-comparisons`, chip)).body[
        'agrees'
      ];
    };
    const written = nameIn(counter.card(image).files.ef06);
    expect([status, written]).toEqual([201, who.name]);
    expect(encodeName(written).ok).toBe(true);
    for (const same of [written, `王?????·买`, `王□〓＊?■・买`]) expect(await compare(same)).toBe(true);
    for (const other of [`?${rare.join('')}·买`, `王${rare.join('')}·?`, '王·买', '王四'])
      expect(await compare(other)).toBe(false);
  });
});
