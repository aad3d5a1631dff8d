/** What a kiosk does for whoever reads another language, or reads badly, and for hands that press anywhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pinOfCard } from '../../apps/city/src/seed.js';
import { handsOn, TestBrowser } from '../support/browser.js';
import { barriersEitherWay, kioskScreens } from '../support/kiosk-screen.js';
import { startTestCity, type TestCity } from '../support/programs.js';

const timeoutMs = 20_000;
/** The kiosk's reader on the bench. */
const slot = 2;
const pays = 'suonan-daiji';

/** A few texts, enough to see a script drawn; nobody has checked the translation. */
const tibetan = {
  code: 'bo',
  name: 'བོད་ཡིག',
  words: {
    insertCard: 'སྤྱི་ཚོགས་འགན་སྲུང་བྱང་བུ་འཇུག་རོགས།',
    large: 'ཡིག་ཆེན།',
    back: 'ཕྱིར་ལོག',
    confirm: 'གཏན་འཁེལ།',
  },
};

/** Takes the place of the machine's voices, of which a browser without a screen has none: one of its own for Chinese, one of a service for English. */
const voices = `{
  const spoken = [];
  const voices = [
    { name: 'own', lang: 'cmn', localService: true },
    { name: 'Cantonese', lang: 'zh-HK', localService: true },
    { name: 'of a service', lang: 'en-US', localService: false },
  ];
  class Utterance extends EventTarget {
    constructor(text) {
      super();
      this.text = text;
    }
  }
  const synthesis = Object.assign(new EventTarget(), {
    spoken,
    getVoices: () => voices,
    speak: (part) => spoken.push(part),
    cancel: () => spoken.splice(0),
  });
  Object.defineProperty(window, 'speechSynthesis', { value: synthesis });
  window.SpeechSynthesisUtterance = Utterance;
}`;

let languages: string;
let city: TestCity;
let browser: TestBrowser;
let page: Page;
const { shown, gone, textOf } = handsOn(() => page);
const tap = (selector: string): Promise<void> => page.locator(selector).first().click();

/** What is being read, part by part. */
const spoken = (): Promise<readonly string[]> =>
  page.evaluate<string[]>('speechSynthesis.spoken.map(({ text }) => text)');

beforeAll(async () => {
  languages = mkdtempSync(join(tmpdir(), 'kiosk-languages-'));
  writeFileSync(join(languages, 'tibetan.json'), JSON.stringify(tibetan));
  writeFileSync(join(languages, 'unfinished.json'), '{ "code": "mn", "name": ');
  process.env['KIOSK_LANGUAGES'] = languages;
  city = await startTestCity();
  browser = await TestBrowser.launch(true);
  page = await browser.open(`${city.origins.kiosk}/`, timeoutMs);
  await page.setViewportSize(kioskScreens.portrait);
}, 700_000);

afterAll(async () => {
  await browser?.close();
  await city?.stop();
  delete process.env['KIOSK_LANGUAGES'];
  rmSync(languages, { recursive: true });
}, 60_000);

describe('a language that the bureau has added', () => {
  it('is chosen by its own name; what its file lacks is said in Chinese, and a broken file is named in the log alone', async () => {
    await shown('[data-test="language"]:has-text("English · བོད་ཡིག")');
    await tap('[data-test="language"]');
    await shown('[data-test="languages"]');
    expect(await barriersEitherWay(page, ['large', 'contrast'])).toEqual([]);
    await tap('[data-test="language-bo"]');
    await shown(`[data-test="question"]:has-text("${tibetan.words.insertCard}")`);
    await shown('[data-test="language"]:has-text("中文 · English")');
    expect(await page.evaluate<string>('document.documentElement.lang')).toBe('bo');
    expect(await textOf('[data-test="welcome"] header')).toContain('芯片朝上，推到底');
    expect(await barriersEitherWay(page, ['large', 'contrast'])).toEqual([]);
    expect(city.logOf('kiosk')).toMatch(/"file":"unfinished\.json".*"language left out"/u);
    expect(await page.content()).not.toContain('unfinished');
  }, 120_000);

  it('is drawn right: every letter by the font of its script, and what is stacked as one', async () => {
    const debugging = await page.context().newCDPSession(page);
    await debugging.send('DOM.enable');
    await debugging.send('CSS.enable');
    const { root } = await debugging.send('DOM.getDocument');
    const { nodeId } = await debugging.send('DOM.querySelector', {
      nodeId: root.nodeId,
      selector: '[data-test="question"]',
    });
    const { fonts } = await debugging.send('CSS.getPlatformFontsForNode', { nodeId });
    await debugging.detach();
    expect(fonts.map(({ familyName }) => familyName)).toEqual(['Noto Serif Tibetan']);
    // Ra with ga and ya below it, and the three by themselves.
    const [stack, ...letters] = await page.evaluate<{ width: number; below: number }[]>(`(() => {
      const ink = document.createElement('canvas').getContext('2d');
      ink.font = '100px ' + getComputedStyle(document.documentElement).fontFamily;
      return ['\u0f62\u0f92\u0fb1', '\u0f62', '\u0f42', '\u0f61'].map((text) => {
        const { width, actualBoundingBoxDescent: below } = ink.measureText(text);
        return { width, below };
      });
    })()`);
    expect(stack?.width).toBeLessThan(1.3 * Math.max(...letters.map(({ width }) => width)));
    expect(stack?.below).toBeGreaterThan((letters[0]?.below ?? 0) + 20);
  }, 60_000);

  it('stays while somebody is here, and gives way to Chinese for whoever comes next', async () => {
    await page.clock.install();
    await page.reload();
    await shown('[data-test="language"]:has-text("བོད་ཡིག")');
    await tap('[data-test="language"]');
    await tap('[data-test="language-bo"]');
    await tap('[data-test="large"]');
    await page.clock.fastForward(61_000);
    await shown('[data-test="question"]:has-text("请插入社会保障卡")');
    await shown('[data-test="large"][aria-pressed="false"]');
    await page.reload();
  }, 60_000);
});

