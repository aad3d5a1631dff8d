/** Promises of a PIN on the reader's own pad at the window, for the one city of the page journeys. */
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { VirtualPinPad } from '#hardware/virtual-pin-pad/virtual-pin-pad.js';
import type { DeskState } from '#libs/contract/desk.js';
import type { Page } from 'playwright-core';
import { pinOfCard } from '../../apps/city/src/seed.js';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';
import { eventually } from './window.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly askToConfirm: () => Promise<void>;
  readonly servesEverybody: () => Promise<void>;
};

const cardId = 'zhao-yulan';

/** `given` is asked once the city runs: the clerk page, its city, and what its hands do. */
export const promisePinPad = (given: () => Given): void => {
  const page = (): Page => given().page;
  const { shown, press } = handsOn(page);

  it('a PIN is entered on the pad of a reader that has one, and the page has no field for it', async () => {
    const { city, askToConfirm, servesEverybody } = given();
    await city.table.pull();
    await shown('[data-test="empty-window"]');
    const pin = pinOfCard(city.data, cardId);
    const pad = new VirtualPinPad(join(city.data, 'pcscd', 'pin-pad'));
    await pad.plugIn();
    try {
      const asked = (): Promise<void> => eventually('a question at the pad', () => pad.question !== null);
      await city.table.insert(cardId);
      await shown('[data-test="holder-name"]');
      await press('F4');
      await askToConfirm();
      await press('Enter');
      await asked();
      await shown('[data-test="on-pad"]:has-text("请持卡人在读卡器的键盘上输入密码")');
      expect(await page().locator('#pin').count()).toBe(0);
      await servesEverybody();
      pad.cancel();
      await shown('[role="alert"]:has-text("持卡人取消了输入密码")');
      await press('Enter');
      await asked();
      pad.enter('999999');
      await shown('[role="alert"]:has-text("还可以试")');
      await press('Enter');
      await asked();
      pad.enter(pin);
      await shown('li.newest[data-act="collection"][data-state="succeeded"]');
      const state = await page().evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);
      expect(JSON.stringify(state)).not.toContain(pin);
    } finally {
      await pad.unplug();
    }
    await city.table.pull();
  }, 60_000);
};
