/** Promises that a report of a print which the centre cannot take is kept, and holds back none of the others. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ProblemCode } from '#libs/contract/problems.js';
import { openIllCentre, type IllCentre } from '../../../../test/support/ill-centre.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { CentreClock } from '../ground/centre-clock.js';
import { createLog } from '../ground/logging.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { PrintReports } from './print-reports.service.js';

/** What the centre answers to the report of a receipt; null: taken. */
let said: (receiptNumber: string) => ProblemCode | null;
let asked: string[];
let centre: IllCentre;
let outbox: OutboxStore;
let reports: PrintReports;

beforeEach(async () => {
  asked = [];
  centre = await openIllCentre(({ url }) => {
    const receiptNumber = String(url?.split('/')[3]);
    asked.push(receiptNumber);
    return said(receiptNumber);
  });
  const { config } = centre;
  outbox = new OutboxStore(config);
  for (const receiptNumber of ['1', '2', '3', '4'])
    outbox.addPrintReport({ receiptNumber, copy: 1, outcome: 'printed', fault: null });
  const clock = new CentreClock();
  reports = new PrintReports(
    new CentralClient(config, new StaffToken(clock), clock),
    outbox,
    createLog('silent'),
  );
});
afterEach(() => {
  outbox.onApplicationShutdown();
  centre.close();
});

const kept = () => outbox.printReports().map(({ receiptNumber }) => receiptNumber);

it('one that the centre fails on is kept and tried once a round; the others are taken', async () => {
  said = (receiptNumber) => (receiptNumber === '1' ? 'internal-fault' : null);
  await reports.flush();
  expect(asked).toEqual(['1', '2', '3', '4']);
  expect(kept()).toEqual(['1']);
  said = () => null;
  await reports.flush();
  expect(kept()).toEqual([]);
});

it('one that is refused for good is dropped, and the others are taken', async () => {
  said = (receiptNumber) => (receiptNumber === '2' ? 'print-elsewhere' : null);
  await reports.flush();
  expect(asked).toEqual(['1', '2', '3', '4']);
  expect(kept()).toEqual([]);
});

it('all are kept where nobody answers, and only one waits for that', async () => {
  centre.stop();
  await reports.flush();
  expect(kept()).toEqual(['1', '2', '3', '4']);
});
