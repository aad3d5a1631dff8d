/** `central work`: does the jobs in a process of its own, so that long work does not share the counter's event loop. */
import type { Command } from 'commander';
import { readConfig } from '../../ground/config.js';
import { openSecrets } from '../../ground/secrets.js';
import { openVaultPassphrase } from '../../ground/vault-passphrase.js';
import { demandSchema } from '../database/schema-version.js';
import { startWork } from '../working.js';

export const addWorkCommand = (program: Command): void => {
  program
    .command('work')
    .description(
      '在单独进程中执行作业，直到被停止；与 JOBS=none 的中心程序同用 / do the jobs in a process of its own until it is stopped; beside a central with JOBS=none',
    )
    .addHelpText('after', '\n例 example:\n  work')
    .action(async () => {
      const config = readConfig(process.env);
      const vaultPassphrase = openVaultPassphrase(config);
      if (config.keyVault.kind === 'file') await vaultPassphrase();
      await demandSchema(config.databaseUrl, config.schema);
      const secrets = await openSecrets(config.folder);
      await startWork({ config, secrets, vaultPassphrase });
      console.log(`作业 jobs: ${config.schema}`);
    });
};