describe('a slip to take along', () => {
  it('says why a card is of no use here, and who helps, once and to nobody by name', async () => {
    await city.table.insert('bus-card', slot);
    await shown('[data-test="refused"] [data-test="slip"]');
    expect(await barriersEitherWay(page, ['large', 'contrast'])).toEqual([]);
    const reason = await textOf('[data-test="refusal"] .title');
    await tap('[data-test="slip"]');
    await shown('[data-test="slip"]:disabled:has-text("请取走纸条")');
    const sheet = await city.table.sheetWith('到窗口办理', 'kiosk');
    // On paper a long line is broken.
    expect(sheet?.text.replaceAll(/\s/gu, '')).toContain(reason);
    expect(sheet?.text).not.toMatch(/\d{6}/u);
    await city.table.pull(slot);
    await shown('[data-test="welcome"]');
  }, 120_000);

  it('is there without a card, and greyed with the reason where there is no paper', async () => {
    await tap('button:has-text("没有带卡")');
    await shown('[data-test="no-card"] [data-test="slip"]:enabled');
    await city.table.setKioskPrinter({ paperOut: true });
    await shown('[data-test="slip"]:disabled:has-text("打印纸用完")');
    expect(await barriersEitherWay(page, ['large', 'contrast'])).toEqual([]);
    await city.table.setKioskPrinter({ paperOut: false });
    await shown('[data-test="slip"]:enabled');
    await tap('[data-test="slip"]');
    await shown('[data-test="slip"]:disabled:has-text("请取走纸条")');
    expect((await city.table.sheetWith('卡丢了', 'kiosk'))?.text).toContain('到窗口办理');
    await tap('[data-test="back"]');
    await shown('[data-test="welcome"]');
  }, 120_000);

  it('comes out three times a minute at most, however often somebody presses', async () => {
    const said: string[] = [];
    for (let slip = 0; slip < 4; slip += 1) {
      await tap('button:has-text("没有带卡")');
      await tap('[data-test="slip"]');
      await shown('[data-test="slip"]:has-text("请取走纸条"), [data-test="slip"]:has-text("没有打出来")');
      said.push(await textOf('[data-test="slip"]'));
      await tap('[data-test="back"]');
      await shown('[data-test="welcome"]');
    }
    expect(said.at(-1)).toContain('没有打出来');
  }, 120_000);
});

