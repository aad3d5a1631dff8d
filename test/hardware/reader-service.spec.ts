/** The city's own pcscd is on loopback and on its own socket wherever it is put, or does not run. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../apps/city/src/free-port.js';
import { startPcscd } from '#hardware/virtual-card/pcscd.js';
import type { Pcscd } from '#hardware/virtual-card/pcscd.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-pcscd-'));
let running: Pcscd | null = null;

afterEach(async () => {
  await running?.stop();
  running = null;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The local addresses a port is listened on, as the kernel writes them; loopback is 0100007F. */
const addressesOf = (port: number): readonly string[] => {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((table) => existsSync(table))
    .flatMap((table) => readFileSync(table, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hexadecimal}`))
    .map(([, local]) => local?.split(':')[0] ?? '');
};

describe('a pcscd of our own', () => {
  it.each(['x y', 'a:b', 'a;b,c', '德令哈 市', "o'x \\ $HOME"])(
    'listens on loopback alone and has its own socket below “%s”',
    async (name) => {
      const firstPort = await freePorts(2);
      const host = existsSync('/run/pcscd/pcscd.comm');
      running = await startPcscd({ directory: join(folder, name), firstPort });
      expect(addressesOf(firstPort)).toEqual(['0100007F']);
      expect(addressesOf(firstPort + 1)).toEqual(['0100007F']);
      expect(statSync(join(folder, name, 'pcscd.comm')).mode & 0o777).toBe(0o700);
      expect(existsSync('/run/pcscd/pcscd.comm')).toBe(host);
    },
  );

  it('is not started when the loader does not take the part that keeps it there', async () => {
    const firstPort = await freePorts(2);
    const directory = join(folder, 'foreign');
    mkdirSync(directory);
    running = await startPcscd({ directory, firstPort });
    await running.stop();
    running = null;
    const library = readdirSync(directory).find((name) => name.endsWith('.so'));
    // The loader warns of a file that is no library, leaves it out and goes on.
    writeFileSync(join(directory, library ?? ''), '');
    const start = async (): Promise<void> => {
      running = await startPcscd({ directory, firstPort });
    };
    await expect(start()).rejects.toThrow(
      /does not take the part that keeps it on loopback, so it is not started: .*cannot be preloaded/,
    );
    expect(addressesOf(firstPort)).toEqual([]);
  });
});
