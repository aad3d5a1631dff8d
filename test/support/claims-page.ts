/** A benefit through the console: a clerk reckons and claims it, a reviewer and an approver decide, it stands on the person's page, and is suspended; then the proofs of life. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import { walkDeaths } from './deaths-page.js';
import { pngPicture } from './claim-papers.js';
import { insuredMonths } from './insured-months.js';
import { walkProofsOfLife } from './proofs-of-life-page.js';

/** Somebody who lost their work after fourteen paid months. */
const jobless = async (databaseUrl: string): Promise<string> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  try {
    const query = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
      (await owner.query(sql, [...values])).rows as Row[];
    return await insuredMonths(query, '210', '2026-08', 14, { birth: '1985-05-05' });
  } finally {
    await owner.end();
  }
};

/** `signIn` puts another member of staff in front of the console. */
export const walkClaims = async (
  page: Page,
  databaseUrl: string,
  signIn: (staffNumber: string) => Promise<void>,
): Promise<void> => {
  const { shown, press, textOf } = handsOn(() => page);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  const show = async (view: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
  };
  const person = await jobless(databaseUrl);
  await show(`/people/${person}`);
  await shown('[data-test="no-benefits"]');

  await page.click('[data-test="claim"]');
  await page.selectOption('[data-test="kind"]', 'injury-allowance');
  await shown('[data-test="field-grade"]');
  await page.selectOption('[data-test="kind"]', 'unemployment');
  await page.click('[data-test="preview"]');
  await shown('[role="dialog"] [role="alert"]:has-text("失业登记日期")');
  await page.fill('[data-test="field-registeredOn"]', '2026-09-03');
  await page.fill('[data-test="field-carriedMonths"]', '99');
  await shown('[data-test="preview"]:disabled');
  await page.fill('[data-test="field-carriedMonths"]', '');
  await page.click('[data-test="preview"]');
  await shown('[data-test="reckoned"]:has-text("¥1,692.00")');
  // How many months were paid, in words.
  await shown('[data-test="reckoned"]:has-text("14 个月")');
  await servesEverybody();
  await page.fill('[data-test="reason"]', '终止劳动合同');
  await page.click('[data-test="carry-out"]');
  await shown('[role="dialog"] [role="alert"]:has-text("失业登记凭证")');
  const registration = '[data-test="file-unemployment-registration"]';
  const paper = { name: '失业登记.png', mimeType: 'image/png' };
  await page.setInputFiles(registration, { ...paper, buffer: Buffer.from('no picture') });
  await shown('[role="dialog"] [role="alert"]:has-text("内容不是 JPEG")');
  await page.setInputFiles(registration, { ...paper, buffer: pngPicture() });
  await shown('[data-test="paper-unemployment-registration"]:has-text("已交")');
  await page.click('[data-test="camera-end-of-employment"]');
  await page.click('[data-test="shoot"]:enabled');
  await shown('[data-test="paper-end-of-employment"] img');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="claim-asked"]');
  await press('Enter');
  await shown('[data-test="claims-of-person"]:has-text("办理中")');

  // One more that was brought later: it stands with those that are there, and all is asked for anew.
  await page.click('[data-test="add-documents"]');
  await shown(`[role="dialog"] ${registration}`);
  await page.setInputFiles(registration, { ...paper, name: '续页.png', buffer: pngPicture(120) });
  await shown('[role="dialog"] [data-test="handed-in"]');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="added"]');
  await press('Enter');
  await shown('[data-test="claims-of-person"]:has-text("办理中")');
  const approval = await page.getAttribute('[data-test="claims-of-person"] a', 'href');
  expect(approval).toMatch(/^#\/approvals\//);

  for (const staff of ['0301', '0201']) {
    await signIn(staff);
    await show((approval ?? '').slice(1));
    await shown('[data-test="what"]:has-text("失业保险金")');
    await shown('main dd:has-text("14 个月")');
    // Its documents beside it, the picture itself.
    await shown('[data-test="claim-sides"] [data-test="picture"]');
    expect(
      await page.evaluate<number>(
        `(async (image) => (await image.decode(), image.naturalWidth))(document.querySelector('[data-test="picture"]'))`,
      ),
    ).toBe(400);
    await page.click('[data-test="shown-end-of-employment"]');
    await shown('[data-test="picture"][alt*="终止或解除劳动合同证明"]');
    await shown('[data-test="claim-sides"] [data-test="how"]:has-text("失业保险金")');
    expect(await textOf('main')).not.toContain('paidMonths');
    await servesEverybody();
    await page.click('[data-test="approve"]');
    await page.click('[data-test="decide"]');
    await shown('[data-test="steps"]');
  }
  await shown('[data-test="state"]:has-text("已批准")');

  await show(`/people/${person}`);
  await shown('[data-test="benefit-unemployment"]:has-text("¥1,692.00")');
  await page.click('[data-test="benefit-unemployment"] summary');
  // The same as a timeline of the person: claimed, granted, and what each month came to.
  await shown('[data-test="life-of-unemployment"]:has-text("申领"):has-text("核定")');
  await shown('[data-test="life-of-unemployment"] [data-test="benefit-span"]:has-text("¥1,692.00")');
  await page.click('[data-test="life-of-unemployment"] summary');
  await shown('[data-test="life-of-unemployment"] td:has-text("待领取")');
  await page.click('[data-test="give-benefits"]');
  await shown('[data-test="paper-given"]');
  await servesEverybody();
  await show('/claims');
  await shown('[data-test="claims"]:has-text("李领取")');
  await servesEverybody();
  await page.selectOption('[data-test="of-state"]', 'refused');
  await shown('[data-test="empty"]:has-text("没有符合条件的申领")');

  await signIn('0001');
  await show(`/people/${person}`);
  await page.click('[data-test="benefit-unemployment"] [data-test="change"]');
  await page.selectOption('[data-test="cause"]', 'imprisoned');
  await shown('[data-test="will"]:has-text("不补发")');
  await page.fill('[data-test="evidence"]', '刑事判决书');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="change-asked"]');
  await press('Enter');
  // Reckoned anew it comes to more by the months left from before, and the difference is said.
  await page.click('[data-test="benefit-unemployment"] [data-test="redetermine"]');
  await page.click('[data-test="preview-anew"]');
  await shown('[role="alert"]:has-text("核定结果没有变化")');
  await page.fill('[data-test="field-carriedMonths"]', '2');
  await page.click('[data-test="preview-anew"]');
  await shown('[data-test="reckoned-anew"]');
  await page.fill('[data-test="anew-evidence"]', '上次未领完的月数核对表');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="redetermination-asked"]');
  await press('Enter');
  await walkProofsOfLife(page);
  await walkDeaths(page, databaseUrl);
};
