/** A real browser for what people see: started the same way by every journey, with whatever its pages complained about. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class TestBrowser {
  /** What the pages complained about in their consoles or threw. */
  readonly faults: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
  ) {}

  /** A window of a clerk's screen, 1366 by 768. Throws when this machine has no Chromium. */
  static async launch(): Promise<TestBrowser> {
    if (path === undefined) throw new Error('no Chromium on this machine: apt-get install chromium');
    const browser = await chromium.launch({ executablePath: path, args: launchArguments });
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
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

/** A JPEG that fits a card, as a camera would give it. */
export const makePhoto = async (browser: TestBrowser): Promise<Buffer> => {
  const page = await browser.open('about:blank', 10_000);
  await page.setViewportSize({ width: 413, height: 531 });
  await page.setContent('<body style="background: linear-gradient(#fff, #8aa)"><h1>photo</h1></body>');
  const photo = await page.screenshot({ type: 'jpeg', quality: 85 });
  await page.close();
  return photo;
};
