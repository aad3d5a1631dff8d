/** Starts central by the settings of the environment; a failure is told in one line, with exit code 1. */
import type { Type } from '@nestjs/common';
import { withoutProxyForLoopback } from '#libs/kernel/settings.js';
import { readConfig } from '../ground/config.js';
import { describing } from '../ground/http/described.js';
import { openSecrets } from '../ground/secrets.js';
import { openVaultPassphrase } from '../ground/vault-passphrase.js';
import { tellFault } from './command-line/telling.js';
import { createApp, describeApi } from './create-app.js';
import { isMarked } from './database/demonstration-mark.js';
import { demandSchema } from './database/schema-version.js';
import { Database } from '../ground/database/database.js';
import { publicUrlConcern } from '../ground/public-url.js';
import { ParametersAhead } from '../insurance/parameters/parameters-ahead.service.js';
import { startWork } from './working.js';

const start = async (besides: readonly Type[]): Promise<void> => {
  // The bank may be reached by a gateway of this machine.
  Object.assign(process.env, withoutProxyForLoopback(process.env));
  const config = readConfig(process.env);
  await demandSchema(config.databaseUrl, config.schema);
  const vaultPassphrase = openVaultPassphrase(config);
  // Said now, and asked for now: not when the first card is tapped.
  if (config.keyVault.kind === 'file') await vaultPassphrase();
  const secrets = await openSecrets(config.folder);
  if (config.jobs === 'work') {
    await startWork({ config, secrets, vaultPassphrase });
    console.log(`central does the jobs of ${config.schema}, and serves nobody`);
    return;
  }
  const app = await createApp({ config, secrets, vaultPassphrase }, besides);
  // Folded: to draw every operation with all its refusals at once takes a browser more than twenty seconds.
  if (config.apiDocs) {
    const { SwaggerModule } = await describing();
    SwaggerModule.setup('docs', app, await describeApi(app), {
      swaggerOptions: { docExpansion: 'none', filter: true, tagsSorter: 'alpha' },
    });
  }
  await app.listen({ host: config.host, port: config.port });
  await app.get(ParametersAhead, { strict: false }).warn();
  const concern = publicUrlConcern(config.publicUrl);
  // A demonstration is looked at on the machine it runs on.
  if (concern !== null && !(await app.get(Database, { strict: false }).transaction(isMarked)))
    console.warn(concern);
  console.log(`central serves ${config.schema} on http://${config.host}:${config.port}`);
};

/** `besides`: controllers that this program has beside central's own. */
export const startCentral = async (besides: readonly Type[] = []): Promise<void> => {
  try {
    await start(besides);
  } catch (fault) {
    console.error('central did not start:');
    tellFault(fault);
    process.exit(1);
  }
};
