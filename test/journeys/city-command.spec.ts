/** A command that works on a running city has its settings, and nothing of whoever started it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { environmentForCommand } from '../../apps/city/src/running-city.js';
import { writeIdentity } from '../../apps/city/src/supervision/process-identity.js';

const data = mkdtempSync(join(tmpdir(), 'sscard-running-'));
const databaseUrl = 'postgres://owner:secret@127.0.0.1:1/sscard';
const city = spawn('sleep', ['60'], {
  env: {
    ...process.env,
    DATABASE_OWNER_URL: databaseUrl,
    NOTIFY_URL: 'http://127.0.0.1:1/',
    STAFF_PASSWORD: 'of the starter',
    // Each where another one usually is.
    CENTRAL_PORT: '7301',
    AGENT_PORT: '7302',
    WORK_PORT: '7300',
    PASSWORD_MIN_LENGTH: '16',
  },
});

beforeAll(async () => {
  if (city.pid === undefined) await once(city, 'spawn');
  mkdirSync(join(data, 'run'));
  writeIdentity(join(data, 'run', 'city.json'), city.pid ?? 0);
});

afterAll(() => {
  city.kill();
  rmSync(data, { recursive: true });
});

describe('the environment of a command', () => {
  it('takes the settings of the running city with the login of commands, and neither a password nor the login of the owner', async () => {
    expect(await environmentForCommand({ SSCARD_DATA: data })).toEqual({
      SSCARD_DATA: data,
      DATABASE_URL_FILE: join(data, 'central', 'logins', 'work.url'),
      VAULT_PASSPHRASE_FILE: join(data, 'vault-passphrase', 'passphrase'),
      NOTIFY_URL: 'http://127.0.0.1:1/',
      CENTRAL_PORT: '7301',
      AGENT_PORT: '7302',
      WORK_PORT: '7300',
      PASSWORD_MIN_LENGTH: '16',
      BANK_URL: 'http://127.0.0.1:7320',
    });
  });

  it('puts what the command itself was given first', async () => {
    const own = { SSCARD_DATA: data, NOTIFY_URL: 'http://127.0.0.1:2/', STAFF_PASSWORD: 'mine' };
    expect(await environmentForCommand(own)).toMatchObject({
      NOTIFY_URL: 'http://127.0.0.1:2/',
      STAFF_PASSWORD: 'mine',
    });
  });

  it('leaves a database that the command itself names as it is', async () => {
    const environment = await environmentForCommand({ SSCARD_DATA: data, DATABASE_URL: databaseUrl });
    expect(environment).toMatchObject({ DATABASE_URL: databaseUrl });
    expect(environment).not.toHaveProperty('DATABASE_URL_FILE');
  });

  it('says what to do where no city runs', async () => {
    await expect(environmentForCommand({ SSCARD_DATA: join(data, 'none') })).rejects.toThrow('npm start');
  });
});
