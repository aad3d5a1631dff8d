/** Starts central: migrates its schema, then serves. */
import { SwaggerModule } from '@nestjs/swagger';
import { readConfig } from './ground/config.js';
import { migrate } from './whole/database/migrate.js';
import { createApp, describeApi } from './whole/create-app.js';
import { openSecrets } from './ground/secrets.js';

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  const secrets = await openSecrets(config.folder);
  const { serviceUrl } = await migrate({
    ownerUrl: config.databaseUrl,
    schema: config.schema,
    login: secrets.login,
  });
  const app = await createApp({ config, secrets, serviceUrl });
  SwaggerModule.setup('docs', app, describeApi(app));
  await app.listen({ host: config.host, port: config.port });
  console.log(`central serves ${config.schema} on http://${config.host}:${config.port}, API at /docs`);
};

start().catch((fault: unknown) => {
  console.error(`central did not start: ${fault instanceof Error ? fault.message : String(fault)}`);
  process.exit(1);
});
