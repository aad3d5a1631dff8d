/** What a window's own program reports of itself: a reader gone, paper out, how acts went; and that one out of service begins nothing new and ends what is under way. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { allDues } from '../support/desk-page.js';
import { CounterWindow, eventually } from '../support/window.js';

jest.setTimeout(90_000);

type Report = components['schemas']['TerminalReportDto'];

let window: CounterWindow;
beforeAll(async () => {
  window = await CounterWindow.open();
  await window.signIn();
}, 700_000);
afterAll(() => window.close());

const reported = async (): Promise<Report | undefined> =>
  (
    await window.query<{ report: Report }>(
      `select r.report from terminal_report r join terminal t on t.id = r.terminal_id where t.code = 'W01'`,
    )
  )[0]?.report;
const reports = (what: string, fits: (report: Report) => boolean): Promise<void> =>
  eventually(
    what,
    async () => {
      const report = await reported();
      return report !== undefined && fits(report);
    },
    30_000,
  );
/** As an administrator does in the console, without one. */
const setClosed = (message: string | null): Promise<unknown> =>
  window.query(
    `update terminal set closed_at = case when $1::text is null then null else now() end,
       closed_by = case when $1::text is null then null else '0401' end, closed_message = $1 where code = 'W01'`,
    [message],
  );
const pay = async () => {
  const { insertionId, ...card } = await window.page.card();
  return {
    key: randomUUID(),
    insertionId,
    channel: 'bank',
    dues: allDues({ insertionId, ...card }),
  };
};

it('reports its devices as they come and go', async () => {
  await reports('all well', ({ readers, printer }) => readers.state === 'ready' && printer.state === 'ready');
  expect((await reported())?.readers.names.length).toBeGreaterThan(0);
  window.printer.switch({ paperOut: true });
  await reports('paper out', ({ printer }) => printer.state === 'paper-out');
  window.printer.switch({ paperOut: false });
  await window.killReaderService();
  await reports('the reader gone', ({ readers }) => readers.state === 'stopped');
  await window.startReaderService();
  await reports(
    'all well again',
    ({ readers, printer }) => readers.state === 'ready' && printer.state === 'ready',
  );
});

it('begins nothing new out of service, says so with the message, and serves again once it is back', async () => {
  await window.insert('wang-jianguo');
  const pressed = await pay();
  const message = '读卡器检修，请到二号窗口';
  await setClosed(message);
  await window.page.until('out of service', ({ closed }) => closed?.message === message || null);
  expect(await window.page.refused('/desk/payments', pressed)).toMatchObject({
    code: 'terminal-out-of-service',
    detail: message,
  });
  expect(window.outbox(`select key from act where key = '${pressed.key}'`)).toEqual([]);
  // The clerk's own cash is handed over all the same.
  const draw = { key: randomUUID(), scheme: '170', amount: '1.00' };
  await window.page.post('/desk/till/draws', draw);
  await setClosed(null);
  await window.page.until('in service', ({ closed }) => closed === null || null);
  await window.page.post('/desk/payments', pressed);
  await window.page.until(
    'paid',
    ({ acts }) => acts.find(({ key }) => key === pressed.key)?.state === 'succeeded' || null,
  );
  await window.pull();
});

it('counts cards read, acts carried through and how long they took, and where somebody gave up', async () => {
  await window.insert('caireng-zhuoma');
  const { insertionId, entitlements } = await window.page.card();
  const collect = {
    key: randomUUID(),
    insertionId,
    channel: 'bank',
    entitlements: entitlements.slice(0, 1).map(({ id, amount }) => ({ id, amount })),
    pin: '000000',
  };
  expect((await window.page.refused('/desk/collections', collect)).code).toBe('pin-wrong');
  await window.pull();
  // Kept by day and act; the report itself is replaced by the next.
  const kept = () =>
    window.query<{ act: string; finished: number; timed: number; gave_up: Record<string, number> }>(
      `select act, finished, (select sum(one)::int from unnest(seconds) one) as timed, gave_up from terminal_day where act in ('card', 'payment', 'collection')
       order by act`,
    );
  await eventually('what was done', async () => (await kept()).length === 3);
  expect(await kept()).toMatchObject([
    { act: 'card', finished: 2, timed: 2 },
    { act: 'collection', finished: 0, gave_up: { pin: 1 } },
    { act: 'payment', finished: 1, timed: 1, gave_up: {} },
  ]);
  await reports('the last hour', ({ hour }) =>
    hour.some(({ act, count }) => act === 'payment' && count === 1),
  );
  // No name, number or key of anybody.
  expect(JSON.stringify(await reported())).not.toMatch(/[\u4E00-\u9FFF]{2}|\d{15}/u);
});
