/** Central's command line: OpenAPI, staff, terminals, the demonstration city, the books, and the groups of staff commands. */
import { Command } from 'commander';
import { roles, type Role } from '#libs/contract/authority.js';
import { addKeysCommands } from './whole/command-line/keys.js';
import { addApprovalCommands } from './whole/command-line/approval-commands.js';
import { addBatchCommands } from './whole/command-line/batch-commands.js';
import { addHandOverCommand } from './whole/command-line/hand-over-command.js';
import { addMigrateCommand } from './whole/command-line/migrate-command.js';
import { addMakerCommands } from './whole/command-line/maker-commands.js';
import { addProductionCommands } from './whole/command-line/production-commands.js';
import { PlacesService } from './register/places/places.service.js';
import { addImportCommand } from './whole/command-line/import-command.js';
import { addStockCommands } from './whole/command-line/stock-commands.js';
import { tellFault, usageTelling } from './whole/command-line/telling.js';
import { withApp, type App } from './whole/command-line/with-app.js';
import { Database } from './ground/database/database.js';
import { putMember } from './whole/demonstration/members.js';
import { seedDemonstration } from './whole/demonstration/seed.js';
import { BooksService } from './funds/ledger/books.service.js';
import { readConfig } from './ground/config.js';
import { openSecrets } from './ground/secrets.js';
import { demandSchema } from './whole/database/schema-version.js';
import { startWork } from './whole/working.js';
import { describeApiOnly } from './whole/create-app.js';
import { TerminalsService } from './access/terminals/terminals.service.js';

/** Runs one command with central put together but not serving, and prints what it made as one JSON object. */
const printFrom = (run: (app: App) => Promise<unknown>): Promise<void> =>
  withApp(async (app) => console.log(JSON.stringify(await run(app))));

const example = (line: string): string => `\n例 example:\n  ${line}`;

const asRole = (text: string): Role => {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new Error(`role must be one of ${roles.join(', ')}`);
  return role;
};

const program = new Command('central')
  .description('central: administration / 中心管理命令')
  .showHelpAfterError()
  .configureOutput(usageTelling(process.argv));

program
  .command('openapi')
  .description('打印接口描述 / print the OpenAPI description')
  .action(async () => console.log(JSON.stringify(await describeApiOnly())));

addMigrateCommand(program);

program
  .command('terminal')
  .description(
    '登记终端，或让已有终端换密钥；给出一次性注册码 / make a terminal, or ready a known one for a new key; prints its one-time enrolment code',
  )
  .argument('<code>', '简称，如 W01 / short name')
  .argument('<name>', '收据上的名称，如 一号窗口 / name on receipts')
  .addHelpText('after', example('terminal W02 二号窗口'))
  .action((code: string, name: string) =>
    printFrom(async (app) => ({
      code,
      name,
      enrolmentCode: await app.get(TerminalsService, { strict: false }).prepare(code, name),
    })),
  );

program
  .command('depot')
  .description(
    '登记存卡网点或改名；所列窗口用其空白卡即时制卡 / add a depot where cards lie, or rename it; blank cards of it are made at the windows named',
  )
  .argument('<code>', '代码，如 D01 / code')
  .argument('<name>', '名称，如 德令哈市社会保障卡服务中心 / name')
  .option('--window <codes...>', '属于它的窗口，如 W01 W02 / terminals that belong to it')
  .addHelpText('after', example('depot D02 怀头他拉镇社会保障服务中心 --window W02 W03'))
  .action((code: string, name: string, { window = [] }: { readonly window?: readonly string[] }) =>
    printFrom((app) =>
      app.get(Database, { strict: false }).transaction(async (tx) => {
        await app.get(PlacesService, { strict: false }).putDepot(tx, { code, name });
        for (const each of window)
          await app.get(TerminalsService, { strict: false }).assignDepot(tx, each, code);
        return { code, name, windows: window };
      }),
    ),
  );

program
  .command('staff')
  .description(
    '登记人员或重设密码，密码取自 STAFF_PASSWORD / add a staff member or renew their password, which is read from STAFF_PASSWORD',
  )
  .argument('<number>', '工号 / staff number')
  .argument('<name>', '姓名 / name')
  .argument('<role>', `岗位 / role: ${roles.join(' | ')}`)
  .addHelpText('after', example('staff 0002 王芳 window-clerk'))
  .action((number: string, name: string, role: string) =>
    printFrom(async (app) => {
      const { STAFF_PASSWORD: password } = process.env;
      if (password === undefined || password.length < 8)
        throw new Error('STAFF_PASSWORD must hold a password of at least 8 characters');
      await putMember(app, { staffNumber: number, name, role: asRole(role), password });
      return { number, name, role };
    }),
  );

program
  .command('seed')
  .description(
    '填入演示数据；重复执行不改变任何内容 / fill the demonstration city: people, cards, dues, benefits, funds, staff, one terminal; again changes nothing',
  )
  .action(() => printFrom((app) => seedDemonstration(app)));

program
  .command('books')
  .description(
    "各基金试算平衡与发现的问题；不平衡时退出码为 1 / print every fund's trial balance and whatever is wrong; exit code 1 when they do not balance",
  )
  .action(() =>
    printFrom(async (app) => {
      const books = await app.get(BooksService, { strict: false }).read();
      if (!books.balanced) process.exitCode = 1;
      return books;
    }),
  );

program
  .command('work')
  .description(
    '在单独进程中执行作业，直到被停止；与 JOBS=none 的中心程序同用 / do the jobs in a process of its own until it is stopped; beside a central with JOBS=none',
  )
  .addHelpText('after', example('work'))
  .action(async () => {
    const config = readConfig(process.env);
    await demandSchema(config.databaseUrl, config.schema);
    const secrets = await openSecrets(config.folder);
    await startWork({ config, secrets });
    console.log(`作业 jobs: ${config.schema}`);
  });

const cards = program
  .command('cards')
  .description('申领导入、批次、库存 / imports of applicants, batches of cards, stock');
addImportCommand(cards);
const batch = cards.command('batch').description('批次 / batches of cards');
addBatchCommands(batch);
addProductionCommands(batch);
addHandOverCommand(batch);
addMakerCommands(cards);
addStockCommands(cards);

addApprovalCommands(program);
addKeysCommands(program);

try {
  // Awaited: a command that waits for what never comes ends with exit code 13, and not as if it had been done.
  await program.parseAsync();
} catch (fault) {
  tellFault(fault);
  process.exit(1);
}
