/** Promises that a disk without room is a coded refusal and no end: the agent lives on, keeps what it has, and takes the same key once there is room. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DeskState } from '#libs/contract/desk.js';
import { AgentModule } from './agent.module.js';
import { StaffToken } from './central/staff-token.js';
import { readAgentConfig } from './ground/config.js';
import { ProblemFilter } from './desk/problem.filter.js';
import { createLog, nestLogger } from './ground/logging.js';
import { OutboxStore } from './outbox/outbox.store.js';

let folder: string;
let agent: NestFastifyApplication;
let outbox: OutboxStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-full-disk-'));
  const config = readAgentConfig({
    SSCARD_DATA: folder,
    AGENT_PORT: '0',
    // Nobody listens there: what is taken stays in the outbox.
    CENTRAL_URL: 'http://127.0.0.1:9',
  });
  // The log lies on a device that takes nothing either.
  const log = createLog('debug', '/dev/full');
  agent = await NestFactory.create<NestFastifyApplication>(
    AgentModule.of(config, log),
    new FastifyAdapter(),
    {
      logger: nestLogger(log),
      abortOnError: false,
    },
  );
  agent.useGlobalFilters(new ProblemFilter(log));
  await agent.listen(0, '127.0.0.1');
  outbox = agent.get(OutboxStore);
  agent.get(StaffToken).take({
    token: 'staff',
    expiresAtMs: Date.now() + 600_000,
    staffNumber: '0001',
    name: '张三',
    role: 'window-clerk',
  });
});
afterEach(async () => {
  await agent.close();
  rmSync(folder, { recursive: true });
});

/** Lets the database of the outbox have so many pages more; SQLite refuses the next one as it does on a full disk. */
const leaveRoomFor = (pages: number): void => {
  const database = outbox['database'];
  const { count } = database.prepare('SELECT page_count AS count FROM pragma_page_count()').get() as {
    count: number;
  };
  database.exec(`PRAGMA max_page_count = ${count + pages}`);
};

/** Asks as the page does, and answers with the status and what was said. */
const ask = async (path: string, body?: object): Promise<{ status: number; said: unknown }> => {
  const sent = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(`${await agent.getUrl()}${path}`, body === undefined ? {} : sent);
  return { status: response.status, said: await response.json() };
};
const draw = (key: string) => ask('/desk/till/draws', { key, scheme: '170', amount: '1.00' });
const full = { status: 503, said: { code: 'disk-full', status: 503, retry: 'same-key' } };

it('refuses with disk-full, lives on, and takes the same key when there is room', async () => {
  leaveRoomFor(0);
  const taken: string[] = [];
  let key = randomUUID();
  let answer = await draw(key);
  while (answer.status < 300 && taken.length < 500) {
    taken.push(key);
    key = randomUUID();
    answer = await draw(key);
  }
  expect(answer).toMatchObject(full);
  expect(outbox.find(key)).toBeNull();

  // Full is full, and it answers all the same: nothing that was taken is lost, nothing that was refused is shown.
  expect(await draw(key)).toMatchObject(full);
  const { said } = await ask('/desk/state');
  const shown = (said as DeskState).acts.map((act) => act.key);
  expect(shown.toSorted()).toEqual(taken.toSorted());
  expect(outbox.undecided()).toHaveLength(taken.length);

  leaveRoomFor(100);
  for (const time of ['first', 'again'])
    expect({ time, ...(await draw(key)) }).toMatchObject({
      time,
      status: 202,
      said: { key, state: 'sending' },
    });
  expect(outbox.undecided().filter((act) => act.key === key)).toHaveLength(1);
});
