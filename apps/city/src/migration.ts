/** Brings the city's schema up to date before anything serves it, and has the logins of its programs written. */
import { existsSync } from 'node:fs';
import { runCentral } from './central-command.js';
import { loginFile, loginsFolder } from './program-plans.js';
import type { PlanContext } from './program-plans.js';

/**
 * The one command of the city that is given the owner's login. `ownServer`: nobody else's logins can be on it, so that what earlier
 * releases left there goes.
 */
export const migrateCity = async (context: PlanContext, ownServer: boolean): Promise<void> => {
  const { data, databaseUrl } = context;
  // Without its files the city has no login; another data directory on the same database is the older one's end.
  const first = !existsSync(loginFile(data, 'service'));
  await runCentral(
    context,
    [
      'migrate',
      '--logins-to',
      loginsFolder(data),
      ...(first ? ['--renew'] : []),
      ...(ownServer ? ['--drop-former-logins'] : []),
    ],
    { DATABASE_OWNER_URL: databaseUrl },
  );
};
