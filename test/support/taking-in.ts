/** Promises of taking somebody into schemes at the window, and of an agreement on debits, for the one city of the page journeys. */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { handsOn } from './browser.js';
import { eventually } from './window.js';

type Given = {
  readonly page: Page;
  readonly insert: (id: string) => Promise<void>;
  readonly pull: () => Promise<void>;
  readonly servesEverybody: () => Promise<void>;
  readonly owed: () => Promise<readonly string[]>;
  readonly databaseUrl: string;
};

const herder = 'qi-shengli';
/** Whose card is in before and after. */
const payer = 'caireng-zhuoma';

/** Has the herder have paid a year as a resident. */
const paidAsResident = async (databaseUrl: string): Promise<void> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  try {
    await owner.query(
      `insert into due (id, person_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
       select uuidv7(), id, '170', '2019', 1, 20000, '{"tiers": [], "creditsPersonalAccount": true}', 'paid', now() from person where name = '祁胜利'`,
    );
  } finally {
    await owner.end();
  }
};

/** `given` is asked once the city runs: the clerk page, signed in, with the payer's card in; `owed`: the schemes of what the card that is in owes. */
export const promiseTakingIn = (given: () => Given): void => {
  const page = (): Page => given().page;
  const { shown, gone, press, counted } = handsOn(page);

  describe('somebody who works for themselves from now on', () => {
    it('is taken into the schemes of flexible workers by keyboard, with the card in, and owes them at once', async () => {
      await paidAsResident(given().databaseUrl);
      await given().pull();
      await given().insert(herder);
      expect(await given().owed()).not.toContain('110');
      await press('F12');
      await shown('[data-test="overview-name"]:has-text("祁胜利")');
      await page().locator('[data-test="take-in"]').focus();
      await press('Enter');
      await shown('select[data-test="category"]:focus');
      await page().selectOption('select[data-test="category"]', 'flexible');
      await shown('[data-test="schemes"] input[value="310"]:checked');
      await shown('[data-test="carry-out"]:disabled');
      await page().selectOption('[data-test="tier"]', '60');
      await given().servesEverybody();
      await page().locator('[data-test="carry-out"]').focus();
      await press('Enter');
      await shown('[data-test="entered"]');
      // What a resident has gives way by rule.
      await shown('[data-test="gave-way"]:has-text("390")');
      // What they paid as a resident stays, and where it can be moved is a step away.
      await shown('[data-test="move-notice"]:has-text("城乡居民基本养老保险已缴 12 个月")');
      await shown('a[data-test="to-moves"][href^="/console/#/people/"]');
      await given().servesEverybody();
      await shown('[data-test="close"]:focus');
      await press('Enter');
      await gone('[data-test="entered"]');
      await shown('[data-test="overview"]:has-text("灵活就业")');
      await eventually('dues of a flexible worker', async () => {
        const owed = await given().owed();
        return owed.includes('110') && owed.includes('310');
      });
      await press('Escape');
      await gone('[data-test="overview"]');
      await shown('text=企业职工基本养老保险');
      await given().servesEverybody();
    }, 120_000);

    it('agrees to be debited for them, with the card in alone', async () => {
      await press('F12');
      await page().locator('[data-test="enter-agreement"]').focus();
      await press('Enter');
      await page().locator('[data-test="scheme-110"]').check();
      await page().locator('[data-test="scheme-310"]').check();
      // Their card has no account of a bank.
      await page().fill('input[data-test="account"]', '6217003900001234567');
      await given().servesEverybody();
      await page().locator('[data-test="carry-out"]').focus();
      await press('Enter');
      await shown('[data-test="entered"]');
      await given().servesEverybody();
      await press('Enter');
      await gone('[data-test="entered"]');
      // Whatever is open goes with the card.
      await page().locator('[data-test="enter-agreement"]').click();
      await shown('[data-test="scheme-110"]');
      await given().pull();
      await counted('[role="dialog"]', 0);
    }, 60_000);

    it('is found by name without a card, and refused in words what no rule decides', async () => {
      await press('F7');
      await shown('#holder-number:focus');
      await press('Enter');
      await shown('#holder-name:focus');
      await page().keyboard.type('王建国');
      await press('Enter');
      await page().locator('[data-test="person-found"]:has-text("王建国")').first().click();
      await shown('[data-test="file-person"]');
      await press('F12');
      await shown('[data-test="overview-name"]:has-text("王建国")');
      await counted('[data-test="enter-agreement"]', 0);
      await page().locator('[data-test="take-in"]').click();
      await page().selectOption('select[data-test="category"]', 'resident');
      await page().locator('[data-test="carry-out"]').click();
      await shown('[role="alert"]:has-text("此人已领取养老金")');
      await press('Escape');
      await press('Escape');
      await gone('[data-test="overview"]');
      await press('Escape');
      await shown('[data-test="empty-window"]');
      await given().insert(payer);
    }, 60_000);
  });
};
