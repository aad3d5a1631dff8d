/** Central's command line: OpenAPI, the schema, and the commands that staff give. */
import { Command } from 'commander';
import { addKeysCommands } from './whole/command-line/keys.js';
import { addAssessCommands } from './whole/command-line/assess-commands.js';
import { addApprovalCommands } from './whole/command-line/approval-commands.js';
import { addAccountCommands } from './whole/command-line/account-commands.js';
import { addBankCommands } from './whole/command-line/bank-commands.js';
import { addCollectionCommands } from './whole/command-line/collection-commands.js';
import { addBooksCommand } from './whole/command-line/books-command.js';
import { addParameterCommands } from './whole/command-line/parameter-commands.js';
import { addMoveCommands } from './whole/command-line/move-commands.js';
import { addPlaceCommands } from './whole/command-line/place-commands.js';
import { addStaffCommands } from './whole/command-line/staff-life-commands.js';
import { addBatchCommands } from './whole/command-line/batch-commands.js';
import { addHandOverCommand } from './whole/command-line/hand-over-command.js';
import { addMigrateCommand } from './whole/command-line/migrate-command.js';
import { addMakerCommands } from './whole/command-line/maker-commands.js';
import { addProductionCommands } from './whole/command-line/production-commands.js';
import { addEstimateCommand } from './whole/command-line/estimate-command.js';
import { addImportCommand } from './whole/command-line/import-command.js';
import { addStockCommands } from './whole/command-line/stock-commands.js';
import { addWorkCommand } from './whole/command-line/work-command.js';
import { tellFault, usageTelling } from './whole/command-line/telling.js';
import { describeApiOnly } from './whole/create-app.js';

const program = new Command('central')
  .description('central: administration / 中心管理命令')
  .showHelpAfterError()
  .configureOutput(usageTelling(process.argv));

program
  .command('openapi')
  .description('打印接口描述 / print the OpenAPI description')
  .action(async () => console.log(JSON.stringify(await describeApiOnly())));

addMigrateCommand(program);

addStaffCommands(program);
addPlaceCommands(program);
addCollectionCommands(program);
addBooksCommand(program);
addAccountCommands(program);
addAssessCommands(program);
addBankCommands(program);
addMoveCommands(program);
addEstimateCommand(program);
addParameterCommands(program);
addWorkCommand(program);

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
