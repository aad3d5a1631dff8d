/** Promises that a self-test tells apart what looks alike to whoever stands before the machine, and tries nothing on what has failed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AgentModule } from './agent.module.js';
import { DeskStore } from './desk-state/desk.store.js';
import { cardReading, cardRefused, withMembers } from './desk-state/desk-state.js';
import { readAgentConfig } from './ground/config.js';
import { createLog, nestLogger } from './ground/logging.js';
import { refusal } from './ground/refusal.js';
import { SelfTest } from './self-service/self-test.service.js';
import { UpkeepService } from './self-service/upkeep.service.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-self-test-'));
let agent: NestFastifyApplication | null = null;

/** An agent with no reader service, no printer, and nobody at the address of its centre. */
const start = async (centralUrl: string): Promise<NestFastifyApplication> => {
  const log = createLog('silent');
  process.env['PCSCLITE_CSOCK_NAME'] = join(folder, 'no-pcscd');
  agent = await NestFactory.create<NestFastifyApplication>(
    AgentModule.of(readAgentConfig({ SSCARD_DATA: folder, CENTRAL_URL: centralUrl }), log),
    new FastifyAdapter(),
    { logger: nestLogger(log), abortOnError: false },
  );
  await agent.init();
  return agent;
};
afterEach(async () => {
  await agent?.close();
  delete process.env['PCSCLITE_CSOCK_NAME'];
  rmSync(folder, { recursive: true, force: true });
});

const found = async (of: NestFastifyApplication): Promise<Readonly<Record<string, string>>> => {
  const test = of.get(SelfTest);
  await test.run();
  return Object.fromEntries(
    (test.found ?? []).map(({ part, state, problem }) => [part, problem?.code ?? state]),
  );
};
const reader = { name: null, insertionId: null, secondCard: false, pinPad: false };

it('tells a stopped service from a missing reader and a mute card, and a silent centre from a network that is down', async () => {
  // The machine is there and lets nobody in.
  const nobodyServes = await start('http://127.0.0.1:9');
  const desk = nobodyServes.get(DeskStore);
  desk.apply(withMembers({ reader: { ...reader, state: 'stopped' } }));
  expect(await found(nobodyServes)).toEqual({
    'reader-service': 'reader-service-stopped',
    reader: 'left-out',
    network: 'good',
    central: 'central-silent',
    clock: 'left-out',
    card: 'left-out',
    printer: 'printer-offline',
  });
  desk.apply(withMembers({ reader: { ...reader, state: 'missing' } }));
  expect(await found(nobodyServes)).toMatchObject({
    'reader-service': 'good',
    reader: 'reader-missing',
    card: 'left-out',
  });
  desk.apply(withMembers({ reader: { ...reader, state: 'ready' } }));
  desk.apply(cardReading('unreadable reader', 0));
  desk.apply(cardRefused('unreadable reader', refusal('card-not-read').problem, 0, 0));
  expect(await found(nobodyServes)).toMatchObject({
    'reader-service': 'good',
    reader: 'good',
    card: 'card-not-read',
  });
  await nobodyServes.close();
  expect(await found(await start('http://centre.invalid:7300'))).toMatchObject({
    network: 'network-down',
    central: 'left-out',
  });
}, 60_000);

it('opens for nobody while a card is in, and does nothing while it is not open', async () => {
  const kiosk = await start('http://127.0.0.1:9');
  const upkeep = kiosk.get(UpkeepService);
  kiosk.get(DeskStore).apply(cardReading('card', 0));
  const request = { staffNumber: '0301', password: 'whatever' };
  await expect(upkeep.open(request)).rejects.toMatchObject({ problem: { code: 'visit-under-way' } });
  expect(upkeep.seen).toBeNull();
  for (const ask of [
    () => upkeep.takeOut('upkeep'),
    () => upkeep.takeBack(),
    () => upkeep.restart(),
    async () => upkeep.newRoll(),
    async () => upkeep.test(),
  ])
    await expect(ask()).rejects.toMatchObject({ problem: { code: 'sign-in-expired' } });
});
