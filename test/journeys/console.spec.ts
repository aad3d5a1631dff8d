/** A batch made on the command line is decided by another person in the console, in a real browser; figures lead to rows. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import type { Page } from 'playwright-core';
import { runCentral } from '../../apps/city/src/central-command.js';
import { barriersOn } from '../support/accessibility.js';
import { handsOn, TestBrowser } from '../support/browser.js';
import { walkClaims } from '../support/claims-page.js';
import { walkInstalments } from '../support/instalments-page.js';
import { walkCollection } from '../support/collection-page.js';
import { walkEstimate } from '../support/estimate-page.js';
import { walkMakers } from '../support/makers-page.js';
import { walkPayRuns } from '../support/pay-runs-page.js';
import { startTestCity, type TestCity } from '../support/programs.js';
import { walkTransfers } from '../support/transfers-page.js';
import { walkUnitMoney } from '../support/unit-money-page.js';

const shownTimeoutMs = 20_000;
const operator = '0101';
const approver = '0201';
const administrator = '0401';
const clerk = '0001';
const accountant = '0501';
const password = 'delingha-2017';
const applicants = 120;

let city: TestCity;
let browser: TestBrowser;
let page: Page;
/** Numbers of batches: one that is approved, one that is not. */
let toApprove = '';
let toReject = '';

const cards = <T>(...words: readonly string[]): Promise<T> =>
  runCentral<T>(city.city.context, ['cards', ...words, '--json'], { answers: [password] });

/** Grown-ups of one unit, each with a number of their own. */
const applicantsFile = (): string => {
  const rows = Array.from({ length: applicants }, (_, n) => {
    const first17 = `63280219${80 + (n % 10)}0101${String(100 + n)}`;
    return `${first17}${socialSecurityNumberCheck(first17)},仁增${n % 2 === 0 ? '卓玛' : '多杰'},U001,德令哈市第一小学`;
  });
  return ['AAC002,AAC003,AAB001,AAB004', ...rows, ''].join('\n');
};

/** A batch of some applicants, made by the operator. */
const makeBatch = async (limit: number): Promise<string> => {
  const { number } = await cards<{ number: string }>(
    'batch',
    'create',
    '--without-photo',
    '--limit',
    String(limit),
    '--as',
    operator,
  );
  return number;
};

/** A batch as the centre tells it to whoever is signed in at the console. */
const statusOf = (number: string): Promise<object> =>
  page.evaluate<object>(`fetch('/desk/central/card-batches/${number}').then((answer) => answer.json())`);

const { shown, counted, press, textOf } = handsOn(() => page);
const show = async (view: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
};
/** Nothing on the page as it is now keeps anybody from using it. */
const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
const signIn = async (staffNumber: string): Promise<void> => {
  if ((await page.locator('[data-test="sign-out"]').count()) > 0) await page.click('[data-test="sign-out"]');
  await page.fill('#staff-number', staffNumber);
  await page.fill('#password', password);
  await press('Enter');
  await shown(`[data-test="staff"]:has-text("${staffNumber}")`);
};

beforeAll(async () => {
  city = await startTestCity();
  const file = join(city.data, 'applicants.csv');
  writeFileSync(file, applicantsFile());
  const looked = await cards<{ controlCode: string }>('import', file, '--as', operator);
  await cards('import', file, '--commit', looked.controlCode, '--as', operator);
  browser = await TestBrowser.launch();
  page = await browser.open(`${city.origins.agent}/console/`, shownTimeoutMs);
}, 700_000);
afterAll(async () => {
  await browser.close();
  await city.stop();
});

