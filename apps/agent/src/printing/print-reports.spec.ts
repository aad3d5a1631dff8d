/** Promises that a report of a print which the centre cannot take is kept, and holds back none of the others. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { saveIdentity } from '../central/terminal-identity.js';
import { readAgentConfig } from '../ground/config.js';
import { createLog } from '../ground/logging.js';
import { OutboxStore } from '../outbox/outbox.store.js';
import { PrintReports } from './print-reports.service.js';

/** What the centre answers to the report of a receipt; null: taken. */
let said: (receiptNumber: string) => ProblemCode | null;
let asked: string[];
let centre: Server;
let folder: string;
let outbox: OutboxStore;
let reports: PrintReports;

beforeEach(async () => {
  asked = [];
  centre = createServer((request, response) => {
    request.resume();
    if (request.url === '/v1/terminals/tokens') {
      const expiresAt = new Date(Date.now() + 600_000).toISOString();
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ token: 'token', expiresAt }));
      return;
    }
    const receiptNumber = String(request.url?.split('/')[3]);
    asked.push(receiptNumber);
    const code = said(receiptNumber);
    if (code === null) {
      response.writeHead(204).end();
      return;
    }
    const problem = describeProblem(code);
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(problem));
  });
  centre.listen(0, '127.0.0.1');
  await once(centre, 'listening');
  folder = mkdtempSync(join(tmpdir(), 'sscard-reports-'));
  const config = readAgentConfig({
    SSCARD_DATA: folder,
    CENTRAL_URL: `http://127.0.0.1:${(centre.address() as AddressInfo).port}`,
  });
  outbox = new OutboxStore(config);
  saveIdentity(config.directory, {
    terminalId: '00000000-0000-4000-8000-000000000001',
    terminalName: '1',
    agency: { zh: '中心', en: 'Centre' },
  });
  for (const receiptNumber of ['1', '2', '3', '4'])
    outbox.addPrintReport({ receiptNumber, copy: 1, outcome: 'printed', fault: null });
  reports = new PrintReports(new CentralClient(config, new StaffToken()), outbox, createLog('silent'));
});
afterEach(() => {
  outbox.onApplicationShutdown();
  centre.closeAllConnections();
  centre.close();
  rmSync(folder, { recursive: true });
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
  centre.close();
  centre.closeAllConnections();
  await reports.flush();
  expect(kept()).toEqual(['1', '2', '3', '4']);
});
