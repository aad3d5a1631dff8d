/** Puts central together for one command: connected, not serving. */
import { withoutProxyForLoopback } from '#libs/kernel/settings.js';
import { readConfig } from '../../ground/config.js';
import { demandSchema } from '../database/schema-version.js';
import { createApp } from '../create-app.js';
import { openSecrets } from '../../ground/secrets.js';

export type App = Awaited<ReturnType<typeof createApp>>;

/** Runs the work with central's services at hand, by the settings of the environment, and puts everything away after it. */
export const withApp = async <T>(run: (app: App) => Promise<T>): Promise<T> => {
  Object.assign(process.env, withoutProxyForLoopback(process.env));
  const config = readConfig(process.env);
  await demandSchema(config.databaseUrl, config.schema);
  const secrets = await openSecrets(config.folder);
  const app = await createApp({ config: { ...config, jobs: 'none' }, secrets });
  try {
    // As in central itself, whoever owns a kind of approval says so first; jobs are begun by those that go on after this command.
    await app.init();
    return await run(app);
  } finally {
    await app.close();
  }
};
