/** What people do at a kiosk, in a real browser of its size, on the programs as they ship: with nothing but the card. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { demonstrationPassword } from '../../apps/city/src/central-command.js';
import { pinOfCard } from '../../apps/city/src/seed.js';
import { holderOf } from '../support/card-holders.js';
import { portrait } from '../../apps/central/src/whole/demonstration/portrait.js';
import { handsOn, TestBrowser } from '../support/browser.js';
import { type HeapLook, lookIntoHeaps } from '../support/heap.js';
import { prepares, promiseScans } from '../support/kiosk-scans.js';
import { barriersEitherWay, kioskScreens } from '../support/kiosk-screen.js';
import { startTestCity, type TestCity } from '../support/programs.js';
import { eventually } from '../support/window.js';

const timeoutMs = 20_000;
/** The kiosk's reader on the bench. */
const slot = 2;
const pays = 'suonan-daiji';
const collects = 'wang-jianguo';
const leaves = 'han-deming';
const renews = 'ma-xiulan';
const twice = 'li-guirong';
const twin = 'duojie-cairang';

let heaps: HeapLook;
let city: TestCity;
let browser: TestBrowser;
let page: Page;
/** What the code on the receipt of `pays` holds. */
let receiptAddress = '';
const { shown, gone, textOf } = handsOn(() => page);
const tap = (selector: string): Promise<void> => page.locator(selector).first().click();

const enter = async (pin: string): Promise<void> => {
  for (const digit of pin) await tap(`[data-digit="${digit}"]`);
  await tap('[data-test="pin-enter"]');
};
const insert = async (id: string): Promise<void> => {
  await city.table.insert(id, slot);
  await shown('[data-test="pin"]');
};
const open = async (id: string): Promise<void> => {
  await insert(id);
  await enter(pinOfCard(city.data, id));
  await shown('[data-test="menu"], [data-test="before"]');
};
const pull = async (): Promise<void> => {
  await city.table.pull(slot);
  await shown('[data-test="welcome"]');
};

const servesEverybody = async (): Promise<void> => {
  expect(await barriersEitherWay(page)).toEqual([]);
};

/** Looks into the city's database, or puts into it what somebody else has done before. */
const asOwner = async <Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]> => {
  const owner = new Client({
    connectionString: city.city.context.databaseUrl,
    options: '-c search_path=area_632802',
  });
  await owner.connect();
  try {
    return (await owner.query<Row>(sql, [...values])).rows;
  } finally {
    await owner.end();
  }
};
const numberOf = (id: string): string => holderOf(city.data, id).cardNumber;

/** How many acts of a kind there are of a card's holder, and what became of the last: `1 succeeded`. */
const outcomeOf = async (id: string, kind: 'payment' | 'card-service' = 'payment'): Promise<string> => {
  const [found] = await asOwner<{ said: string }>(
    `select count(*) || ' ' || coalesce((array_agg(o.state order by o.started_at desc))[1], 'nothing') as said
     from operation o join card_session s on s.id = o.card_session_id join card c on c.id = s.card_id
     where o.kind = $2 and c.card_number = $1`,
    [numberOf(id), kind],
  );
  return found?.said ?? '';
};

/** Somebody applied before with a photo, and thought better of it. */
const bringPhoto = (id: string): Promise<object[]> =>
  asOwner(
    `with p as (insert into photo values (repeat('ab', 32), $2) on conflict do nothing)
     insert into card_application (person_id, reason, state, photo_digest, applied_at, applied_by)
     select person_id, 'damaged', 'withdrawn', repeat('ab', 32), now() - interval '1 year', '0001' from card where card_number = $1`,
    [numberOf(id), Buffer.from(portrait())],
  );
/** Two registrations were found to be one person's. */
const mergeTwins = (goes: string, stays: string): Promise<object[]> =>
  asOwner(
    `with a as (insert into approval (kind, subject, content, digest, levels, asked_by, asked_at)
       values ('person-merge', $1, '{}', repeat('0', 64), 1, '0001', now()) returning id)
     insert into person_merge (approval_id, merged_id, kept_id, merged_at)
     select a.id, g.person_id, s.person_id, now() from a, card g, card s where g.card_number = $1 and s.card_number = $2`,
    [numberOf(goes), numberOf(stays)],
  );

