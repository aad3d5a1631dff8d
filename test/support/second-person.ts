/** The second person of a journey: signs in at the console of a window, in a browser of its own, and decides what waits. */
import { randomUUID } from 'node:crypto';
import type { components } from '#libs/contract/central-api.js';
import type { ApprovalKind } from '#libs/contract/approvals.js';
import type { Page } from 'playwright-core';
import { handsOn } from './browser.js';
import { DeskPage } from './desk-page.js';
import { eventually } from './window.js';

type Approvals = components['schemas']['ApprovalsDto'];

const reviewer = { staffNumber: '0301', password: 'delingha-2017' };

/** Approves the one thing of this kind that waits, once it does. Throws where more do. */
export const approveWaiting = async (origin: string, kind: ApprovalKind): Promise<void> => {
  const page = await DeskPage.open(origin);
  try {
    await page.post('/desk/console/sign-in', reviewer);
    let waiting: Approvals['waiting'] = [];
    // Whoever asks for it has it sent by the outbox.
    await eventually(`a ${kind} that waits`, async () => {
      const { text } = await page.ask('GET', `/desk/central/approvals?kind=${kind}`);
      ({ waiting } = JSON.parse(text) as Approvals);
      return waiting.length > 0;
    });
    const [only] = waiting;
    if (only === undefined || waiting.length > 1) throw new Error(`${waiting.length} of ${kind} wait`);
    await page.post(`/desk/central/approvals/${only.id}/approval`);
  } finally {
    page.close();
  }
};

/** Has whoever is signed in at a window ask for a second person for the card in it. */
export const askSecondPerson = async (
  page: DeskPage,
  secondPersonFor: 'pin-reset' | 'pin-unblock',
): Promise<void> => {
  const { insertionId } = await page.card();
  const key = randomUUID();
  const reason = '持卡人忘记密码';
  await page.post('/desk/card-services', {
    key,
    insertionId,
    service: 'second-person',
    secondPersonFor,
    reason,
  });
  await page.act(key, ['succeeded']);
};

/** At the card window: asks for the second person whom a service takes, who releases it; then the same button goes on to the service itself. */
export const walkSecondPerson = async ({
  page,
  take,
  done,
  origin,
  service,
}: {
  readonly page: Page;
  /** Opens a service's dialog. */
  readonly take: (service: string) => Promise<void>;
  /** Waits for the newest act to be done. */
  readonly done: (words: string) => Promise<void>;
  /** Of the window's agent. */
  readonly origin: string;
  readonly service: 'pin-reset' | 'pin-unblock' | 'loss-lifting';
}): Promise<void> => {
  const { shown, press } = handsOn(() => page);
  await take(service);
  await shown('#reason:focus');
  await press('Enter');
  await shown('[data-test="service-summary"]:has-text("须经另一人审批")');
  await shown('[data-test="go-on-service"]:focus');
  await press('Enter');
  await done('提请他人审批');
  const line = `[data-second-person="${service}"]`;
  await shown(`${line}[data-state="waiting"]`);
  await approveWaiting(origin, service);
  await page.locator(`[data-service="${service}"][aria-disabled="true"]`).focus();
  await press('Enter');
  await shown(`[data-service-dialog="${service}"]`);
  await shown(`${line}[data-state="approved"]:has-text("0301 已批准")`);
};
