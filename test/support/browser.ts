/** A real browser for what people see: started the same way by every journey, with whatever its pages complained about. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { eventually } from './window.js';

const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A camera of its own, which shows a picture that moves.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export class TestBrowser {
  /** What the pages complained about in their consoles or threw. */
  readonly faults: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
  ) {}

  /** A window of a clerk's screen, 1366 by 768; `touch`: one that fingers press. Throws when this machine has no Chromium. */
  static async launch(touch = false): Promise<TestBrowser> {
    if (path === undefined) throw new Error('no Chromium on this machine: apt-get install chromium');
    const browser = await chromium.launch({ executablePath: path, args: launchArguments });
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      locale: 'zh-CN',
      hasTouch: touch,
      isMobile: touch,
    });
    return new TestBrowser(browser, context);
  }

  async open(address: string, timeoutMs: number): Promise<Page> {
    const page = await this.context.newPage();
    page.setDefaultTimeout(timeoutMs);
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      // Refusals are answers too: the browser notes each as a failed load, and the page shows it in words.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.faults.push(message.text());
    });
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/**
 * Hands and eyes on the page that `page` gives. What a page shows follows a key or an answer a little later: a promise waits for
 * what is to be seen in the end, with the state it depends on in its selector (`#pin:focus`, `li:has-text("…")`).
 */
export const handsOn = (page: () => Page) => ({
  shown: (selector: string, options: { readonly timeout?: number } = {}): Promise<unknown> =>
    page().waitForSelector(selector, { state: 'visible', ...options }),
  gone: (selector: string, options: { readonly timeout?: number } = {}): Promise<unknown> =>
    page().waitForSelector(selector, { state: 'detached', ...options }),
  /** Waits until so many fit the selector. */
  counted: (selector: string, count: number): Promise<void> =>
    eventually(`${count} of ${selector}`, async () => (await page().locator(selector).count()) === count),
  press: async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page().keyboard.press(key);
  },
  /** What the first that fits reads now; waits only until there is one. */
  textOf: async (selector: string): Promise<string> =>
    (await page().locator(selector).first().innerText()).trim(),
});

/** The pixels a picture on a page is wide by itself; 0 until it is there. */
export const widthOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate<number>(`document.querySelector(${JSON.stringify(selector)})?.naturalWidth ?? 0`);

/** Waits until a picture on a page is there and can be seen. */
export const pictureLoads = (page: Page, selector: string): Promise<void> =>
  eventually(`a picture at ${selector}`, async () => (await widthOf(page, selector)) > 0);

/** A picture that fits a card, of another kind than the file it is chosen as says. */
export const makePhoto = async (browser: TestBrowser): Promise<Buffer> => {
  const page = await browser.open('about:blank', 10_000);
  await page.setViewportSize({ width: 413, height: 531 });
  await page.setContent('<body style="background: linear-gradient(#fff, #8aa)"><h1>photo</h1></body>');
  const photo = await page.screenshot({ type: 'png' });
  await page.close();
  return photo;
};
