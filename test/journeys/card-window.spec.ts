/** The card window as people see it: loss and lifting, enabling, an application and its review, a PIN that was forgotten. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import type { Page } from 'playwright-core';
import { handsOn, makePhoto, TestBrowser, widthOf } from '../support/browser.js';
import { holderOf } from '../support/card-holders.js';
import { walkFee } from '../support/card-fee-walk.js';
import { atClerkPage } from '../support/clerk-page.js';
import { walkSecondPerson } from '../support/second-person.js';
import { startTestCity, type TestCity } from '../support/programs.js';
import { eventually } from '../support/window.js';

const shownTimeoutMs = 20_000;
const lostCard = 'danba-jiancuo';
const lostInHand = 'sun-lijuan';
const sealedCard = 'yang-fan';
const pinCard = 'liu-chunhua';
const reviewer = { staffNumber: '0301', password: 'delingha-2017' };
const chosenPin = '846291';
const forgottenPin = '000000';
let city: TestCity;
let browser: TestBrowser;
let page: Page;
let photo: Buffer;

const { shown, gone, counted, press, textOf } = handsOn(() => page);
const { deskState, pull, servesEverybody } = atClerkPage(
  () => page,
  () => city,
);

const signIn = async (who: { staffNumber: string; password: string }): Promise<void> => {
  await shown('#password');
  await page.locator('#staff-number').fill(who.staffNumber);
  await page.locator('#password').fill(who.password);
  await press('Enter');
  await shown('[data-test="sign-out"]');
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
  // Whoever is registered is found by the number alone.
  return openFile(holderOf(city.data, cardId).socialSecurityNumber, '');
};

/** Takes a service that is offered, as far as its dialog. */
const take = async (service: string): Promise<void> => {
  await page.locator(`[data-service="${service}"]:not([aria-disabled])`).first().click();
  await shown(`[data-service-dialog="${service}"]`);
};

/** Goes on from what will happen, once the hands are on the button for it. */
const goOn = async (): Promise<void> => {
  await shown('[data-test="go-on-service"]:focus');
  await press('Enter');
};

/** Waits until the newest act is this one and done, and its dialog has gone. */
const done = async (words: string): Promise<void> => {
  await shown(`li.newest[data-act="card-service"][data-state="succeeded"]:has-text("${words}")`);
  await gone('[data-service-dialog]');
};

const released = (service: 'pin-reset' | 'loss-lifting'): Promise<void> =>
  walkSecondPerson({ page, take, done, origin: city.origins.agent, service });

/** The holder enters PINs, each with Enter, from the entry that is to have the hands. */
const typePins = async (first: 'old' | 'new', ...pins: readonly string[]): Promise<void> => {
  await shown(`#pin-${first}:focus`);
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
}, 700_000);

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
    await shown('[data-test="service-summary"]:has-text("立即停用")');
    await servesEverybody();
    await press('Escape');
    // The hands are back on what they left.
    await shown('[data-service="loss"]:focus');
    await press('Enter');
    await shown('[data-service-dialog="loss"]');
    await goOn();
    await done('正式挂失');
    await shown('li.newest [data-test="print"]:has-text("已打印")');
    await shown(`${card}[data-state="formally-lost"]`);
    // The bank's part is not the bureau's to stop.
    expect(await textOf(`${card} [data-test="bank-state"]`)).toBe('银行账户正常');
    await press('Escape');

    await city.table.insert(lostCard);
    await shown('[data-test="refused-card"]:has-text("卡片已挂失")');
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
    await servesEverybody();
  }, 30_000);

  it('is used again as soon as another person has let its loss be lifted', async () => {
    await released('loss-lifting');
    await goOn();
    await done('解除挂失');
    await press('Escape');
    await city.table.insert(lostCard);
    await shown(`[data-test="holder-name"]:text-is("${holderOf(city.data, lostCard).name}")`);
    await pull();
  }, 60_000);
});

describe('a card that is reported lost while it is in', () => {
  it('leaves its holder at the window: the file stays open, and another card is asked for at once', async () => {
    await city.table.insert(lostInHand);
    await shown('[data-test="holder-name"]');
    await press('F7');
    await take('loss');
    await goOn();
    await done('正式挂失');
    await shown('[data-card][data-state="formally-lost"]');
    await shown(`[data-test="file-person"]:has-text("${holderOf(city.data, lostInHand).name}")`);
    await take('replacement');
    // At the first question, not at a chooser of files.
    await shown('input[name="replacement-reason"]:focus');
    await servesEverybody();
    await shown('[data-service-dialog="replacement"]');
    await page.locator('#photo-file').setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: photo });
    await shown('[data-test="photo-fits"]');
    await walkFee({ page, deskState, take, done });
    await city.table.pull();
    await press('Escape');
    await shown('[data-test="empty-window"]');
  }, 60_000);
});