/** A card's holder is employed, and a month of theirs is paid. */
const employ = (id: string): Promise<unknown> =>
  asOwner(
    `with h as (select person_id from card where card_number = $1),
         u as (insert into unit (code, name, kind) values ('kiosk-1', '柴达木食品厂', 'enterprise')),
         p as (insert into participation (person_id, scheme, category, unit_code, since)
           select person_id, '110', 'enterprise', 'kiosk-1', '2026-01-01' from h returning id),
         r as (insert into assessment_run (scheme, period, reason, parameters_known_at, rules, state, planned_at, done_at)
           values ('110', '2026-01', 'period', now(), 1, 'done', now(), now()) returning number),
         l as (insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen)
           select p.id, '2026-01', 1, r.number, 600000, 96000, 48000, 0 from p, r)
       insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, paid_fen, made_at)
         select uuidv7(), 'kiosk-1', '110', '2026-01', 1, 96000, 48000, '2026-02-15', 144000, now()`,
    [holderOf(city.data, id).cardNumber],
  );

beforeAll(async () => {
  heaps = lookIntoHeaps();
  city = await startTestCity();
  browser = await TestBrowser.launch();
  page = await browser.open(`${city.origins.kiosk}/`, timeoutMs);
  await page.setViewportSize(kioskScreens.portrait);
}, 700_000);

afterAll(async () => {
  await browser?.close();
  await city?.stop();
  heaps?.end();
}, 60_000);

