/** The card window as people see it: loss and lifting, enabling, an application and its review, a PIN that was forgotten. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeskState } from '#libs/contract/desk.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import type { Page } from 'playwright-core';
import { makePhoto, TestBrowser } from '../support/browser.js';
import { holderOf } from '../support/card-holders.js';
import { startTestCity, type TestCity } from '../support/programs.js';
import { eventually } from '../support/window.js';

const shownTimeoutMs = 20_000;
const lostCard = 'danba-jiancuo';
const sealedCard = 'yang-fan';
const pinCard = 'liu-chunhua';
const reviewer = { staffNumber: '0301', password: 'delingha-2017' };
const chosenPin = '846291';
const forgottenPin = '000000';

let city: TestCity;
let browser: TestBrowser;
let page: Page;
let photo: Buffer;

const deskState = (): Promise<DeskState> =>
  page.evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);
const shown = (selector: string): Promise<unknown> => page.waitForSelector(selector, { state: 'visible' });
const gone = (selector: string): Promise<unknown> => page.waitForSelector(selector, { state: 'detached' });
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
/** How wide a picture is by itself, pixels. */
const widthOf = (selector: string): Promise<number> =>
  page.evaluate<number>(`document.querySelector('${selector}').naturalWidth`);
const textOf = async (selector: string): Promise<string> =>
  (await page.locator(selector).first().innerText()).trim();

const signIn = async ({
  staffNumber,
  password,
}: {
  staffNumber: string;
  password: string;
}): Promise<void> => {
  await shown('#password');
  await page.locator('#staff-number').fill(staffNumber);
  await page.locator('#password').fill(password);
  await press('Enter');
  await shown('[data-test="sign-out"]');
};

const pull = async (): Promise<void> => {
  await city.table.pull();
  await shown('[data-test="empty-window"]');
};

/** Opens somebody's card file by keyboard, from the empty window, without a card. */
const openFile = async (socialSecurityNumber: string, name: string): Promise<void> => {
  await shown('[data-test="empty-window"]');
  await press('F7');
  await shown('#holder-number:focus');
  await page.keyboard.type(socialSecurityNumber);
  await press('Tab');
  await page.keyboard.type(name);
  await press('Enter');
  await shown('[data-test="file-person"]');
};
const openFileOf = (cardId: string): Promise<void> => {
  const { socialSecurityNumber, name } = holderOf(city.data, cardId);
  return openFile(socialSecurityNumber, name);
};

/** Takes a service that is offered, as far as its dialog. */
const take = async (service: string): Promise<void> => {
  await page.locator(`[data-service="${service}"]:not([aria-disabled])`).first().click();
  await shown(`[data-service-dialog="${service}"]`);
};

/** Waits until the newest act is this one, and done. */
const done = async (words: string): Promise<void> => {
  await shown(`li.newest[data-act="card-service"][data-state="succeeded"]:has-text("${words}")`);
};

const typePins = async (...pins: readonly string[]): Promise<void> => {
  for (const pin of pins) {
    await page.keyboard.type(pin);
    await press('Enter');
  }
};

beforeAll(async () => {
  city = await startTestCity();
  browser = await TestBrowser.launch();
  photo = await makePhoto(browser);
  page = await browser.open(`${city.origins.agent}/`, shownTimeoutMs);
  await signIn(city.city.demonstration.clerk);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await city?.stop();
}, 60_000);

