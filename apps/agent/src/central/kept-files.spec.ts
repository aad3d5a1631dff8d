/** Promises about what the agent keeps of its terminal: read as it was written, and a damaged file is named. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadIdentity, saveIdentity } from './terminal-identity.js';
import { loadTerminalKey } from './terminal-key.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sscard-agent-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const damage = ['', '{"terminalId": ', 'null', '[]', '\u0000\u0000'];

describe('the identity', () => {
  it('is read as it was written, and is none before', () => {
    expect(loadIdentity(directory)).toBeNull();
    const identity = {
      terminalId: 'T',
      kind: 'window' as const,
      terminalName: '一号窗口',
      agency: { zh: '局', en: 'Bureau' },
    };
    saveIdentity(directory, identity);
    expect(loadIdentity(directory)).toEqual(identity);
  });

  it.each(damage)('names its file when that holds %j', (content) => {
    writeFileSync(join(directory, 'terminal.json'), content);
    expect(() => loadIdentity(directory)).toThrow(/terminal\.json is damaged/);
  });
});

describe('the key', () => {
  it('is made once', () => {
    expect(loadTerminalKey(directory).publicX).toBe(loadTerminalKey(directory).publicX);
  });

  it.each(damage)('names its file when that holds %j', (content) => {
    writeFileSync(join(directory, 'terminal-key.pem'), content);
    expect(() => loadTerminalKey(directory)).toThrow(/terminal-key\.pem/);
  });
});
