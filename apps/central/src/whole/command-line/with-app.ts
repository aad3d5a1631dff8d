/** Puts central together for one command: migrated, connected, not serving. */
import { readConfig } from '../../ground/config.js';
import { migrate } from '../database/migrate.js';
import { createApp } from '../create-app.js';
import { openSecrets } from '../../ground/secrets.js';

export type App = Awaited<ReturnType<typeof createApp>>;

/** Runs the work with central's services at hand, by the settings of the environment, and puts everything away after it. */
export const withApp = async <T>(run: (app: App) => Promise<T>): Promise<T> => {
  const config = readConfig(process.env);
  const secrets = await openSecrets(config.folder);
  const { serviceUrl } = await migrate({
    ownerUrl: config.databaseUrl,
    schema: config.schema,
    login: secrets.login,
  });
  const app = await createApp({ config, secrets, serviceUrl });
  try {
    return await run(app);
  } finally {
    await app.close();
  }
};