describe('a card that was lost', () => {
  it('is reported at the window in plain words, and refused at the very next tap', async () => {
    await openFileOf(lostCard);
    const { cardNumber } = holderOf(city.data, lostCard);
    const card = `[data-card="${cardNumber}"]`;
    expect(await textOf(`${card} [data-test="social-state"]`)).toBe('正常');
    expect(await textOf(`${card} [data-test="bank-state"]`)).toBe('银行账户正常');
    await take('loss');
    expect(await textOf('[data-test="service-summary"]')).toContain('立即停用');
    await press('Enter');
    await done('正式挂失');
    await shown('li.newest [data-test="print"]:has-text("已打印")');
    await shown(`${card}[data-state="formally-lost"]`);
    // The bank's part is not the bureau's to stop.
    expect(await textOf(`${card} [data-test="bank-state"]`)).toBe('银行账户正常');
    await press('Escape');

    await city.table.insert(lostCard);
    await shown('[data-test="refused-card"]');
    expect(await textOf('[data-test="refused-card"]')).toContain('卡片已挂失');
    expect((await deskState()).card).toMatchObject({ problem: { code: 'card-lost' }, holder: null });
    await pull();
  }, 60_000);

  it('says why a service cannot be had, only when it is asked', async () => {
    await openFileOf(lostCard);
    const grey = page.locator('[data-service="locking"][aria-disabled="true"]');
    expect(await page.locator('[data-test="why-not"]').count()).toBe(0);
    await grey.focus();
    await press('Enter');
    await shown('[data-test="why-not"]:has-text("下一步")');
  }, 30_000);

  it('is used again as soon as its loss is lifted', async () => {
    await take('loss-lifting');
    await press('Enter');
    await done('解除挂失');
    await press('Escape');
    await city.table.insert(lostCard);
    await shown('[data-test="holder-name"]');
    expect(await textOf('[data-test="holder-name"]')).toBe(holderOf(city.data, lostCard).name);
    await pull();
  }, 60_000);
});

describe('a sealed card', () => {
  it('is no dead end: whose it is, why, and the way to enable it', async () => {
    await city.table.insert(sealedCard);
    await shown('[data-test="refused-holder"]');
    expect(await textOf('[data-test="refused-holder"]')).toContain(holderOf(city.data, sealedCard).name);
    await page.locator('[data-test="remedy"]').click();
    await shown('[data-service-dialog="enabling"]');
  }, 30_000);

  it('takes the PIN of its holder twice alike, is enabled, and pays at once', async () => {
    await press('Enter');
    await shown('#pin-new');
    await typePins(chosenPin, '846292');
    await shown('[role="dialog"] [role="alert"]:has-text("不一致")');
    expect(await page.locator('#pin-new').inputValue()).toBe('');
    await typePins(chosenPin, chosenPin);
    await done('启用社会保障卡');
    const { cardNumber } = holderOf(city.data, sealedCard);
    await shown(`[data-card="${cardNumber}"][data-state="enabled"]`);
    expect((await deskState()).card).toMatchObject({ stage: 'open', problem: null });

    // The PIN is the one that was chosen: it changes to another only with that one.
    await take('pin-change');
    await press('Enter');
    await shown('#pin-old');
    await typePins('135790', '975310', '975310');
    await shown('[role="dialog"] [role="alert"]:has-text("还可以试")');
    await typePins(chosenPin, '975310', '975310');
    await done('修改密码');
    await city.table.pull();
    await shown('[data-test="look-up"]');
    await press('Escape');
  }, 60_000);

  it('leaves no PIN in any log, nor in the browser', async () => {
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    for (const text of [kept, city.logOf('agent'), city.logOf('central')])
      for (const pin of [chosenPin, '975310']) expect(text).not.toContain(pin);
  });
});

