/** `collection …`: the funds' bank accounts, and what their banks say came in. */
import type { Command } from 'commander';
import { schemes } from '#libs/contract/schemes.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { Refused } from '../../ground/http/refused.js';
import { ChannelOrders, type ShownOrder } from '../../insurance/collection/channel-orders.service.js';
import { FundBankAccounts } from '../../insurance/collection/fund-bank-accounts.service.js';
import { Statements, type ImportedStatement } from '../../insurance/collection/statements.service.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';

const showOrder = (order: ShownOrder): string[] => [
  `${order.reference} ${order.before ? '早已在册 stood already' : '已完成 done'}: ${order.rows} 笔 rows, ${order.total}`,
  ...(order.answeredBy === null
    ? ['  收取中 in hand']
    : [`  已收 collected: ${order.collectedRows} 笔 rows, ${order.collected}`]),
];

/** Adds what is collected elsewhere: agreements, orders and answers. */
const addElsewhere = (collection: Command): void => {
  staffCommand<{ readonly account?: string; readonly accountName?: string }, { readonly unit: string }>(
    collection
      .command('agreement')
      .description(
        '登记单位的委托扣款协议；不带账号即终止 / enter what account a unit may be debited from; none ends it',
      )
      .argument('<unit>', '单位代码 / unit')
      .option('--account <account>', '扣款账号 / account')
      .option('--account-name <name>', '户名 / name of the account'),
    {
      example:
        'collection agreement 91632802MA000001X1 --account 63001756636052500999 --account-name 德令哈某公司 --as 0501',
      act: 'debit-agreements.enter',
      work: async ({ app, args: [unit = ''], options: { account, accountName }, asker }) => {
        const of = account === undefined ? null : { number: account, name: accountName ?? '' };
        await app.get(ChannelOrders, { strict: false }).agree(unit, of, asker.number);
        return { unit };
      },
      show: ({ unit }) => [`${unit} 已登记 entered`],
    },
  );
  staffCommand<
    {
      readonly channel: string;
      readonly scheme: string;
      readonly through: string;
      readonly answerBy?: string;
    },
    ShownOrder
  >(
    collection
      .command('send')
      .description(
        '把欠费交银行批扣或税务征收，写出文件 / have a bank or the tax authority collect what is owed',
      )
      .argument('<file.csv>', '写出的文件 / the file to write')
      .requiredOption('--channel <debit|tax>', '渠道 / channel')
      .requiredOption('--scheme <code>', '险种 / scheme')
      .requiredOption('--through <YYYY-MM>', '至费款所属期 / months up to this one')
      .option('--answer-by <YYYY-MM-DD>', '预计回盘日 / day an answer is expected by'),
    {
      example:
        'collection send /srv/to-bank/110-202611.csv --channel debit --scheme 110 --through 2026-11 --as 0501',
      act: 'channel-orders.send',
      work: ({ app, args: [path = ''], options: { channel, scheme, through, answerBy }, asker }) => {
        if (channel !== 'debit' && channel !== 'tax') throw new Refused('malformed-request', '--channel');
        if (!(scheme in schemes)) throw new Refused('malformed-request', '--scheme');
        if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(through)) throw new Refused('malformed-request', '--through');
        const by = answerBy === undefined ? null : parseDate(answerBy);
        if (answerBy !== undefined && by === null) throw new Refused('malformed-request', '--answer-by');
        return app
          .get(ChannelOrders, { strict: false })
          .send({ channel, scheme, through, answerBy: by }, path, asker.number);
      },
      show: showOrder,
    },
  );
  staffCommand<object, ShownOrder>(
    collection
      .command('answer')
      .description(
        '导入批扣或征收结果；同一文件再次导入不改变任何内容 / take in what they collected; the same file again changes nothing',
      )
      .argument(
        '<file.csv>',
        '结果文件，格式见 docs/operations.md / results, their form in docs/operations.md',
      ),
    {
      example: 'collection answer /srv/from-bank/110-202611.csv --as 0501',
      act: 'channel-orders.answer',
      work: ({ app, args: [path = ''], asker }) =>
        app.get(ChannelOrders, { strict: false }).answer(path, asker.number),
      show: showOrder,
    },
  );
};

/** Adds `collection`. */
export const addCollectionCommands = (program: Command): void => {
  const collection = program.command('collection').description('单位缴费 / contributions of units');
  addElsewhere(collection);
  staffCommand<
    { readonly scheme: string; readonly bank: string; readonly fiscal?: true },
    { readonly account: string; readonly added: boolean }
  >(
    collection
      .command('account')
      .description(
        '登记某基金收入户或财政专户的银行账号 / enter the bank account that is the income account of a fund, or its fiscal special account',
      )
      .argument('<account>', '账号 / account')
      .requiredOption('--scheme <code>', '险种 / scheme')
      .requiredOption('--bank <name>', '开户行 / bank')
      .option('--fiscal', '财政专户 / the fiscal special account'),
    {
      example: 'collection account 63001756636052500110 --scheme 110 --bank 建行德令哈支行 --as 0401',
      act: 'fund-accounts.administer',
      work: async ({ app, args: [account = ''], options: { scheme, bank, fiscal }, asker }) => {
        if (!(scheme in schemes)) throw new Refused('malformed-request', `--scheme ${scheme}`);
        const added = await app
          .get(FundBankAccounts, { strict: false })
          .add(
            { account, scheme, fundAccount: fiscal === true ? '1003' : '1002', bankName: bank },
            asker.number,
          );
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
        '导入收入户或财政专户对账单并逐笔匹配；同一文件再次导入不改变任何内容 / take in a statement of an income account or a fiscal special account and match each line; the same file again changes nothing',
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
