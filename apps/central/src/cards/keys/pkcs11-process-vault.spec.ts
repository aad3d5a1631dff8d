/** Promises of a security module that hangs: whoever asks hears so in time, nobody else notices, and it is used again once it answers. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import type { Refused } from '../../ground/http/refused.js';
import { freshToken, softHsmModule } from '../../../../../test/support/softhsm.js';
import { makeComponent } from './key-component.js';
import { combine } from './master-keys.js';
import { Pkcs11ProcessVault } from './pkcs11-process-vault.js';
import { Pkcs11Vault } from './pkcs11-vault.js';
import { eventually } from '../../../../../test/support/window.js';

const region = { provinceCode: '630000', cityCode: '632802' };
const timeoutMs = 1000;
const irk = { version: 1, algorithm: '3des', name: 'irk' } as const;
const serial = fromHex('8697159900BF7C7A');

/**
 * A module that is SoftHSM in all but one thing: while a file is there, an encryption does not come back, as with a security
 * module whose line is dead. It hands out SoftHSM's own list of functions, with that one replaced.
 */
const hangingSource = (flag: string): string => `
#include <dlfcn.h>
#include <string.h>
#include <unistd.h>
typedef unsigned long CK_RV;
struct list { unsigned char version[2]; void *functions[68]; };
static struct list own;
static CK_RV (*encrypt)(unsigned long, unsigned char *, unsigned long, unsigned char *, unsigned long *);
static CK_RV hanging(unsigned long s, unsigned char *d, unsigned long n, unsigned char *o, unsigned long *m) {
  while (access("${flag}", F_OK) == 0) usleep(1000);
  return encrypt(s, d, n, o, m);
}
CK_RV C_GetFunctionList(struct list **out) {
  void *real = dlopen("${softHsmModule}", RTLD_NOW | RTLD_LOCAL);
  CK_RV (*get)(struct list **) = dlsym(real, "C_GetFunctionList");
  struct list *theirs;
  CK_RV rv = get(&theirs);
  if (rv != 0) return rv;
  memcpy(&own, theirs, sizeof own);
  void *plain = dlsym(real, "C_Encrypt");
  memcpy(&encrypt, &plain, sizeof plain);
  for (int i = 0; i < 68; i++) if (own.functions[i] == plain) own.functions[i] = (void *)hanging;
  *out = &own;
  return 0;
}
`;

let folder = '';
let flag = '';
let vault: Pkcs11ProcessVault;
let right = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-hanging-'));
  flag = join(folder, 'hangs');
  const module = join(folder, 'hanging.so');
  writeFileSync(join(folder, 'hanging.c'), hangingSource(flag));
  execFileSync('cc', ['-shared', '-fPIC', '-o', module, join(folder, 'hanging.c'), '-ldl']);
  const settings = freshToken();
  const direct = new Pkcs11Vault(settings, region);
  await direct.admit(1, combine(makeComponent('张三').keys, makeComponent('李四').keys));
  right = toHex(await direct.diversify(irk, serial));
  await direct.close();
  vault = new Pkcs11ProcessVault({ ...settings, module }, region, timeoutMs);
});
afterAll(async () => {
  await vault.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = async (): Promise<string> => toHex(await vault.diversify(irk, serial));
const refusal = (): Promise<unknown> => ask().catch((fault: unknown) => fault);

/** On a busy machine another process may need longer than its deadline to begin; who asks again is answered. */
const untilRight = (): Promise<void> =>
  eventually('the right answer', async () => (await refusal()) === right);

describe('a security module that hangs', () => {
  it('answers first, and is called ready', async () => {
    expect(vault.standing).toBe('unused');
    expect(await ask()).toBe(right);
    expect(vault.standing).toBe('ready');
  });

  it('is given up in time, while everything else goes on', async () => {
    writeFileSync(flag, '');
    let turns = 0;
    const beating = setInterval(() => (turns += 1), 10);
    const begun = performance.now();
    const [one, two] = await Promise.all([refusal(), refusal()]);
    const tookMs = performance.now() - begun;
    clearInterval(beating);
    for (const refused of [one, two])
      expect(refused).toMatchObject({
        code: 'key-vault-unreachable',
        detail: expect.stringContaining('no answer within 1001 ms'),
      });
    expect(tookMs).toBeLessThan(timeoutMs * 3);
    expect(turns).toBeGreaterThan(20);
    expect(vault.standing).toBe('failing');
    // Nobody waits for it again so soon after.
    const again = performance.now();
    expect(await refusal()).toMatchObject({ code: 'key-vault-unreachable' });
    expect(performance.now() - again).toBeLessThan(timeoutMs / 2);
  });

  it('is used again by itself once it answers', async () => {
    rmSync(flag);
    await new Promise((resolve) => setTimeout(resolve, timeoutMs));
    await untilRight();
    expect(vault.standing).toBe('ready');
  });

  it('and a process that is stopped or killed are dealt with alike', async () => {
    process.kill(vault.processId ?? 0, 'SIGSTOP');
    expect(await refusal()).toMatchObject({ code: 'key-vault-unreachable' });
    await new Promise((resolve) => setTimeout(resolve, timeoutMs));
    await untilRight();
    const asked = refusal();
    process.kill(vault.processId ?? 0, 'SIGKILL');
    // It may have answered before it was killed.
    const outcome = await asked;
    expect(outcome === right ? 'key-vault-unreachable' : (outcome as Refused).code).toBe(
      'key-vault-unreachable',
    );
    // Whoever asks while it ends is refused as well; the one after that has another process.
    await refusal();
    await untilRight();
  });
});
