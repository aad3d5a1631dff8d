/** A terminal's page in a real browser whose page notes when it has painted what is looked for: hands, eyes and a clock. */
import { existsSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';

const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/**
 * Notes once for each name when something of its selector with its text was first painted, as epoch milliseconds: a change of the document that makes it fit,
 * the frame after that, and the first task once that frame is done. Keys are noted as they arrive.
 */
const watcher = `(() => {
  const looked = new Map();
  window.paints = {};
  window.keys = [];
  const now = () => performance.timeOrigin + performance.now();
  const channel = new MessageChannel();
  const painted = [];
  channel.port1.onmessage = () => { for (const name of painted.splice(0)) window.paints[name] = now(); };
  const look = () => {
    for (const [name, { selector, text }] of looked) {
      if (![...document.querySelectorAll(selector)].some((each) => each.textContent.includes(text))) continue;
      looked.delete(name);
      requestAnimationFrame(() => { painted.push(name); channel.port2.postMessage(null); });
    }
  };
  window.lookFor = (wanted) => {
    window.paints = {};
    looked.clear();
    for (const [name, what] of Object.entries(wanted)) looked.set(name, what);
    look();
  };
  addEventListener('keydown', (event) => window.keys.push(performance.timeOrigin + event.timeStamp), true);
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})()`;

/** What is looked for on the page: an element, and what it reads among other things. */
type Sight = { readonly selector: string; readonly text?: string };

export class WindowPage {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
  ) {}

  /** A fresh browser at the address, of a clerk's screen unless another is named. Throws Error when this machine has no Chromium. */
  static async open(address: string, viewport = { width: 1366, height: 768 }): Promise<WindowPage> {
    if (path === undefined) throw new Error('no Chromium on this machine: apt-get install chromium');
    // Only here: a start of the city loads the benches' list.
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({
      executablePath: path,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    });
    const context = await browser.newContext({ viewport, locale: 'zh-CN' });
    await context.addInitScript(watcher);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    return new WindowPage(browser, page);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  async signIn({
    staffNumber,
    password,
  }: {
    readonly staffNumber: string;
    readonly password: string;
  }): Promise<void> {
    await this.page.locator('#staff-number').fill(staffNumber);
    await this.page.locator('#password').fill(password);
    await this.page.keyboard.press('Enter');
    await this.shown('[data-test="empty-window"]');
  }

  /** Not by `waitForSelector`, which answers a hold of the element: whatever was shown would live on as long as the page. */
  async shown(selector: string): Promise<void> {
    await this.page.locator(selector).first().waitFor({ state: 'visible' });
  }

  /** Begins to look for what each name stands for; what fits already is noted with the next frame. */
  async lookFor(sights: Readonly<Record<string, Sight>>): Promise<void> {
    const wanted = Object.entries(sights).map(([name, { selector, text = '' }]) => [
      name,
      { selector, text },
    ]);
    await this.page.evaluate(`lookFor(${JSON.stringify(Object.fromEntries(wanted))})`);
  }

  /** When each of these was painted (epoch ms), once all are; asks seldom, so that asking takes nothing from the page. */
  async painted(names: readonly string[]): Promise<Readonly<Record<string, number>>> {
    const deadlineMs = performance.now() + 20_000;
    for (;;) {
      const paints = await this.page.evaluate<Record<string, number>>('paints');
      if (names.every((name) => name in paints)) return paints;
      if (performance.now() > deadlineMs)
        throw new Error(`not painted: ${names.filter((name) => !(name in paints)).join(', ')}`);
      await this.page.waitForTimeout(150);
    }
  }

  /** Presses a key and returns when the page got it (epoch ms). */
  async press(key: string): Promise<number> {
    await this.page.keyboard.press(key);
    return this.page.evaluate<number>('keys.at(-1)');
  }
}
