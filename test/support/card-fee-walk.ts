/** The way of a card fee at a window, from the form that is filled in: counted, taken with the application, given back with its withdrawal. */
import { expect } from '@jest/globals';
import type { DeskState } from '#libs/contract/desk.js';
import type { Page } from 'playwright-core';
import { handsOn } from './browser.js';
import { eventually } from './window.js';

export const walkFee = async ({
  page,
  deskState,
  take,
  done,
}: {
  readonly page: Page;
  readonly deskState: () => Promise<DeskState>;
  /** Opens a service's dialog. */
  readonly take: (service: string) => Promise<void>;
  /** Waits for the newest act to be done. */
  readonly done: (words: string) => Promise<void>;
}): Promise<void> => {
  const { shown, press } = handsOn(() => page);
  // Its fee is counted like any cash, and taken with the application.
  await page.locator('[data-test="go-on-service"]').click();
  await shown('#received:focus');
  await page.keyboard.type('50');
  await shown('[data-test="change"]:has-text("30.00")');
  await press('Enter');
  await done('补换卡');
  await shown('[data-application][data-state="applied"] [data-test="fee-state"]:has-text("已收")');
  await eventually('the fee in the till', async () => (await deskState()).till?.fee === '20.00');
  expect((await deskState()).acts[0]).toMatchObject({
    channel: 'cash',
    total: '20.00',
    hands: [
      { kind: 'give-change', amount: '30.00' },
      { kind: 'sign-slip', amount: null },
    ],
  });
  // Given back with the withdrawal.
  await take('withdrawal');
  await page.keyboard.type('卡已找到');
  await press('Enter');
  await shown('[data-test="service-summary"]:has-text("退还工本费")');
  await press('Enter');
  await done('撤回申领');
  await shown('[data-application][data-state="withdrawn"] [data-test="fee-state"]:has-text("已退")');
  await eventually('no fee in the till', async () => (await deskState()).till?.fee === '0.00');
  expect((await deskState()).acts[0]?.hands).toEqual([
    { kind: 'pay-out', amount: '20.00' },
    { kind: 'sign-slip', amount: null },
  ]);
  for (const left of [1, 0]) {
    await page.locator('[data-test="hands-done"]').click();
    await eventually(
      'the hands to be done',
      async () => (await deskState()).acts.filter(({ hands }) => hands.length > 0).length === left,
    );
  }
};
