/** Promises of the clerk page in several tabs, and before an agent that stands still, for the one city of the page journeys. */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly openPage: (address: string) => Promise<Page>;
};

/** One more than the connections that a browser opens to a server. */
const tabsOpened = 7;

/** `given` is asked once the city runs: a clerk page that stands, its city, and how another tab of its browser is opened. */
export const promiseManyTabs = (given: () => Given): void => {
  const page = (): Page => given().page;
  const { shown, gone } = handsOn(page);
  const network = '[data-test="network"]';

  describe('the clerk page in many tabs', () => {
    it('stands in each of them, and each is answered; whichever is closed, the others go on', async () => {
      const { city, openPage } = given();
      const tabs: Page[] = [];
      for (let tab = 0; tab < tabsOpened; tab += 1) tabs.push(await openPage(`${city.origins.agent}/`));
      const [first, ...others] = tabs;
      for (const tab of tabs) await tab.waitForSelector(network);
      const ask = `fetch('/desk/state', { signal: AbortSignal.timeout(5000) }).then(({ status }) => status)`;
      for (const tab of tabs) expect(await tab.evaluate(ask)).toBe(200);
      await first?.close();
      // What happens from now on is told to all that are left: the agent goes, and comes back.
      const left = (state: 'attached' | 'detached', timeout: number) =>
        Promise.all(others.map((tab) => tab.waitForSelector('[data-test="link-lost"]', { state, timeout })));
      const told = left('attached', 20_000);
      await city.city.program('agent').kill();
      await told;
      await left('detached', 40_000);
      await Promise.all(others.map((tab) => tab.close()));
      await gone('[data-test="link-lost"]', { timeout: 40_000 });
    }, 120_000);

    it('notices within seconds that the agent stands still, though no connection broke, and comes back by itself', async () => {
      const { pid } = given().city.city.program('agent');
      if (pid === null) throw new Error('the agent does not run');
      process.kill(pid, 'SIGSTOP');
      try {
        await shown('[data-test="link-lost"]', { timeout: 10_000 });
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await gone('[data-test="link-lost"]', { timeout: 20_000 });
      await shown(network);
    }, 60_000);
  });
};