describe('a sealed card', () => {
  it('is no dead end: whose it is, why, and the way to enable it', async () => {
    await city.table.insert(sealedCard);
    await shown(`[data-test="refused-holder"]:has-text("${holderOf(city.data, sealedCard).name}")`);
    await servesEverybody();
    await page.locator('[data-test="remedy"]').click();
    await shown('[data-service-dialog="enabling"]');
  }, 30_000);

  it('takes the PIN of its holder twice alike, is enabled, and pays at once', async () => {
    await goOn();
    await typePins('new', chosenPin, '846292');
    await shown('[role="dialog"] [role="alert"]:has-text("不一致")');
    await servesEverybody();
    await shown('#pin-new:focus');
    expect(await page.locator('#pin-new').inputValue()).toBe('');
    await typePins('new', chosenPin, chosenPin);
    await done('启用社会保障卡');
    const { cardNumber } = holderOf(city.data, sealedCard);
    await shown(`[data-card="${cardNumber}"][data-state="enabled"]`);
    expect((await deskState()).card).toMatchObject({ stage: 'open', problem: null });

    // The PIN is the one that was chosen: it changes to another only with that one.
    await take('pin-change');
    await goOn();
    await typePins('old', '135790', '975310', '975310');
    await shown('[role="dialog"] [role="alert"]:has-text("还可以试")');
    await typePins('old', chosenPin, '975310', '975310');
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
    // A unit whose name is longer than the form is wide pushes nothing out of the dialog.
    await page.evaluate(
      `document.querySelector('#unit').append(new Option('${'柏树山社区居民委员会'.repeat(6)}'))`,
    );
    const edge = async (selector: string): Promise<number> => {
      const box = await page.locator(selector).boundingBox();
      return (box?.x ?? Infinity) + (box?.width ?? 0);
    };
    expect(await edge('[data-test="go-on-service"]')).toBeLessThan(await edge('.el-dialog'));
    const guardian = holderOf(city.data, 'caireng-zhuoma');
    await page
      .locator('#photo-file')
      .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
    await shown('[role="dialog"] [role="alert"]:has-text("打不开")');
    await servesEverybody();
    await page.locator('#photo-file').setInputFiles({ name: 'b.jpg', mimeType: 'image/jpeg', buffer: photo });
    await shown('[data-test="photo-fits"]');
    await shown('[data-test="go-on-service"]:disabled');
    await page.locator('#guardian-number').fill(guardian.socialSecurityNumber);
    await page.locator('#guardian-name').fill(guardian.name);
    // From field to field: only the last one sends.
    await press('Enter');
    await shown('#phone:focus');
    await press('Enter');
    await shown('[data-test="service-summary"]:has-text("复核人员审核")');
    await servesEverybody();
    await goOn();
    await done('申领社会保障卡');
    await shown('[data-application][data-state="applied"]');
    application = (await page.locator('[data-application]').getAttribute('data-application')) ?? '';
    expect(application).toMatch(/^632802\d{9}[\dX]$/);
    expect(await textOf('[data-application]')).toMatch(/应于\d+年\d+月\d+日前答复/);
    await press('Escape');
  }, 60_000);

  it('is approved by a reviewer, who sees the photo and has no counter', async () => {
    await page.locator('[data-test="sign-out"]').click();
    // Money passed: the till is to be counted some time.
    await page.locator('[data-test="leave-open"]').click();
    await signIn(reviewer);
    await shown('[data-test="review"]');
    await page.locator(`[data-test="review"] [data-application="${application}"]`).focus();
    await press('Enter');
    await shown(`[data-application="${application}"][aria-current="true"]`);
    // Whole, and as wide as it was taken.
    await eventually(
      'the whole photo',
      async () => (await widthOf(page, '[data-test="review-photo"]')) === 413,
    );
    await shown('[data-test="decide"]:focus');
    await servesEverybody();
    await press('Enter');
    await shown(`[data-test="decided"]:has-text("已批准 ${application}")`);
    await gone(`[data-test="review"] [data-application="${application}"]`);
    // Whoever has no window is told why nothing happens, and where their desk is.
    await city.table.insert(lostCard);
    await shown('[data-test="card-not-read"]:has-text("没有读取"):has-text("It is not read")');
    expect((await deskState()).card).toBeNull();
    await page.locator('[data-test="sign-out"]').click();
    await signIn({ staffNumber: '0401', password: reviewer.password });
    await shown('[data-test="no-window"]:has-text("管理员") [data-test="to-console"][href="/console/"]');
    await servesEverybody();
    await shown('[data-test="card-not-read"]');
    expect((await deskState()).card).toBeNull();
    await city.table.pull();
    await gone('[data-test="card-not-read"]');
    await page.locator('[data-test="sign-out"]').click();
    await signIn(city.city.demonstration.clerk);
    await openFile(child.number, child.name);
    await shown(`[data-application="${application}"][data-state="approved"]`);
  }, 60_000);

  it('gets the card at once, also when it is pulled in the middle, and only one', async () => {
    const blank = (await city.table.state()).cards.find((card) => card.blank);
    await page.locator('[data-service="issuance"]:not([aria-disabled])').click();
    // What cannot be made into a card is refused in words, with what to take instead.
    await city.table.insert('bus-card');
    await shown('[data-test="issuance"] [role="alert"]:has-text("下一步")');
    await servesEverybody();
    await city.table.pull();
    await gone('[data-test="issuance"] [role="alert"]');
    await city.table.insert(blank?.id ?? 'no blank card');
    await shown('[data-test="blank-card"]:has-text("已识别空白卡")');
    // A minor's card is taken by somebody grown up, who is asked for first.
    await shown('#agent-number:focus');
    await servesEverybody();
    const guardian = holderOf(city.data, 'caireng-zhuoma');
    await page.keyboard.type(guardian.socialSecurityNumber);
    await press('Tab');
    await page.keyboard.type(guardian.name);
    await press('Enter');
    // Pulled as soon as it was begun: what the page shows of it may come too late on a busy machine.
    await page.route('**/desk/issuances', async (route) => {
      const response = await route.fetch();
      await city.table.pull();
      await route.fulfill({ response });
    });
    await typePins('new', chosenPin, chosenPin);
    await shown('[data-test="issuance"] [data-outcome="interrupted"]');
    await page.unroute('**/desk/issuances');
    await shown('[data-test="issuance"]:has-text("请重新插入同一张卡")');
    await servesEverybody();
    await city.table.insert(blank?.id ?? 'no blank card');
    await shown('[data-test="issue-on"]:not(:disabled)');
    await page.locator('[data-test="issue-on"]').focus();
    await press('Enter');
    await typePins('new', chosenPin, chosenPin);
    await shown('[data-test="issuance"] [data-outcome="done"]');
    await shown('[data-test="issue-on"]:focus');
    await press('Enter');
    await done('即时制卡');
    await shown('[data-card][data-state="enabled"]');
    await counted('[data-card]', 1);
    await city.table.pull();
    await press('Escape');
    await shown('[data-test="empty-window"]');
  }, 60_000);
});

describe('a PIN that was forgotten', () => {
  it('is blocked after too many tries, reset by the centre once another person has released it, and the new one collects', async () => {
    await city.table.insert(pinCard);
    await shown('[data-test="holder-name"]');
    await press('F7');
    await shown('[data-service="pin-change"]');
    await take('pin-change');
    await goOn();
    for (let left = 5; left > 0; left -= 1) {
      await typePins('old', forgottenPin, chosenPin, chosenPin);
      await shown(`[role="dialog"] [role="alert"]:has-text("还可以试 ${left} 次")`);
    }
    await typePins('old', forgottenPin, chosenPin, chosenPin);
    await shown('[role="dialog"] [role="alert"]:has-text("密码已锁定")');
    await servesEverybody();
    await press('Escape');
    await gone('[data-service-dialog]');

    await released('pin-reset');
    await goOn();
    await typePins('new', chosenPin, chosenPin);
    await done('重置密码');
    await press('Escape');
    await shown('[data-test="holder-name"]');
    await press('F4', 'Enter');
    await shown('[role="dialog"] button[type="submit"]:focus');
    await press('Enter');
    await shown('#pin:focus');
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