describe('somebody who has no card', () => {
  const first17 = `6328022018030498${4}`;
  const child = { number: first17 + socialSecurityNumberCheck(first17), name: '小卓玛' };
  let application = '';

  it('and is a minor applies with a photo and a guardian, and is told by when it is answered', async () => {
    await openFile(child.number, child.name);
    await take('application');
    await shown('[data-test="guardian"]');
    const guardian = holderOf(city.data, 'caireng-zhuoma');
    await page
      .locator('#photo-file')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
    await shown('[role="dialog"] [role="alert"]:has-text("打不开")');
    await page.locator('#photo-file').setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: photo });
    await shown('[data-test="photo-fits"]');
    expect(await page.locator('[data-test="go-on-service"]:disabled').count()).toBe(1);
    await page.locator('#guardian-number').fill(guardian.socialSecurityNumber);
    await page.locator('#guardian-name').fill(guardian.name);
    await press('Enter');
    await shown('[data-test="service-summary"]:has-text("复核人员审核")');
    await press('Enter');
    await done('申领社会保障卡');
    await shown('[data-application][data-state="applied"]');
    application = (await page.locator('[data-application]').getAttribute('data-application')) ?? '';
    expect(application).toMatch(/^632802\d{9}[\dX]$/);
    expect(await textOf('[data-application]')).toMatch(/应于\d+年\d+月\d+日前答复/);
    await press('Escape');
  }, 60_000);

  it('is approved by a reviewer, who sees the photo and has no counter', async () => {
    await page.locator('[data-test="sign-out"]').click();
    await signIn(reviewer);
    await shown('[data-test="review"]');
    await page.locator(`[data-test="review"] [data-application="${application}"]`).click();
    await shown('[data-test="review-photo"]');
    // Whole, and as wide as it was taken.
    await eventually('the whole photo', async () => (await widthOf('[data-test="review-photo"]')) === 413);
    await page.locator('[data-test="decide"]').click();
    await shown(`[data-test="decided"]:has-text("已批准 ${application}")`);
    await gone(`[data-test="review"] [data-application="${application}"]`);
    await city.table.insert(lostCard);
    await page.waitForTimeout(300);
    expect((await deskState()).card).toBeNull();
    await city.table.pull();
    await page.locator('[data-test="sign-out"]').click();
    await signIn(city.city.demonstration.clerk);
    await openFile(child.number, child.name);
    await shown(`[data-application="${application}"][data-state="approved"]`);
    await press('Escape');
  }, 60_000);
});

describe('a PIN that was forgotten', () => {
  it('is blocked after too many tries, reset by the centre, and the new one collects', async () => {
    await city.table.insert(pinCard);
    await shown('[data-test="holder-name"]');
    await press('F7');
    await shown('[data-service="pin-change"]');
    await take('pin-change');
    await press('Enter');
    await shown('#pin-old');
    for (let left = 5; left > 0; left -= 1) {
      await typePins(forgottenPin, chosenPin, chosenPin);
      await shown(`[role="dialog"] [role="alert"]:has-text("还可以试 ${left} 次")`);
    }
    await typePins(forgottenPin, chosenPin, chosenPin);
    await shown('[role="dialog"] [role="alert"]:has-text("密码已锁定")');
    await press('Escape');

    await take('pin-reset');
    await press('Enter');
    await shown('#pin-new');
    await typePins(chosenPin, chosenPin);
    await done('重置密码');
    await press('Escape');
    await shown('[data-test="holder-name"]');
    await press('F4', 'Enter');
    await shown('[role="dialog"]');
    await press('Enter');
    await shown('#pin');
    await page.keyboard.type(chosenPin);
    await press('Enter');
    await shown('li.newest[data-act="collection"][data-state="succeeded"]');
    expect((await deskState()).acts.slice(0, 2).map(({ kind, service }) => service ?? kind)).toEqual([
      'collection',
      'pin-reset',
    ]);
    await pull();
  }, 60_000);
});

describe('the card window', () => {
  it('wipes whose file was open as the card is pulled', async () => {
    await city.table.insert(lostCard);
    await shown('[data-test="holder-name"]');
    await press('F7');
    await shown('[data-test="file-person"]');
    const { name, cardNumber } = holderOf(city.data, lostCard);
    expect(await page.content()).toContain(cardNumber);
    await city.table.pull();
    await shown('#holder-number');
    const content = await page.content();
    for (const text of [name, cardNumber]) expect(content).not.toContain(text);
    await press('Escape');
  }, 30_000);

  it('complains of nothing', () => {
    expect(browser.faults).toEqual([]);
  });
});
