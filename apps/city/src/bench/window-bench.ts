/** What a clerk waits for, in the browser's own pixels: from the card to the person, from the press to the number and to the paper. */
import { join } from 'node:path';
import { originOf } from '../addresses.js';
import { BenchTable } from '../main-job/bench-table.js';
import { handMs } from '#hardware/virtual-card/virtual-reader.js';
import { startTemporaryCity } from '../temporary-city.js';
import { bareExchanges, emptyPaint, insertionsIn } from './bare-tap.js';
import { printFigure, quantile } from './figure.js';
import { WindowPage } from './window-page.js';

/** Cards with dues that their bank accounts pay, in both kinds of card. */
const cards = [
  'caireng-zhuoma',
  'wang-jianguo',
  'ma-xiulan',
  'duojie-cairang',
  'li-guirong',
  'suonan-daiji',
  'han-deming',
];
const freshPages = 5;
const taps = 28;

const pull = async (window: WindowPage, table: BenchTable): Promise<void> => {
  await table.pull();
  await window.shown('[data-test="empty-window"]');
};

type Shown = {
  /** From the reader's event (ms). */
  readonly fromReader: number;
  /** From the hand that puts the card in (ms): the reader service has to notice it first. */
  readonly fromHand: number;
};

/** Puts a card in, and waits for the frame with the holder's name. */
const tap = async (window: WindowPage, table: BenchTable, log: string, id: string): Promise<Shown> => {
  const before = insertionsIn(log).length;
  await window.lookFor({ person: { selector: '[data-test="holder-name"]' } });
  await window.page.waitForTimeout(handMs);
  const putInMs = Date.now();
  await table.insert(id);
  const { person } = await window.painted(['person']);
  const insertedMs = insertionsIn(log)[before];
  if (person === undefined || insertedMs === undefined) throw new Error(`no person of ${id}`);
  return { fromReader: person - insertedMs, fromHand: person - putInMs };
};

/** Pays all that is due by bank, by keyboard; from the last key to the frame with the receipt's number, and to the one that says printed (ms). */
const pay = async (window: WindowPage): Promise<{ readonly number: number; readonly printed: number }> => {
  await window.shown('[data-pick]:focus');
  await window.press('F2');
  const tiers = window.page.locator('input[name="tier"]:focus');
  await window.page.waitForTimeout(300);
  if ((await tiers.count()) > 0) {
    await window.press('Enter');
    await window.page.waitForSelector('input[name="tier"]', { state: 'detached' });
  }
  await window.press('Enter');
  await window.shown('[role="dialog"] button[type="submit"]:focus');
  const newest = 'li.newest[data-act="payment"][data-state="succeeded"]';
  // That of the person before is still the newest: it has to be another number.
  const before = await window.page.locator('[data-test="receipt-number"]').allInnerTexts();
  await window.page.evaluate(
    `document.querySelectorAll('li.newest').forEach((entry) => entry.setAttribute('data-seen-before', ''))`,
  );
  const unseen = `${newest}:not([data-seen-before])`;
  await window.lookFor({
    number: { selector: `${unseen} [data-test="receipt-number"]` },
    printed: { selector: `${unseen} [data-test="print"]`, text: '已打印' },
  });
  const pressedMs = await window.press('Enter');
  const painted = await window.painted(['number', 'printed']);
  const after = await window.page.locator('[data-test="receipt-number"]').first().innerText();
  if (before.includes(after)) throw new Error(`${after} was there before`);
  return {
    number: (painted['number'] ?? Number.NaN) - pressedMs,
    printed: (painted['printed'] ?? Number.NaN) - pressedMs,
  };
};

/** Median, the value that nineteen of twenty do not pass, and the first. */
const tell = (figure: string, values: readonly number[], baseline: { name: string; value: number }): void => {
  for (const [which, value] of [
    ['median', quantile(values, 0.5)],
    ['p95', quantile(values, 0.95)],
    ['first', values[0] ?? Number.NaN],
  ] as const)
    printFigure({
      bench: 'window',
      figure: `${figure}, ${which}`,
      at: { times: values.length },
      value,
      unit: 'ms',
      baseline,
    });
};

/** Follows cards and payments at one window of a city of its own, in fresh pages and in one that is used for long. */
export const benchWindow = async (): Promise<void> => {
  const { city, data, addresses, stop } = await startTemporaryCity(true);
  const address = originOf(addresses.agent);
  const log = join(data, 'logs', 'agent.log');
  try {
    const table = new BenchTable(originOf(addresses.bench));
    const { clerk } = city.demonstration;
    const ofFirst: Shown[] = [];
    const ofFollowing: Shown[] = [];
    const ofPayments: { readonly number: number; readonly printed: number }[] = [];
    let window = await WindowPage.open(address);
    try {
      for (let page = 0; page < freshPages; page += 1) {
        if (page > 0) window = await WindowPage.open(address);
        await window.signIn(clerk);
        ofFirst.push(await tap(window, table, log, cards[page % cards.length] ?? ''));
        await pull(window, table);
        if (page < freshPages - 1) await window.close();
      }
      for (let index = 0; index < taps; index += 1) {
        ofFollowing.push(await tap(window, table, log, cards[index % cards.length] ?? ''));
        await pull(window, table);
      }
      for (const id of cards) {
        await tap(window, table, log, id);
        ofPayments.push(await pay(window));
        await pull(window, table);
      }
    } finally {
      await window.close();
    }
    const frame = await emptyPaint(address);
    await city.program('agent').stop();
    const exchanges = await bareExchanges(data, table, cards, 0);

    const least = {
      name: 'bare exchanges of the card and a frame of an empty page',
      value: exchanges + frame,
    };
    const oneFrame = { name: 'a frame of an empty page', value: frame };
    for (const [which, shown] of [
      ['first card of a fresh page', ofFirst],
      ['following cards', ofFollowing],
    ] as const) {
      tell(
        `card to person painted, ${which}`,
        shown.map(({ fromReader }) => fromReader),
        least,
      );
      tell(
        `hand to person painted, ${which}`,
        shown.map(({ fromHand }) => fromHand),
        least,
      );
    }
    tell(
      'press to receipt number painted',
      ofPayments.map(({ number }) => number),
      oneFrame,
    );
    tell(
      'press to printed, painted',
      ofPayments.map(({ printed }) => printed),
      oneFrame,
    );
  } finally {
    await stop();
  }
};
