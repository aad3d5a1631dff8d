/** Promises about what an administrator's desk shows: terminals with their keys, versions of keys, and parameters as they follow one another. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { programVersion } from '#libs/contract/program-version.js';
import { Counter } from '../../../../../test/support/counter.js';

type Schemas = components['schemas'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('k1', '管理员', 'administrator', 'password-of-test');
  await counter.signIn('k1', 'password-of-test');
}, 60_000);
afterAll(() => counter.close());

const read = async <T>(url: string): Promise<T> => (await counter.ask<T>('GET', url)).body;

const terminals = () => read<Schemas['TerminalListDto']>('/v1/terminals');

describe('the terminals', () => {
  it('are shown with the age of their keys, when they were last seen, and who is signed in', async () => {
    const [own] = (await terminals()).terminals;
    expect(own).toMatchObject({
      state: 'enrolled',
      enrolledAt: counter.clock.instant.toISOString(),
      lastSeenAt: counter.clock.instant.toISOString(),
      codeGoodUntil: null,
    });
    expect(own?.staff).toContainEqual('管理员（k1）');
    expect((await terminals()).programVersion).toBe(programVersion);
  });

  it('are readied with a code that is shown once, and withdrawn, each on record', async () => {
    const { status, body } = await counter.ask<Schemas['PreparedTerminalDto']>('POST', '/v1/terminals', {
      code: 'W09',
      name: '九号窗口',
    });
    expect([status, body.code]).toEqual([201, 'W09']);
    const listed = (await terminals()).terminals.find(({ code }) => code === 'W09');
    expect(listed).toMatchObject({ state: 'waiting', enrolledAt: null, lastSeenAt: null });
    expect(listed?.codeGoodUntil).not.toBeNull();
    expect(JSON.stringify(listed)).not.toContain(body.enrolmentCode);
    expect((await counter.ask('POST', '/v1/terminals/W09/withdrawal', {})).status).toBe(204);
    expect((await terminals()).terminals.find(({ code }) => code === 'W09')?.state).toBe('withdrawn');
    expect(
      await counter.query(
        `select action, staff_number from audit_event where action in ('terminal.prepared', 'terminal.withdrawn') and staff_number is not null order by id`,
      ),
    ).toEqual([
      { action: 'terminal.prepared', staff_number: 'k1' },
      { action: 'terminal.withdrawn', staff_number: 'k1' },
    ]);
  });

  it('keep their names free of what is not seen', async () => {
    for (const name of ['', ' ', 'a\u202eb'])
      expect((await counter.ask('POST', '/v1/terminals', { code: 'W10', name })).body).toMatchObject({
        code: 'malformed-request',
      });
  });
});

it('shows the versions of keys with custodians and what hangs on them, and no key', async () => {
  const keys = await read<Schemas['KeyListDto']>('/v1/keys');
  const [version] = keys.versions;
  expect(version).toMatchObject({ active: true, inVault: 'agrees', retiredAt: null });
  expect(version?.hangingOn.cards).toBeGreaterThan(0);
  expect(new Set(version?.components.map(({ custodian }) => custodian)).size).toBe(2);
  expect(keys.own.map(({ kind }) => kind)).toEqual(['receipt', 'token', 'notify']);
  expect([keys.vaultProblem, keys.versionMonths, keys.ownMonths]).toEqual([null, 60, 12]);
  expect(JSON.stringify(keys)).not.toMatch(/[0-9a-f]{64}/);
});

it('shows each parameter as versions that follow one another without a gap, one of them in force', async () => {
  const { today, parameters } = await read<Schemas['ParametersDto']>('/v1/parameters');
  expect(parameters.length).toBeGreaterThan(25);
  for (const { versions } of parameters) {
    expect(versions[0]?.effectiveTo).toBeNull();
    const nextDays = versions
      .slice(1)
      .map(({ effectiveTo }) =>
        new Date(Date.parse(`${effectiveTo}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10),
      );
    expect(nextDays).toEqual(versions.slice(0, -1).map(({ effectiveFrom }) => effectiveFrom));
    const inForce = versions.filter((version) => version.inForce);
    expect(inForce.length).toBeLessThanOrEqual(1);
    for (const { effectiveFrom } of inForce) expect(effectiveFrom <= today).toBe(true);
  }
  expect(parameters.some(({ versions }) => versions.some(({ status }) => status === 'assumed'))).toBe(true);
});
