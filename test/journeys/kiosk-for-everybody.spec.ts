/** What a kiosk does for whoever reads another language, or reads badly, and for hands that press anywhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { handsOn, TestBrowser } from '../support/browser.js';
import { barriersEitherWay, kioskScreens } from '../support/kiosk-screen.js';
import { startTestCity, type TestCity } from '../support/programs.js';

const timeoutMs = 20_000;

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

let languages: string;
let city: TestCity;
let browser: TestBrowser;
let page: Page;
const { shown, textOf } = handsOn(() => page);
const tap = (selector: string): Promise<void> => page.locator(selector).first().click();

beforeAll(async () => {
  languages = mkdtempSync(join(tmpdir(), 'kiosk-languages-'));
  writeFileSync(join(languages, 'tibetan.json'), JSON.stringify(tibetan));
  writeFileSync(join(languages, 'unfinished.json'), '{ "code": "mn", "name": ');
  process.env['KIOSK_LANGUAGES'] = languages;
  city = await startTestCity();
  browser = await TestBrowser.launch();
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

it('a kiosk complained about nothing', () => {
  expect(browser.faults).toEqual([]);
});