describe('reading aloud', () => {
  beforeAll(async () => {
    await page.addInitScript(voices);
    await page.reload();
    await shown('[data-test="welcome"]');
  });

  it('is offered where this machine has a voice of the language, and not by a service elsewhere', async () => {
    await shown('[data-test="aloud"]');
    expect(await barriersEitherWay(page, ['large', 'contrast'])).toEqual([]);
    for (const code of ['en', 'bo']) {
      await tap('[data-test="language"]');
      await tap(`[data-test="language-${code}"]`);
      await gone('[data-test="aloud"]');
    }
    await tap('[data-test="language"]');
    await tap('[data-test="language-zh"]');
  }, 60_000);

  it('says the question and the answers by one voice, and is quiet at the second touch', async () => {
    await tap('[data-test="aloud"]');
    const [question, ...more] = await spoken();
    expect(question).toBe('请插入社会保障卡');
    expect(more).toContain('办事指南，时间、地点、要带什么');
    expect(await page.evaluate<string>('speechSynthesis.spoken[0].voice.name')).toBe('own');
    await shown('[data-test="aloud"][aria-pressed="true"]');
    await tap('[data-test="aloud"]');
    expect(await spoken()).toEqual([]);
    await shown('[data-test="aloud"][aria-pressed="false"]');
  }, 60_000);

  it('ends with the screen and with the visit, and says nothing of where a PIN is entered', async () => {
    await tap('[data-test="aloud"]');
    await city.table.insert(pays, slot);
    await shown('[data-test="pin"]');
    expect(await spoken()).toEqual([]);
    await tap('[data-digit="7"]');
    await tap('[data-test="aloud"]');
    const texts = await spoken();
    expect(texts[0]).toMatch(/您好$/u);
    expect(texts.join()).not.toMatch(/\d|已输入/u);
    await tap('button:has-text("清除")');
    for (const digit of pinOfCard(city.data, pays)) await tap(`[data-digit="${digit}"]`);
    await tap('[data-test="pin-enter"]');
    await shown('[data-test="menu"], [data-test="before"]');
    await tap('[data-test="aloud"]');
    const onScreen = await page.evaluate<string>('document.body.innerText');
    const amounts = (await spoken()).join().match(/¥[\d,.]+\d/gu) ?? [];
    expect(amounts.length).toBeGreaterThan(0);
    for (const amount of amounts) expect(onScreen).toContain(amount);
    await city.table.pull(slot);
    await shown('[data-test="welcome"]');
    expect(await spoken()).toEqual([]);
    await shown('[data-test="aloud"][aria-pressed="false"]');
  }, 120_000);
});

describe('the page', () => {
  it('is left, moved and marked by no finger', async () => {
    const fingers = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove', ...at: readonly (readonly [number, number])[]) => {
      await fingers.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: at.map(([x, y], id) => ({ x, y, id })),
      });
      await delay(20);
    };
    const lift = (): Promise<unknown> =>
      fingers.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.evaluate(`{
      window.same = true;
      window.allowed = [];
      for (const kind of ['contextmenu', 'selectstart', 'dragstart'])
        window.addEventListener(kind, (event) => event.defaultPrevented || window.allowed.push(kind));
    }`);
    const question = await page.locator('[data-test="question"]').boundingBox();
    const [x, y] = [(question?.x ?? 0) + 60, (question?.y ?? 0) + 20];
    // Held, and moved as one who marks a text.
    await touch('touchStart', [x, y]);
    await delay(1200);
    await touch('touchMove', [x + 200, y]);
    await lift();
    // Two apart.
    await touch('touchStart', [450, 700], [550, 700]);
    for (let apart = 60; apart < 300; apart += 20)
      await touch('touchMove', [500 - apart, 700], [500 + apart, 700]);
    await lift();
    // Twice, quickly.
    for (const _ of [1, 2]) {
      await touch('touchStart', [500, 800]);
      await lift();
    }
    // Pulled down from the edge, and in from the side.
    for (const [right, down] of [
      [0, 60],
      [60, 0],
    ] as const) {
      await touch('touchStart', [4, 4]);
      for (let step = 1; step < 12; step += 1) await touch('touchMove', [4 + step * right, 4 + step * down]);
      await lift();
    }
    await page.mouse.click(x, y, { button: 'right' });
    await page.mouse.click(x, y, { clickCount: 3 });
    await fingers.detach();
    expect(
      await page.evaluate(
        '({ same: window.same, allowed, scale: visualViewport.scale, marked: getSelection().toString(), at: [scrollX, scrollY] })',
      ),
    ).toEqual({ same: true, allowed: [], scale: 1, marked: '', at: [0, 0] });
    await shown('[data-test="welcome"]');
  }, 60_000);

  it('opens, prints and keeps nothing by a key', async () => {
    await page.evaluate(`{
      window.through = [];
      window.addEventListener('keydown', (event) => event.defaultPrevented || window.through.push(event.key));
      window.print = () => window.through.push('printed');
    }`);
    const keys = ['p', 's', 'o', 'n', 't', 'w', 'f', 'u', 'j', '+', '-'].map((key) => `Control+${key}`);
    for (const key of [
      ...keys,
      'Control+Shift+i',
      'Alt+ArrowLeft',
      'Alt+F4',
      'F1',
      'F5',
      'F11',
      'F12',
      'Escape',
      'a',
    ])
      await page.keyboard.press(key);
    expect(await page.evaluate<string[]>('window.through')).toEqual([]);
    expect(page.context().pages()).toHaveLength(1);
    await shown('[data-test="welcome"]');
  }, 60_000);
});

it('a kiosk complained about nothing', () => {
  expect(browser.faults).toEqual([]);
});
