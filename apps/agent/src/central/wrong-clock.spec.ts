/** Promises that a window with a wrong clock signs in and works: it reckons with the time of the centre, here a real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Counter } from '../../../../test/support/counter.js';
import { CentreClock } from '../ground/centre-clock.js';
import { readAgentConfig } from '../ground/config.js';
import { createLog } from '../ground/logging.js';
import { CentralClient } from './central.client.js';
import { askSignIn, StaffSignIn } from './staff-sign-in.js';
import { StaffToken } from './staff-token.js';

let counter: Counter;
let folder: string;
beforeAll(async () => {
  counter = await Counter.open();
  folder = mkdtempSync(join(tmpdir(), 'sscard-wrong-clock-'));
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await counter.close();
});

let windows = 10;
/** An agent whose machine's clock is off by so much from the centre's. */
const agentWith = async (offMs: number, steadyMs = 1_000) => {
  windows += 1;
  const code = `W${windows}`;
  const config = readAgentConfig({
    SSCARD_DATA: folder,
    AGENT_TERMINAL: code,
    CENTRAL_URL: await counter.app.getUrl(),
    ENROLMENT_CODE: await counter.prepareTerminal(code),
  });
  const machine = { offMs, steadyMs };
  const clock = new CentreClock({
    wallMs: () => counter.clock.now().getTime() + machine.offMs,
    steadyMs: () => machine.steadyMs,
  });
  const staff = new StaffToken(clock);
  const central = new CentralClient(config, staff, clock);
  return { code, central, clock, staff, machine };
};

const at = async (code: string): Promise<number | null> => {
  await counter.signIn('0401');
  const { body } = await counter.ask<{ terminals: { code: string; clockAheadSeconds: number | null }[] }>(
    'GET',
    '/v1/terminals',
  );
  return body.terminals.find((terminal) => terminal.code === code)?.clockAheadSeconds ?? null;
};

describe('a window whose clock is', () => {
  it.each([
    ['45 s ahead', 45],
    ['90 s behind', -90],
    ['three hours behind', -3 * 3600],
    ['a day ahead', 86_400],
    ['of 1970', -Date.parse('2026-11-24T02:00:00Z') / 1000],
  ])('%s signs in, and says how far its clock is off', async (_, seconds) => {
    const { code, central, clock, staff } = await agentWith(seconds * 1000);
    await central.enrol();
    const life = new StaffSignIn(central, staff, createLog('silent'), {
      held: () => undefined,
      expired: () => undefined,
    });
    life.hold(await askSignIn(central, { staffNumber: '0001', password: 'delingha-2017' }));
    life.stopClock();
    expect(staff.current?.staffNumber).toBe('0001');
    const till = await central.asStaff((headers) => central.http.GET('/v1/tills/own', { headers }));
    expect(till).toHaveProperty('received');
    expect(Math.abs(clock.nowMs() - counter.clock.now().getTime())).toBeLessThan(1000);
    expect([clock.aheadSeconds, await at(code)]).toEqual([seconds, seconds]);
  });

  it('set while it works goes on, and learns anew from a refusal when the centre is set too', async () => {
    const { central, machine } = await agentWith(0);
    await central.enrol();
    const look = () =>
      central.asTerminal((headers) =>
        central.http.GET('/v1/deny-list', { params: { query: { since: 0 } }, headers }),
      );
    await look();
    machine.offMs = 3 * 3600_000;
    await look();
    // The centre's clock was an hour behind and is set right: whatever this window knew is an hour old, and its token too.
    counter.clock.move(3600_000);
    expect(await look()).toHaveProperty('entries');
  });
});
