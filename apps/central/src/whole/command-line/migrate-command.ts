/** `migrate`: the one command that is given the owner's login; brings the schema up to date and writes the other logins. */
import type { Command } from 'commander';
import { readOwner } from '../../ground/config.js';
import { migrate } from '../database/migrate.js';

type Options = {
  readonly loginsTo?: string;
  readonly renew?: boolean;
  readonly dropFormerLogins?: boolean;
};

export const addMigrateCommand = (program: Command): void => {
  program
    .command('migrate')
    .description(
      '升级数据库结构，并写出各程序的登录文件；使用 DATABASE_OWNER_URL / bring the schema up to date and write the logins of the programs; uses DATABASE_OWNER_URL',
    )
    .option(
      '--logins-to <folder>',
      '登录文件所在目录：service.url、work.url、reports.url / where the logins lie',
    )
    .option('--renew', '换发新密码，原密码失效 / give the logins new passwords; the old ones are void')
    .option('--drop-former-logins', '删除旧版本遗留的登录 / remove the logins that earlier releases left')
    .addHelpText('after', '\n例 example:\n  migrate --logins-to /etc/sscard/logins')
    .action(async ({ loginsTo, renew = false, dropFormerLogins = false }: Options) => {
      const { ownerUrl, schema, demonstration } = readOwner(process.env);
      const outcome = await migrate({
        ownerUrl,
        schema,
        renew,
        dropFormer: dropFormerLogins,
        demonstration,
        ...(loginsTo === undefined ? {} : { loginsTo }),
      });
      console.log(JSON.stringify(outcome));
    });
};
