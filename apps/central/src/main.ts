/** Starts central: serves the schema it was built for, and no other; or only does the jobs (JOBS=work). */
import { SwaggerModule } from '@nestjs/swagger';
import { readConfig } from './ground/config.js';
import { demandSchema } from './whole/database/schema-version.js';
import { createApp, describeApi } from './whole/create-app.js';
import { tellFault } from './whole/command-line/telling.js';
import { openSecrets } from './ground/secrets.js';
import { startWork } from './whole/working.js';

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  await demandSchema(config.databaseUrl, config.schema);
  const secrets = await openSecrets(config.folder);
  if (config.jobs === 'work') {
    await startWork({ config, secrets });
    console.log(`central does the jobs of ${config.schema}, and serves nobody`);
    return;
  }
  const app = await createApp({ config, secrets });
  if (config.apiDocs) SwaggerModule.setup('docs', app, describeApi(app));
  await app.listen({ host: config.host, port: config.port });
  console.log(`central serves ${config.schema} on http://${config.host}:${config.port}`);
};

start().catch((fault: unknown) => {
  console.error('central did not start:');
  tellFault(fault);
  process.exit(1);
});
