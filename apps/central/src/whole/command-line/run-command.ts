/** Central's command line: OpenAPI, the schema, and the commands that staff give. */
import { Command } from 'commander';
import { addKeysCommands } from './keys.js';
import { addAssessCommands } from './assess-commands.js';
import { addApprovalCommands } from './approval-commands.js';
import { addAccountCommands } from './account-commands.js';
import { addBankCommands } from './bank-commands.js';
import { addCollectionCommands } from './collection-commands.js';
import { addBooksCommand } from './books-command.js';
import { addParameterCommands } from './parameter-commands.js';
import { addMoveCommands } from './move-commands.js';
import { addAdjustmentCommands } from './adjustment-commands.js';
import { addPayoutCommands } from './payout-commands.js';
import { addBenefitCommands } from './benefit-commands.js';
import { addPlaceCommands } from './place-commands.js';
import { addStaffCommands } from './staff-life-commands.js';
import { addBatchCommands } from './batch-commands.js';
import { addHandOverCommand } from './hand-over-command.js';
import { addMigrateCommand } from './migrate-command.js';
import { addMakerCommands } from './maker-commands.js';
import { addProductionCommands } from './production-commands.js';
import { addEstimateCommand } from './estimate-command.js';
import { addImportCommand } from './import-command.js';
import { addStockCommands } from './stock-commands.js';
import { addWorkCommand } from './work-command.js';
import { tellFault, usageTelling } from './telling.js';
import { describeApiOnly } from '../create-app.js';

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
addAdjustmentCommands(program);
addPayoutCommands(program);
addBenefitCommands(program);
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

/** Does what the arguments of the process say; a fault is told, with exit code 1. */
export const runCommand = async (): Promise<void> => {
  try {
    // Awaited: a command that waits for what never comes ends with exit code 13, and not as if it had been done.
    await program.parseAsync();
  } catch (fault) {
    tellFault(fault);
    process.exit(1);
  }
};
