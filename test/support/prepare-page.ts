/** Promises of an act that is prepared at home and brought along as a code, for the one city of the page journeys. */
import { describe, expect, it } from '@jest/globals';
import type { DeskState } from '#libs/contract/desk.js';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly openPage: (address: string) => Promise<Page>;
  readonly askToConfirm: () => Promise<void>;
  readonly servesEverybody: () => Promise<void>;
};

const cardId = 'li-guirong';
const otherCardId = 'zhao-yulan';

/** `given` is asked once the city runs: the clerk page, its city, and what its hands do. */
export const promisePrepared = (given: () => Given): void => {
  const page = (): Page => given().page;
  const { shown, gone, press, counted } = handsOn(page);
  const deskState = (): Promise<DeskState> =>
    page().evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);
  let address = '';

  describe('what somebody prepared at home', () => {
    it('stands in a code alone: nothing of it is sent anywhere, and it names nobody', async () => {
      const home = await given().openPage(`${given().city.origins.central}/prepare/`);
      await home.waitForSelector('[data-test="nothing"]');
      expect(await barriersOn(home)).toEqual([]);
      const asked: string[] = [];
      home.on('request', (request) =>
        asked.push(`${request.method()} ${request.url()} ${request.postData()}`),
      );
      await home.check('[data-scheme="170"]');
      await home.check('[data-scheme="390"]');
      await home.fill('[data-test="tier"]', '301');
      await home.waitForSelector('[data-test="tier-said"]:has-text("没有这一档")');
      await home.fill('[data-test="tier"]', '300');
      await home.waitForSelector('[data-test="tier-said"]:has-text("政府补贴")');
      await home.check('[data-test="collect"]');
      await home.check('input[value="renewal"]');
      expect(await barriersOn(home)).toEqual([]);
      address = (await home.getAttribute('[data-test="slip"]', 'data-text')) ?? '';
      expect(address).toMatch(
        /\/prepare\/#on=\d{4}-\d\d-\d\d&pay=170:300\.00,390&collect=1&service=renewal$/,
      );
      // Only what a tier brings was asked for, which the estimate answers anyone.
      expect(asked.filter((one) => !/^POST \S+\/v1\/estimates\/contribution /.test(one))).toEqual([]);
      // Read by a phone, it is there again to be changed.
      const phone = await given().openPage(address);
      await phone.waitForSelector('[data-scheme="390"]:checked');
      expect(await phone.getAttribute('[data-test="slip"]', 'data-text')).toBe(address);
      await phone.close();
      await home.close();
    }, 60_000);

    it('is picked for the card that comes, and done only when it is confirmed', async () => {
      await given().city.table.pull();
      await page().bringToFront();
      await shown('[data-test="empty-window"]');
      await given().city.table.scan(address);
      await shown('[data-test="prepared"]:has-text("请插入本人的卡")');
      await given().servesEverybody();
      await given().city.table.insert(cardId);
      await shown('[data-test="holder-name"]');
      await shown('[data-pick^="pay:"]:checked');
      const { card } = await deskState();
      const open = (card?.dues ?? []).filter(({ scheme }) => scheme === '170' || scheme === '390');
      expect(open.length).toBeGreaterThan(0);
      await counted('[data-pick^="pay:"]:checked', open.length);
      await counted('[data-pick^="collect:"]:checked', card?.entitlements.length ?? 0);
      await given().servesEverybody();
      await given().askToConfirm();
      expect((await deskState()).acts.some(({ state }) => state === 'sending' || state === 'running')).toBe(
        false,
      );
      await press('Enter');
      await shown('li.newest[data-state="succeeded"]');
      await press('F10');
    }, 60_000);

    it('goes with its card, and is nobody else’s', async () => {
      await given().city.table.pull();
      await gone('[data-test="prepared"]');
      expect((await deskState()).scan).toBeNull();
      await given().city.table.insert(otherCardId);
      await shown('[data-test="holder-name"]');
      await counted('[data-pick]:checked', 0);
      // With the card in, it says what of it is not there to be done.
      await given().city.table.scan(address);
      await shown('[data-test="prepared"]:has-text("没有可办的")');
      await shown('[data-pick^="collect:"]:checked');
      await given().city.table.pull();
      await shown('[data-test="empty-window"]');
    }, 60_000);

    it('is refused once it is too old', async () => {
      await given().city.table.scan(address.replace(/on=\d{4}/, 'on=2020'));
      await shown('[role="alert"]:has-text("备办单已过期")');
    }, 30_000);
  });
};
