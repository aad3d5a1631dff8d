/** `collection …`: the funds' bank accounts, and what their banks say came in. */
import type { Command } from 'commander';
import { schemes } from '#libs/contract/schemes.js';
import { Refused } from '../../ground/http/refused.js';
import { FundBankAccounts } from '../../insurance/collection/fund-bank-accounts.service.js';
import { Statements, type ImportedStatement } from '../../insurance/collection/statements.service.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';

/** Adds `collection`. */
export const addCollectionCommands = (program: Command): void => {
  const collection = program.command('collection').description('单位缴费 / contributions of units');
  staffCommand<
    { readonly scheme: string; readonly bank: string },
    { readonly account: string; readonly added: boolean }
  >(
    collection
      .command('account')
      .description('登记某基金收入户的银行账号 / enter the bank account that is the income account of a fund')
      .argument('<account>', '账号 / account')
      .requiredOption('--scheme <code>', '险种 / scheme')
      .requiredOption('--bank <name>', '开户行 / bank'),
    {
      example: 'collection account 63001756636052500110 --scheme 110 --bank 建行德令哈支行 --as 0401',
      act: 'fund-accounts.administer',
      work: async ({ app, args: [account = ''], options: { scheme, bank }, asker }) => {
        if (!(scheme in schemes)) throw new Refused('malformed-request', `--scheme ${scheme}`);
        const added = await app
          .get(FundBankAccounts, { strict: false })
          .add({ account, scheme, fundAccount: '1002', bankName: bank }, asker.number);
        return { account, added };
      },
      show: ({ account, added }) => [`${account} ${added ? '已登记 entered' : '早已登记 known already'}`],
    },
  );
  const statement = collection.command('statement').description('银行对账单 / statements of banks');
  staffCommand<object, ImportedStatement & Measured>(
    statement
      .command('import')
      .description(
        '导入收入户对账单并逐笔匹配；同一文件再次导入不改变任何内容 / take in a statement of an income account and match each line; the same file again changes nothing',
      )
      .argument(
        '<file.csv>',
        '对账单，格式见 docs/operations.md / the statement, its form in docs/operations.md',
      ),
    {
      example: 'collection statement import /srv/from-bank/110-20261124.csv --as 0501',
      act: 'statements.import',
      work: ({ app, args: [path = ''], asker, progress }) =>
        measured(() => app.get(Statements, { strict: false }).import(path, asker.number, progress)),
      show: ({ number, lines, knownLines, before, outcomes }) => [
        `${before ? '早已导入 known already' : '已导入 taken in'}: ${number}, ${lines} 笔 lines${knownLines === 0 ? '' : `, ${knownLines} 笔此前已有 known before`}`,
        ...outcomes.map(({ state, lines: count, amount }) => `  ${state}: ${count} 笔 lines, ${amount}`),
      ],
    },
  );
};