describe('a kiosk', () => {
  it('opens by itself with the page for people, and asks for a card', async () => {
    expect(page.url()).toBe(`${city.origins.kiosk}/kiosk/`);
    await shown('[data-test="welcome"]:has-text("请插入社会保障卡")');
    await servesEverybody();
  }, 120_000);

  it('shows the name and nothing else until the PIN is given, and says how many tries are left', async () => {
    await insert(pays);
    expect(await textOf('[data-test="question"]')).toMatch(/您好$/);
    expect(await page.content()).not.toMatch(/\d{2}\*{10,}|¥/);
    await servesEverybody();
    await enter('000000');
    await shown('[data-test="refusal"]:has-text("还可以再试 5 次")');
    await enter(pinOfCard(city.data, pays));
    await shown('[data-test="menu"]');
    await servesEverybody();
  }, 120_000);

  it('takes all that is owed in four touches after the PIN, and prints the receipt', async () => {
    let touches = 0;
    const touch = async (selector: string): Promise<void> => {
      touches += 1;
      await tap(selector);
    };
    await touch('[data-test="go-pay"]');
    await shown('[data-test="tiers"]');
    await servesEverybody();
    await touch('[data-test="tier"]');
    await shown('[data-test="confirm-pay"]');
    await servesEverybody();
    await touch('[data-test="pay-now"]');
    await shown('[data-state="succeeded"]');
    await shown('[data-test="paper"]:has-text("收据已打印")');
    await servesEverybody();
    const number = /\d{20}/.exec(await textOf('[data-test="receipt-number"]'))?.[0] ?? '';
    const sheet = await city.table.sheetWith(number, 'kiosk');
    expect(sheet?.text).toContain('本人自助');
    const [, code] = /Code\s+(\S+)/.exec(sheet?.text ?? '') ?? [];
    receiptAddress = `${city.origins.central}/v1/receipts/${number}?code=${code}`;
    await touch('[data-test="finish"]');
    await shown('[data-test="over"]');
    expect(touches).toBe(4);
    await servesEverybody();
    await pull();
  }, 180_000);

  it('collects what is due to the bank account', async () => {
    await open(collects);
    await tap('[data-test="go-collect"]');
    await shown('[data-test="confirm-collect"]');
    await servesEverybody();
    await tap('[data-test="collect-now"]');
    await shown('[data-state="succeeded"]');
    await pull();
  }, 120_000);

  it('shows what somebody is insured with, paid, saved and draws, and forgets it with the card', async () => {
    await open(pays);
    await tap('[data-test="go-insurance"]');
    await shown('[data-test="schemes"]:has-text("城乡居民基本养老保险")');
    await servesEverybody();
    await tap('[data-test="go-payments"]');
    await shown('[data-test="paid-years"]:has-text("¥")');
    await servesEverybody();
    await tap('[data-test="print-certificate"]');
    await shown('[data-test="print-certificate"][data-progress="printed"]');
    await servesEverybody();
    const [certificate] = await asOwner<{ number: string; digest: string }>(
      `select number, file_digest as digest from issued_document where kind = 'certificate' and staff_number is null`,
      [],
    );
    const pages = await city.table.lastPages();
    expect(pages?.name).toBe(certificate?.number);
    expect(
      createHash('sha256')
        .update(pages?.pdf ?? '')
        .digest('hex'),
    ).toBe(certificate?.digest);
    await tap('[data-test="go-schemes"]');
    await tap('[data-test="go-account"]');
    await shown('[data-test="account"]:has-text("¥")');
    await servesEverybody();
    // Without A4 it comes on the roll, at the same touch.
    await city.table.setPagePrinter(true);
    await tap('[data-test="print-account"]');
    await shown('[data-test="print-account"][data-progress="printed"]');
    const account = await city.table.sheetWith('年末余额', 'kiosk');
    expect(account?.text).toContain('个人账户对账单');
    expect(account?.text).toContain('本人自助打印');
    await pull();
    expect(await page.content()).not.toContain('¥');
    await open(collects);
    await tap('[data-test="go-insurance"]');
    await tap('[data-test="go-benefits"]');
    await shown('[data-test="benefits"]:has-text("每月 ¥")');
    await servesEverybody();
    await tap('[data-test="print-benefits"]');
    await shown('[data-test="print-benefits"][data-progress="printed"]');
    await city.table.setPagePrinter(false);
    expect((await city.table.sheetWith('首次核定', 'kiosk'))?.text).toContain('待遇核定与领取明细单');
    await pull();
  }, 300_000);

  it('estimates a pension from the record alone, with another tier and more years at a touch each', async () => {
    await open(pays);
    await tap('[data-test="go-insurance"]');
    await tap('[data-test="go-outlook"]');
    await shown('[data-test="outlook-chart"]:has-text("¥")');
    expect(await textOf('[data-test="question"]')).toMatch(/^2052年5月到领取年龄，每月约领 ¥[\d,.]+$/);
    await servesEverybody();
    const before = await textOf('[data-test="question"]');
    await tap('[data-test="go-tiers"]');
    await shown('[data-test="outlook-tiers"]');
    await servesEverybody();
    await tap('button:has-text("看其他档次")');
    await tap('[data-test="outlook-tier"] >> nth=2');
    await shown('[data-test="outlook-chart"]');
    expect(await textOf('[data-test="question"]')).not.toBe(before);
    await tap('[data-test="outlook-other"]');
    await shown('[data-test="outlook-chart"] [aria-current="true"]:has-text("再缴")');
    await servesEverybody();
    await pull();
    expect(await page.content()).not.toContain('¥');
    // Who draws a pension is told so, and where to look.
    await open(collects);
    await tap('[data-test="go-insurance"]');
    await tap('[data-test="go-benefits"]');
    await tap('[data-test="go-outlook"]');
    await shown('[data-test="refusal"]:has-text("我的待遇")');
    await servesEverybody();
    await pull();
  }, 240_000);

  it('asks a woman in employment which post she will retire in, and shows the months she may choose', async () => {
    await employ('sun-lijuan');
    await open('sun-lijuan');
    await tap('[data-test="go-insurance"]');
    await tap('[data-test="go-outlook"]');
    await shown('[data-test="outlook-posts"]');
    await servesEverybody();
    await tap('[data-test="female-worker"]');
    await shown('[data-test="outlook-chart"] [aria-current="true"]:has-text("岁")');
    await servesEverybody();
    const statutory = await textOf('[data-test="question"]');
    await tap('[data-test="outlook-other"]');
    await shown('[data-test="outlook-chart"]');
    expect(await textOf('[data-test="question"]')).not.toBe(statutory);
    await pull();
  }, 240_000);

  it('proves somebody alive, and changes the PIN, each with the PIN once more', async () => {
    await open(collects);
    await tap('[data-test="go-insurance"]');
    await tap('[data-test="go-proof"]');
    await shown('[data-test="proof"]');
    await servesEverybody();
    await shown('[data-digit="1"], button:has-text("知道了")');
    if ((await page.locator('[data-digit="1"]').count()) > 0) {
      await enter(pinOfCard(city.data, collects));
      await shown('[data-state="succeeded"]');
      await tap('[data-test="go-on"]');
    } else await tap('[data-test="back"]');
    await tap('[data-test="go-card"]');
    await shown('[data-test="card"]');
    await servesEverybody();
    await tap('[data-test="change-pin"]');
    await shown('[data-test="new-pin-0"]');
    await enter(pinOfCard(city.data, collects));
    await shown('[data-test="new-pin-1"]');
    await enter('123456');
    await shown('[data-test="new-pin-2"]');
    await enter('123456');
    // A row of digits is no PIN.
    await shown('[data-test="refusal"]');
    await pull();
  }, 180_000);

  it('applies for another card once however often it is pressed, prints the receipt, and shows how far it is', async () => {
    await bringPhoto(renews);
    await open(renews);
    await tap('[data-test="go-card"]');
    await tap('[data-test="go-follow"]');
    await shown('[data-test="follow"]:has-text("没有在办的新卡")');
    await servesEverybody();
    await tap('[data-test="go-another"]');
    await shown('[data-test="apply"], [data-test="place"]');
    if ((await page.locator('[data-test="place"]').count()) > 0) {
      await servesEverybody();
      await tap('[data-test="place"]');
    }
    await shown('[data-test="another-card"]:has-text("¥20.00，领卡时在窗口交")');
    await servesEverybody();
    await page.waitForSelector('main:not([inert])');
    await page.evaluate(
      `{ const apply = document.querySelector('[data-test="apply"]'); apply.click(); apply.click(); }`,
    );
    await shown('[data-state="succeeded"]');
    await shown('[data-test="paper"]:has-text("收据已打印")');
    const number = /\d{20}/.exec(await textOf('[data-test="receipt-number"]'))?.[0] ?? '';
    expect((await city.table.sheetWith(number, 'kiosk'))?.text).toContain('领卡时交');
    expect(await outcomeOf(renews, 'card-service')).toBe('1 succeeded');
    await tap('[data-test="go-on"]');
    await tap('[data-test="go-card"]');
    await tap('[data-test="go-another"]');
    await shown('[data-test="another-card"]:has-text("已经有一张新卡在办")');
    await servesEverybody();
    await tap('[data-test="go-follow"]');
    await shown('[data-test="follow"]:has-text("已申请，等待审核")');
    await servesEverybody();
    await pull();
  }, 240_000);

  it('says what another card needs a window for, and reports another card of the same person lost', async () => {
    await open(twice);
    await tap('[data-test="go-card"]');
    await tap('[data-test="go-another"]');
    await shown('[data-test="at-window"]:has-text("请带身份证和照片")');
    await servesEverybody();
    await tap('[data-test="to-card"]');
    await tap('[data-test="go-loss"]');
    await shown('[data-test="how-to-report"]:has-text("12333")');
    await servesEverybody();
    await pull();
    await mergeTwins(twin, twice);
    await open(twice);
    await tap('[data-test="go-card"]');
    await tap('[data-test="go-loss"]');
    await shown(`[data-test="lost-card"]:has-text("${numberOf(twin)}")`);
    await servesEverybody();
    await tap('[data-test="lost-card"]');
    await shown('[data-test="report-loss"]');
    await servesEverybody();
    await tap('[data-test="report-loss"]');
    await shown('[data-state="succeeded"]');
    await pull();
    await city.table.insert(twin, slot);
    await shown('[data-test="refused"] [data-test="refusal"]:has-text("已挂失")');
    await pull();
  }, 240_000);

  it('wipes everything within 200 ms of the card being pulled, at whatever screen', async () => {
    await open(pays);
    const name = await textOf('[data-test="question"]');
    await tap('[data-test="go-card"]');
    await shown('[data-test="card"]');
    const clean = `(() => ({
      text: document.body.innerText,
      kept: JSON.stringify([localStorage, sessionStorage]),
    }))()`;
    await page.evaluate(`window.wipedAt = null; new MutationObserver(() => {
      if (window.wipedAt === null && document.querySelector('[data-test="welcome"]')) window.wipedAt = Date.now();
    }).observe(document.body, { childList: true, subtree: true })`);
    const log = (): readonly string[] => city.logOf('kiosk').split('\n');
    await city.table.pull(slot);
    await shown('[data-test="welcome"]');
    const removed = log().findLast((line) => line.includes('"card removed"')) ?? '{}';
    const removedAt = Date.parse((JSON.parse(removed) as { time?: string }).time ?? '');
    const wipedAt = await page.evaluate<number>('window.wipedAt');
    expect(wipedAt - removedAt).toBeLessThan(200);
    const { text, kept } = await page.evaluate<{ text: string; kept: string }>(clean);
    expect(text).not.toMatch(/\d{2}\*{10,}|¥/);
    expect(text).not.toContain(name.replace(/，.*/u, ''));
    expect(kept).not.toMatch(/[\p{Script=Han}]{2,}|\d{6,}/u);
  }, 120_000);

  it('holds nothing of whoever was there in its memory once the card is pulled', async () => {
    const held = async (): Promise<readonly string[]> => {
      const texts = await heaps.texts(city.city.program('kiosk').pid ?? 0);
      const pin = pinOfCard(city.data, pays);
      const { socialSecurityNumber, cardNumber } = holderOf(city.data, pays);
      return ['索南代吉', socialSecurityNumber, cardNumber]
        .filter((one) => texts.some((text) => text.includes(one)))
        .concat(texts.includes(pin) ? ['PIN'] : []);
    };
    await open(pays);
    await tap('[data-test="go-insurance"]');
    await tap('[data-test="go-payments"]');
    await shown('[data-test="paid-years"]:has-text("¥")');
    // Else nothing would be found because nothing is looked into.
    expect(await held()).toContain('索南代吉');
    await pull();
    expect(await held()).toEqual([]);
  }, 240_000);

  it('tells what is missing before it begins, and goes on without paper when asked to', async () => {
    await city.table.setKioskPrinter({ paperOut: true });
    await shown('[data-test="missing"]:has-text("打印纸用完")');
    await servesEverybody();
    await open('caireng-zhuoma');
    await tap('[data-test="go-collect"], [data-test="go-pay"]');
    await city.table.setKioskPrinter({ paperOut: false });
    await pull();
    await gone('[data-test="missing"]');
  }, 120_000);

  it('says of a card that is of no use here why, and which window helps', async () => {
    await city.table.insert('bus-card', slot);
    await shown('[data-test="refused"] [data-test="refusal"]');
    await servesEverybody();
    await pull();
    await tap('button:has-text("办事指南")');
    await shown('[data-test="guide"]');
    await servesEverybody();
    await tap('button:has-text("社会保障卡")');
    await shown('[data-test="guide-open"]');
    await servesEverybody();
    await tap('[data-test="back"]');
    await shown('[data-test="welcome"]');
  }, 120_000);

  it('tells first what became of an act whose card was pulled, once however often it was pressed, and prints the receipt then', async () => {
    await open(leaves);
    await tap('[data-test="go-pay"]');
    if ((await page.locator('[data-test="tier"]').count()) > 0) await tap('[data-test="tier"]');
    await shown('[data-test="confirm-pay"]');
    await page.waitForSelector('main:not([inert])');
    await city.table.setBank('slow');
    // Both fingers of somebody in a hurry, before the page has drawn anything.
    await page.evaluate(
      `{ const pay = document.querySelector('[data-test="pay-now"]'); pay.click(); pay.click(); }`,
    );
    await shown('[data-test="act"]');
    await pull();
    await city.table.setBank('normal');
    await eventually('the bank has answered', async () =>
      / (succeeded|unknown)/.test(await outcomeOf(leaves)),
    );
    await open(leaves);
    await shown('[data-test="before"] [data-state="succeeded"]');
    expect(await outcomeOf(leaves)).toBe('1 succeeded');
    await tap('button:has-text("打印这张收据")');
    await shown('[data-test="paper"]:has-text("收据已打印")');
    await tap('[data-test="go-on"]');
    await shown('[data-test="menu"]');
    await pull();
  }, 120_000);

  promiseScans(() => ({
    page,
    city,
    hands: { tap, enter, insert, open, pull, servesEverybody },
    slot,
    receiptAddress,
    paid: () => outcomeOf(prepares),
  }));

  it('lets whoever looks after it in by seven seconds on its name, tests itself, and serves nobody meanwhile', async () => {
    const hold = async (ms: number): Promise<void> => {
      const { x = 0, y = 0 } = (await page.locator('[data-test="terminal-name"]').boundingBox()) ?? {};
      await page.mouse.move(x + 10, y + 10);
      await page.mouse.down();
      await page.waitForTimeout(ms);
      await page.mouse.up();
    };
    const type = async (text: string): Promise<void> => {
      for (const key of text) {
        if (key === '-') await tap('[data-test="signs"]');
        await tap(`[data-key="${key}"]`);
        if (key === '-') await tap('[data-test="signs"]');
      }
    };
    const signIn = async (number: string): Promise<void> => {
      await type(number);
      await tap('[data-test="field-password"]');
      await type(demonstrationPassword);
      await tap('[data-test="upkeep-enter"]');
    };
    await hold(2_000);
    await shown('[data-test="welcome"]');
    await hold(7_300);
    await shown('[data-test="upkeep-sign-in"]');
    await servesEverybody();
    await signIn('0001');
    await shown('[data-test="refusal"]:has-text("无此权限")');
    await tap('[data-test="back"]');
    await shown('[data-test="welcome"]');
    await hold(7_300);
    await signIn('0301');
    await shown('[data-test="upkeep"] [data-test="line-central"][data-tone="good"]');
    await servesEverybody();
    await tap('[data-test="new-roll"]');
    await shown('[data-test="line-roll"]:has-text("已打印 0 张")');
    // A card that is in now is tried, and is nobody's visit.
    await city.table.insert(pays, slot);
    await tap('[data-test="go-test"]');
    await shown('[data-test="upkeep-test"][data-running="false"]');
    expect(await page.locator('[data-tone="good"]').count()).toBe(8);
    expect((await city.table.sheetWith('自检', 'kiosk'))?.text).toContain('打印正常');
    await servesEverybody();
    await tap('[data-test="back"]');
    await shown('[data-test="line-roll"]:has-text("已打印 1 张")');
    await tap('[data-test="go-acts"]');
    await shown('[data-test="upkeep-acts"]:has-text("收据 …")');
    expect(await textOf('[data-test="upkeep-acts"]')).not.toMatch(/\d{6,}|¥/);
    await servesEverybody();
    await tap('[data-test="back"]');
    await tap('[data-test="go-service"]');
    await tap('[data-test="go-closure"]');
    await shown('[data-test="upkeep-closure"]');
    await servesEverybody();
    await tap('[data-test="closure-printer"]');
    await shown('[data-test="take-back"]');
    await servesEverybody();
    await tap('[data-test="stop"]');
    await shown('[data-test="over"]');
    await pull();
    await shown('[data-test="welcome"]:has-text("打印机故障")');
    await hold(7_300);
    await signIn('0301');
    await tap('[data-test="go-service"]');
    await tap('[data-test="take-back"]');
    await shown('[data-test="go-closure"]');
    const before = city.city.program('kiosk').pid;
    await tap('[data-test="restart"]');
    await shown('[data-test="starting"]');
    await shown('[data-test="welcome"]:has-text("请插入")', { timeout: 40_000 });
    expect(city.city.program('kiosk').pid).not.toBe(before);
  }, 240_000);

  it('asks the card back when nobody touches the screen, counting before, and shows nothing more of it', async () => {
    process.env['KIOSK_IDLE_SECONDS'] = '24';
    city.city.program('kiosk').kill();
    await shown('[data-test="starting"]');
    await shown('[data-test="welcome"]', { timeout: 40_000 });
    delete process.env['KIOSK_IDLE_SECONDS'];
    await open(pays);
    await tap('[data-test="go-card"]');
    await shown('[data-test="idle"]', { timeout: 15_000 });
    // Somebody is still there: it begins anew.
    await tap('[data-test="idle"] button');
    await gone('[data-test="idle"]');
    await shown('[data-test="idle"]', { timeout: 15_000 });
    await shown('[data-test="over"]', { timeout: 30_000 });
    expect(await page.content()).not.toMatch(/\d{2}\*{10,}|¥/);
    await pull();
  }, 120_000);

  it('belongs to the page that was opened last', async () => {
    const second = await browser.open(`${city.origins.kiosk}/kiosk/`, timeoutMs);
    await shown('[data-test="elsewhere"]');
    await second.close();
    await page.reload();
    await shown('[data-test="welcome"]');
  }, 60_000);

  it('has no desk, whose state would say more of a card than its PIN has given leave to', async () => {
    await insert(pays);
    for (const path of ['/desk/state', '/desk/events', '/desk/sign-in'])
      expect(await page.evaluate<number>(`fetch('${path}').then(({ status }) => status)`)).toBe(404);
    await pull();
  }, 60_000);

  it('is left by no key', async () => {
    for (const key of ['F1', 'F5', 'F11', 'Control+p', 'Control+t', 'Alt+ArrowLeft', 'Control+s'])
      await page.keyboard.press(key);
    await shown('[data-test="welcome"]');
    expect(page.url()).toBe(`${city.origins.kiosk}/kiosk/`);
  }, 60_000);

  it('complained about nothing', async () => {
    await eventually('a quiet page', async () => true);
    expect(browser.faults).toEqual([]);
  });
});