describe('the console', () => {
  it('says what would be there, and offers making it to whoever may', async () => {
    await signIn(approver);
    await shown('[data-test="empty"]:has-text("制批")');
    await servesEverybody();
    await counted('[data-test="make-batch"]', 0);
  });

  it('takes a file of applicants in, looks at it, and imports what was looked at', async () => {
    await signIn(operator);
    await show('/imports');
    await page.click('[data-test="new-import"]');
    const file = join(city.data, 'upload.csv');
    writeFileSync(file, '申领表;;\nAAC002;AAC003;;\n="632802199304061003";张三;;\n6.32802E+17;李四;;\n;;\n');
    await page.setInputFiles('[data-test="upload-applicants"] input', file);
    await shown('[data-test="digest"]');
    await page.click('[data-test="look"]');
    await shown('[data-test="kinds"]:has-text("科学计数"):has-text("设为“文本”格式")');
    await servesEverybody();
    const saving = page.waitForEvent('download');
    await page.click('[data-test="fetch-report"]');
    const report = readFileSync(await (await saving).path(), 'utf8');
    expect(report).toContain('行号 row');
    expect(report).toContain('its last digits are lost');
    expect(report).not.toContain('632802199304061003');
  });

  it('takes the population list in by the same way, and leads from a bar to who is not insured, to be followed up', async () => {
    await show('/coverage');
    await shown('[data-test="empty"]:has-text("还没有人口名单")');
    await servesEverybody();
    await runCentral(
      city.city.context,
      ['township', '632802101', '怀头他拉镇', '--as', administrator, '--json'],
      {
        answers: [password],
      },
    );
    await page.click('[data-test="upload-population"]');
    const file = join(city.data, 'population.csv');
    const first17 = '63280219930406131';
    const number = `${first17}${socialSecurityNumberCheck(first17)}`;
    writeFileSync(
      file,
      `AAC002,AAC003,YAC021,YAC022\n${number},张三,632802101,3\n6.32802E+17,李四,632802101,3\n`,
    );
    await page.setInputFiles('[data-test="upload-population"] input', file);
    await shown('[data-test="digest"]');
    await page.click('[data-test="look"]');
    await shown('[data-test="looked"]:has-text("1")');
    await page.click('[data-test="import"]');
    await page.click('[data-test="commit"]');
    await shown('text=已办 >> nth=1');
    await show('/coverage');
    await page.click('[data-test="bar-632802101"]');
    await shown('[data-test="member"]:has-text("张三"):has-text("未登记")');
    await servesEverybody();
    await page.click('[data-test="note-result"]');
    await page.selectOption('[data-test="result"]', 'refuses');
    await page.click('[data-test="note-it"]');
    await shown('[data-test="member"]:has-text("不愿参保")');
  });

  it('shows the maker why another person has to decide, and the centre holds to it', async () => {
    toApprove = await makeBatch(110);
    toReject = await makeBatch(10);
    await signIn(operator);
    await show(`/batches/${toApprove}`);
    await shown('[data-test="hindrance"]:has-text("须由另一名审批人员审批")');
    await servesEverybody();
    await shown('[data-test="approve"]:disabled');
    await shown('[data-test="reject"]:disabled');
    const refused = await page.evaluate<{ code: string }>(
      `fetch('/desk/central/card-batches/${toApprove}/approval', { method: 'POST', headers: { 'idempotency-key': crypto.randomUUID() } }).then((answer) => answer.json())`,
    );
    expect(refused.code).toBe('not-permitted');
  }, 180_000);

  it('lets the maker leave an item out, with a reason and not by an Enter too many, and asks for the rest anew', async () => {
    await show(`/batches/${toReject}`);
    await page.focus('[data-test="leave-out-3"]');
    await press('Enter');
    await shown('[data-test="reason"]:focus');
    await shown('[data-test="carry-out"]:disabled');
    await page.keyboard.type('照片不合格');
    await press('Enter');
    await shown('[data-test="cancel"]:focus');
    await servesEverybody();
    await press('Tab', 'Enter');
    await shown('[data-test="items-left-out"]:has-text("1")');
    await shown('[data-test="items"] tr:has-text("照片不合格")');
    await counted('[data-test="leave-out-3"]', 0);
    await counted('[data-test^="leave-out-"]', 9);
    await signIn(approver);
    await counted('[data-test^="leave-out-"]', 0);
  });

  it('lets another person approve it, who is told before what will happen', async () => {
    await signIn(approver);
    await show('/batches');
    await page.click('[data-test="decision-made"]');
    await page.click(`[data-test="batch-${toApprove}"] .figure`);
    await shown('[data-test="without-photo"]:has-text("110 / 110")');
    await shown('[data-test="blanks"]:has-text("110")');
    await page.click('[data-test="approve"]');
    await shown('.effects:has-text("110")');
    // What cannot be taken back is not where the hands are.
    await shown('[data-test="cancel"]:focus');
    await servesEverybody();
    await press('Tab', 'Enter');
    await shown('[data-test="stage-approved"]:text-is("110")');
    await shown('[data-test="decision"]:has-text("已批准")');
    await shown(`[data-test="step-made"]:has-text("${operator}")`);
    await shown(`[data-test="step-decided"]:has-text("${approver}")`);
    await servesEverybody();
    await counted('[data-test="approve"]', 0);
    expect(await statusOf(toApprove)).toMatchObject({
      state: 'approved',
      decidedBy: approver,
    });
  });

  it('leads from a figure to its rows, page by page, and saves them all', async () => {
    await page.click('[data-test="stage-approved"]');
    await shown('[data-test="items-approved"][aria-current="true"]');
    await counted('[data-test="items"] tbody tr', 100);
    await page.click('[data-test="next-page"]');
    await shown('[data-test="items"] >> text="110"');
    await counted('[data-test="items"] tbody tr', 10);
    await servesEverybody();
    const saving = page.waitForEvent('download');
    await page.click('[data-test="export-items"]');
    const saved = readFileSync(await (await saving).path(), 'utf8');
    const lines = saved.trimEnd().split('\r\n');
    expect(lines[0]).toBe('\uFEFF序号,申领编号,姓名,社会保障号码,状态,卡号,复位信息,银行账户,单位,原因');
    expect(lines).toHaveLength(111);
    expect(saved).not.toMatch(/\d{17}[\dX],仁增/);
  });

  it('rejects a batch with a reason that its maker reads', async () => {
    await show(`/batches/${toReject}`);
    await page.click('[data-test="reject"]');
    await shown('[data-test="decide"]:disabled');
    await shown('[data-test="reason"]:focus');
    await servesEverybody();
    await page.keyboard.type('单位名称有误');
    await press('Enter');
    await shown('[data-test="cancel"]:focus');
    await press('Tab', 'Enter');
    await shown('.rejected:has-text("单位名称有误")');
    await shown('[data-test="items-batch-rejected"] >> text=9');
    expect(await statusOf(toReject)).toMatchObject({
      state: 'rejected',
      rejectReason: '单位名称有误',
    });
  });

  it('searches and sorts lists over the whole, by the keyboard too, and says when nothing fits', async () => {
    await show('/imports');
    // The two of before, and the population list that the small city hands in when its years are played.
    await shown('[data-test="span"]:text-matches("共 [23] 行")');
    await page.fill('[data-test="search"]', '没有这个文件');
    await shown('[data-test="no-match"]');
    await page.fill('[data-test="search"]', 'applicants');
    await shown('[data-test="span"]:has-text("第 1–1 行")');
    await page.focus('th:has-text("文件") button');
    await press('Enter', 'Enter');
    await shown('th[aria-sort="descending"]:has-text("文件")');
    await show('/approvals');
    await page.click('[data-test="list-decided"]');
    await page.fill('[data-test="search"]', toReject);
    await shown('[data-test="decided"] [data-approval]:has-text("未批准")');
    await counted('[data-test="decided"] [data-approval]', 1);
    await show(`/batches/${toReject}`);
  });

  it('says that a sign-in has run out, and comes back to the view that was open', async () => {
    await page.request.post(`${city.origins.agent}/desk/console/sign-out`, { data: {} });
    await shown('[data-test="sign-in-title"]:has-text("登录已过期")');
    await servesEverybody();
    await shown('#password:focus');
    await page.keyboard.type(password);
    await press('Enter');
    await shown('[data-test="items-batch-rejected"] >> text=9');
  });

  it('finds people by name, and shows all about one of them, as of any day', async () => {
    await show('/people');
    await shown('[data-test="empty"]');
    await page.fill('[data-test="person-name"]', '王建');
    await press('Enter');
    await servesEverybody();
    await page.click('[data-test="person-found"]:has-text("王建国")');
    await shown('[data-test="overview-name"]:has-text("王建国")');
    await shown('[data-test="participation"]');
    await servesEverybody();
    await page.fill('[data-test="overview-on"]', '2020-06-30');
    await press('Tab');
    await shown('[data-test="as-of"]:has-text("2020年6月30日")');
    await page.click('[data-test="overview-today"]');
    await counted('[data-test="as-of"]', 0);
    expect(await textOf('main')).not.toMatch(/\d{17}/);
  });

  it('looks for units, and shows money that waits', async () => {
    await show('/units');
    await shown('[data-test="empty"]:has-text("查询参保单位")');
    await page.fill('[data-test="unit-text"]', '没有这样的单位');
    await press('Enter');
    await shown('[data-test="empty"]:has-text("没有符合的单位")');
    await servesEverybody();
    await show('/waiting-money');
    await shown('[data-test="empty"]:has-text("没有待认领的款项")');
    await servesEverybody();
    await show('/refunds');
    await shown('[data-test="empty"]:has-text("没有多缴的保费")');
    await servesEverybody();
  });

  it('proves that the stock adds up', async () => {
    await show('/stock');
    await shown('[data-test="proof"]:has-text("账实相符")');
    await servesEverybody();
    expect(await textOf('[data-test="proof"]')).toMatch(/账实相符\s+(\d+) = \1 \+ 0 \+ 0 \+ 0 \+ 0/);
  });

  it('is in English at the press of a button, and nothing of it is left in Chinese but names', async () => {
    await page.click('[data-test="language"]');
    await shown('nav >> text=Unclaimed');
    await show('/unclaimed');
    await shown('text=No card waits that long');
    await servesEverybody();
    expect(await textOf('main')).not.toMatch(/\p{Script=Han}/u);
    await page.click('[data-test="language"]');
  });

  it('has the administrator add a card maker with its public key, and withdraw it', async () => {
    await signIn(administrator);
    await show('/makers');
    await walkMakers(page, city.data);
    expect(await textOf('main')).toContain('最近办理');
  }, 120_000);

  it("shows the accountant a unit's months, and asks for refunds and for money to be sent back", async () => {
    await signIn(accountant);
    await walkUnitMoney(page, city.city.context.databaseUrl);
    expect(await textOf('main')).not.toMatch(/\d{17}/);
    await walkCollection(page, city.city.context.databaseUrl);
    await show('/makers');
  }, 60_000);

  it('has nothing of the batches for the counter, only what a clerk asked for', async () => {
    await signIn(clerk);
    await shown('text=您的岗位（窗口经办）不使用此页面');
    await counted('nav a', 4);
    await servesEverybody();
  });

  it('lets a clerk take somebody into schemes, and says why not where no rule decides', async () => {
    await show('/people');
    await page.fill('[data-test="person-name"]', '王建国');
    await press('Enter');
    await page.click('[data-test="person-found"]:has-text("王建国")');
    await shown('[data-test="taken-part"]');
    await page.click('[data-test="take-in"]');
    await page.selectOption('[data-test="category"]', 'resident');
    await shown('[data-test="schemes"]:has-text("城乡居民基本医疗保险")');
    await servesEverybody();
    await page.click('[data-test="carry-out"]');
    await shown('[role="alert"]:has-text("此人已领取养老金")');
    await press('Escape');
    await page.click('[data-test^="void-"]');
    await shown('[data-test="why"]');
    await servesEverybody();
    await press('Escape');
    await walkTransfers(page);
    await walkInstalments(page, city.city.context.databaseUrl, signIn);
    await walkClaims(page, city.city.context.databaseUrl, signIn);
    await walkPayRuns(page, signIn);
  }, 240_000);
});

describe('the description of the API', () => {
  it('is readable under the policy it comes with, and may be framed by nobody', async () => {
    const description = await browser.open(`${city.origins.central}/docs`, shownTimeoutMs);
    await description.click('[data-tag="CardSessions"]', { timeout: shownTimeoutMs });
    await description.waitForSelector('.opblock-summary-path:has-text("/v1/card-sessions")');
    const { headers } = await fetch(`${city.origins.central}/docs`);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
    );
    await description.close();
  }, 60_000);
});

it('the public estimate of a pension answers without anybody signing in, and serves everybody', async () => {
  const estimate = await browser.open(`${city.origins.central}/estimate/`, shownTimeoutMs);
  await walkEstimate(estimate);
  expect(estimate.isClosed()).toBe(true);
}, 60_000);

describe('the pages of the console and the centre', () => {
  it('complained about nothing', () => {
    expect(browser.faults).toEqual([]);
  });
});
