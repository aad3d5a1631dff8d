/** Brings the city's schema up to date before anything serves it, and has the logins and the passphrase of its programs written. */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCentral } from './central-command.js';
import { loginFile, loginsFolder, passphraseFile } from './program-plans.js';
import type { PlanContext } from './program-plans.js';

/** Has the logins of an earlier start lead to where the server is now: its port or its folder may be another. */
const followServer = (data: string, databaseUrl: string): void => {
  const folder = loginsFolder(data);
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.url'))) {
    const file = join(folder, name);
    const login = new URL(readFileSync(file, 'utf8').trim());
    const moved = new URL(databaseUrl);
    moved.username = login.username;
    moved.password = login.password;
    if (moved.href === login.href) continue;
    // Aside and renamed: a start that is broken off leaves a login that works or one that is mended by the next.
    writeFileSync(`${file}.moved`, `${moved.href}\n`, { mode: 0o600 });
    renameSync(`${file}.moved`, file);
  }
};

/**
 * The one command of the city that is given the owner's login. `ownServer`: nobody else's logins can be on it, so that what earlier
 * releases left there goes.
 */
export const migrateCity = async (context: PlanContext, ownServer: boolean): Promise<void> => {
  const { data, databaseUrl } = context;
  // Without its files the city has no login; another data directory on the same database is the older one's end.
  const first = !existsSync(loginFile(data, 'service'));
  if (!first && ownServer) followServer(data, databaseUrl);
  await runCentral(
    context,
    [
      'migrate',
      '--logins-to',
      loginsFolder(data),
      ...(first ? ['--renew'] : []),
      ...(ownServer ? ['--drop-former-logins'] : []),
    ],
    { environment: { DATABASE_OWNER_URL: databaseUrl, DEMONSTRATION: '1' } },
  );
};

/** Has the vault's passphrase put where the city's programs look for it; an older city's is moved away from beside its vault. */
export const placePassphrase = async (context: PlanContext): Promise<void> => {
  const file = passphraseFile(context.data);
  if (existsSync(file)) return;
  await runCentral(context, ['keys', 'passphrase', '--to', file, '--json']);
};
