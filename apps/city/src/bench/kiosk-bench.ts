/** What somebody at a kiosk waits for, in the browser's own pixels, and whether page and agent grow with the people who were there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '../addresses.js';
import { BenchTable } from '../main-job/bench-table.js';
import { pinOfCard } from '../seed.js';
import { startTemporaryCity } from '../temporary-city.js';
import { bareExchanges, emptyPaint, insertionsIn } from './bare-tap.js';
import { printFigure, quantile } from './figure.js';
import { WindowPage } from './window-page.js';

/** The kiosk's reader on the bench. */
const slot = 2;
const screen = { width: 1080, height: 1920 };

/** Cards with dues that their bank accounts pay. */
const cards = ['wang-jianguo', 'ma-xiulan', 'duojie-cairang', 'li-guirong', 'suonan-daiji', 'han-deming'];

/** After so many people everything that is made once has been made. */
const settledAfter = 40;

/** How many people come one after another; `KIOSK_PEOPLE=2000` says more. */
const peopleAsked = (): number => {
  const asked = Number(process.env['KIOSK_PEOPLE'] ?? '120');
  if (!Number.isInteger(asked) || asked <= settledAfter)
    throw new Error(`KIOSK_PEOPLE is a whole number above ${settledAfter}`);
  return asked;
};

const residentMb = (pid: number): number => {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
};

/** What lives on the page once nothing of the past does (MB). */
const pageHeapMb = async ({ page }: WindowPage): Promise<number> => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024 / 1024;
};

/** Puts a card in and waits for the frame with its holder's name (ms from the reader's event). */
const insert = async (kiosk: WindowPage, table: BenchTable, log: string, id: string): Promise<number> => {
  const before = insertionsIn(log).length;
  await kiosk.lookFor({ name: { selector: '[data-test="pin"] [data-test="question"]' } });
  await table.insert(id, slot);
  const { name } = await kiosk.painted(['name']);
  const insertedMs = insertionsIn(log)[before];
  if (name === undefined || insertedMs === undefined) throw new Error(`no name of ${id}`);
  return name - insertedMs;
};

const enterPin = async ({ page }: WindowPage, pin: string): Promise<void> => {
  for (const digit of pin) await page.locator(`[data-digit="${digit}"]`).click();
  await page.locator('[data-test="pin-enter"]').click();
};

/** Pays all that is owed; from the last touch to the frame that says printed (ms). */
const pay = async (kiosk: WindowPage): Promise<number> => {
  const { page } = kiosk;
  await page.locator('[data-test="go-pay"]').click();
  await kiosk.shown('[data-test="tiers"], [data-test="confirm-pay"]');
  while ((await page.locator('[data-test="tier"]').count()) > 0) {
    await page.locator('[data-test="tier"]').first().click();
    await kiosk.shown('[data-test="tiers"], [data-test="confirm-pay"]');
  }
  await kiosk.lookFor({ printed: { selector: '[data-test="paper"]', text: '收据已打印' } });
  await page.evaluate(
    `addEventListener('click', (event) => { window.touched = performance.timeOrigin + event.timeStamp; }, true)`,
  );
  await page.locator('[data-test="pay-now"]').click();
  const { printed = Number.NaN } = await kiosk.painted(['printed']);
  return printed - (await page.evaluate<number>('touched'));
};

const leave = async (kiosk: WindowPage, table: BenchTable): Promise<void> => {
  await table.pull(slot);
  await kiosk.shown('[data-test="welcome"]');
};

type Grown = { readonly agentMb: number; readonly pageMb: number };

const tell = (figure: string, values: readonly number[], baseline: { name: string; value: number }): void => {
  for (const [which, share] of [
    ['median', 0.5],
    ['p95', 0.95],
  ] as const)
    printFigure({
      bench: 'kiosk',
      figure: `${figure}, ${which}`,
      at: { times: values.length },
      value: quantile(values, share),
      unit: 'ms',
      baseline,
    });
};

/** Follows people with their cards at the kiosk of a city of its own. */
export const benchKiosk = async (): Promise<void> => {
  const people = peopleAsked();
  const { city, data, addresses, stop } = await startTemporaryCity(true);
  const address = `${originOf(addresses.kiosk)}/kiosk/`;
  const log = join(data, 'logs', 'kiosk.log');
  try {
    const table = new BenchTable(originOf(addresses.bench));
    const names: number[] = [];
    const receipts: number[] = [];
    const grown: Grown[] = [];
    const kiosk = await WindowPage.open(address, screen);
    try {
      await kiosk.shown('[data-test="welcome"]');
      for (let person = 0; person < people; person += 1) {
        const id = cards[person % cards.length] ?? '';
        names.push(await insert(kiosk, table, log, id));
        await enterPin(kiosk, pinOfCard(data, id));
        await kiosk.shown('[data-test="menu"], [data-test="before"]');
        if (person < cards.length && (await kiosk.page.locator('[data-test="go-pay"]:enabled').count()) > 0)
          receipts.push(await pay(kiosk));
        await leave(kiosk, table);
        if (person + 1 === settledAfter || person + 1 === people)
          grown.push({
            agentMb: residentMb(city.program('kiosk').pid ?? 0),
            pageMb: await pageHeapMb(kiosk),
          });
      }
    } finally {
      await kiosk.close();
    }
    const frame = await emptyPaint(address);
    await city.program('kiosk').stop();
    const exchanges = await bareExchanges(data, table, cards, slot);
    const oneFrame = { name: 'a frame of an empty page', value: frame };
    tell('card to name painted', names, {
      name: 'bare exchanges of the card and a frame of an empty page',
      value: exchanges + frame,
    });
    tell(
      "card to name painted, the card's own time left out",
      names.map((ms) => ms - exchanges),
      oneFrame,
    );
    tell('last touch to printed, painted', receipts, oneFrame);
    const [first, last] = grown;
    if (first === undefined || last === undefined) throw new Error('nothing was weighed');
    for (const [figure, of] of [
      ['memory of the agent', 'agentMb'],
      ['living on the page', 'pageMb'],
    ] as const)
      printFigure({
        bench: 'kiosk',
        figure,
        at: { people },
        value: last[of],
        unit: 'MB',
        baseline: { name: `itself after ${settledAfter} people`, value: first[of] },
      });
  } finally {
    await stop();
  }
};
