/** Security tokens in software (SoftHSM2), one of its own for each test that asks. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Pkcs11Settings } from '../../apps/central/src/cards/keys/pkcs11-token.js';

/** Debian's place for it. */
export const softHsmModule = '/usr/lib/softhsm/libsofthsm2.so';

/** A fresh token in the place that start-postgres.ts made; it goes with that place. */
export const freshToken = (): Pkcs11Settings => {
  const token = `test-${randomBytes(6).toString('hex')}`;
  const pin = randomBytes(6).toString('hex');
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', token, '--so-pin', randomBytes(6).toString('hex'), '--pin', pin],
    { stdio: 'pipe' },
  );
  return { module: softHsmModule, token, pin };
};
