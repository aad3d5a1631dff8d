/** The login an installation of central has at the database. */
import { randomBytes } from 'node:crypto';

/** A login of one installation: it is given the service role, and nothing else. */
export type ServiceLogin = { readonly name: string; readonly password: string };

/** A login that no other installation has. */
export const newLogin = (): ServiceLogin => ({
  name: `central_${randomBytes(4).toString('hex')}`,
  password: randomBytes(18).toString('hex'),
});
