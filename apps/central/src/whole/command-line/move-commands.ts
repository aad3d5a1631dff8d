/** `central moves …`: moves of insurance, listed and shown, decided, their money entered, and what came by mistake sent back. */
import type { Command } from 'commander';
import { transfersNamedIn } from '#libs/contributions/notice-number.js';
import type { ApprovalInFullDto } from '../../records/approvals/approvals.dto.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { WaitingList } from '../../records/approvals/waiting-list.service.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { Refused } from '../../ground/http/refused.js';
import { TransferSendingBack } from '../../insurance/transfers/sending-back.service.js';
import { transferDirections, transferStates } from '../../insurance/transfers/transfer.js';
import { TransferMoney } from '../../insurance/transfers/transfer-money.service.js';
import { TransferViews } from '../../insurance/transfers/transfer-views.service.js';
import type {
  ExplainedTransferDto,
  ListedTransferDto,
  TransferAskedDto,
  TransferMoneyDto,
  TransferPageDto,
} from '../../insurance/transfers/transfers.dto.js';
import { type CommandDesk, staffCommand } from './staff-command.js';

const directions: Readonly<Record<string, string>> = {
  out: '转出 out',
  in: '转入 in',
  between: '险种间 between',
};
const states: Readonly<Record<string, string>> = {
  asked: '待审批 to be decided',
  approved: '已批准，待资金 approved, waits for money',
  done: '已办结 done',
  refused: '未批准 not approved',
  'bank-refused': '银行退票 refused by the bank',
  returned: '对方退回 came back',
  'sent-back': '已退回对方 sent back',
};

type Move = Omit<ListedTransferDto, 'name' | 'maskedNumber'>;

const lineOf = ({ reference, direction, state, from, to, agency, months, total, askedAt }: Move): string =>
  `${reference}  ${directions[direction] ?? direction}  ${from === to ? from : `${from} → ${to}`}  ${agency?.name ?? ''}  ` +
  `${months} 个月 months  ${total}  ${states[state] ?? state}  ${askedAt.slice(0, 10)}`;

/** The move that a command names by its reference. Throws Refused `not-found` for what is none. */
const moveOf = async ({ app, args: [reference = ''] }: CommandDesk<object>): Promise<ListedTransferDto> => {
  const { transfers } = await app
    .get(TransferViews, { strict: false })
    .list({ state: null, direction: null, scheme: null }, { ...usualAsk, search: reference });
  const [found] = transfers;
  if (transfersNamedIn(reference).length !== 1 || found === undefined)
    throw new Refused('not-found', reference);
  return found;
};

/** The approval that a move waits for. Throws Refused `not-found`, `approval-decided`. */
const waitingFor = async (desk: CommandDesk<object>): Promise<string> => {
  const { reference, state, approval } = await moveOf(desk);
  if (state !== 'asked' || approval === null) throw new Refused('approval-decided', reference);
  return approval;
};

const inFull = ({ explanation, ...move }: ExplainedTransferDto & { readonly name: string }): string[] => [
  `${lineOf(move)}  ${move.name}`,
  `  个人账户 account ${move.account}  统筹 pool ${move.pool}  退本人 to the person ${move.backToPerson}  退财政 to finance ${move.backToFinance}`,
  ...(move.letter === null ? [] : [`  联系函 letter ${move.letter}`]),
  ...move.spans.map(
    ({ first, last, base, account }) => `  ${first} – ${last}  基数 bases ${base}  账户 account ${account}`,
  ),
  ...(explanation?.steps ?? []).map(
    ({ label, expression, result, basis }) =>
      `  ${label.zh} ${label.en}: ${expression} = ${result}（${basis}）`,
  ),
  ...(move.receivedOn === null ? [] : [`  到账 received ${move.receivedOn}`]),
  ...(move.approval === null ? [] : [`  审批 approval ${move.approval}`]),
];

type ListOptions = {
  readonly state?: string;
  readonly direction?: string;
  readonly scheme?: string;
  readonly search?: string;
  readonly after?: string;
};

const addViews = (group: Command): void => {
  staffCommand<ListOptions, TransferPageDto>(
    group
      .command('list')
      .description('转移接续业务，最早的在前 / moves of insurance, the oldest first')
      .option('--state <word>', `状态 / under-way | ${transferStates.join(' | ')}`)
      .option('--direction <word>', `方向 / ${transferDirections.join(' | ')}`)
      .option('--scheme <code>', '险种 / scheme')
      .option('--search <text>', '业务编号、姓名、机构或联系函 / reference, name, agency or letter')
      .option('--after <text>', '接上一页 / go on after this page'),
    {
      example: 'central moves list --state under-way --as 0501',
      act: 'insurance-transfers.list',
      work: ({ app, options: { state, direction, scheme, search, after } }) =>
        app.get(TransferViews, { strict: false }).list(
          {
            state: oneOf('state', state, ['under-way', ...transferStates]),
            direction: oneOf('direction', direction, transferDirections),
            scheme: scheme ?? null,
          },
          { ...usualAsk, search: search ?? null, after: after ?? null },
        ),
      show: ({ transfers, next }) => [
        ...(transfers.length === 0
          ? ['没有符合条件的转移 / no move fits']
          : transfers.map((one) => `${lineOf(one)}  ${one.name} ${one.maskedNumber}`)),
        ...(next === null ? [] : [`→ --after ${next}`]),
      ],
    },
  );
  staffCommand<object, ExplainedTransferDto & { readonly name: string }>(
    group
      .command('show')
      .description('一笔转移：月份、金额及算法 / one of them: months, money and how it is reckoned')
      .argument('<reference>', '业务编号，如 ZY00000000197 / its reference'),
    {
      example: 'central moves show ZY00000000197 --as 0501',
      act: 'insurance-transfers.read-person',
      work: async (desk) => {
        const { id, personId, name } = await moveOf(desk);
        const { transfers } = await desk.app.get(TransferViews, { strict: false }).ofPerson(personId);
        const found = transfers.find((one) => one.id === id);
        if (found === undefined) throw new Refused('not-found', desk.args[0]);
        return { ...found, name };
      },
      show: inFull,
    },
  );
};

const decided = ({ id, what, stateWords }: ApprovalInFullDto): string[] => [
  `${id}  ${what.zh}`,
  `  ${stateWords.zh} ${stateWords.en}`,
];

const addDecisions = (group: Command): void => {
  const reference = ['<reference>', '业务编号 / its reference'] as const;
  staffCommand<{ readonly reason?: string }, ApprovalInFullDto>(
    group
      .command('approve')
      .description('批准，即时生效；提请人不得办理 / approve, with its effect at once; not by whoever asked')
      .argument(...reference)
      .option('--reason <text>', '意见 / a remark'),
    {
      example: 'central moves approve ZY00000000197 --as 0201',
      act: 'approvals.approve',
      work: async (desk) => {
        const id = await waitingFor(desk);
        await desk.app.get(Approvals, { strict: false }).approve(id, desk.asker, desk.options.reason);
        return desk.app.get(WaitingList, { strict: false }).read(desk.asker, id);
      },
      show: decided,
    },
  );
  staffCommand<{ readonly reason: string }, ApprovalInFullDto>(
    group
      .command('reject')
      .description('不批准 / reject')
      .argument(...reference)
      .requiredOption('--reason <text>', '原因 / why'),
    {
      example: 'central moves reject ZY00000000197 --reason 月数不符 --as 0201',
      act: 'approvals.reject',
      work: async (desk) => {
        const id = await waitingFor(desk);
        await desk.app.get(Approvals, { strict: false }).reject(id, desk.asker, desk.options.reason);
        return desk.app.get(WaitingList, { strict: false }).read(desk.asker, id);
      },
      show: decided,
    },
  );
};

type MoneyOptions = {
  readonly statement?: string;
  readonly line?: string;
  readonly voucher?: string;
  readonly receivedOn?: string;
  readonly amount?: string;
};

/** A whole number of a row. Throws Refused `malformed-request`. */
const rowNumber = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refused('malformed-request', `${name} ${text}`);
  return Number(text);
};

/** Throws Refused `malformed-request` for half of either way. */
const moneyOf = ({ statement, line, voucher, receivedOn, amount }: MoneyOptions): TransferMoneyDto => {
  const isLine = statement !== undefined && line !== undefined;
  const isVoucher = voucher !== undefined && receivedOn !== undefined && amount !== undefined;
  if (isLine === isVoucher || (isVoucher && !/^\d{1,10}\.\d{2}$/.test(amount)))
    throw new Refused('malformed-request', '--statement --line | --voucher --received-on --amount');
  return isLine
    ? { statement: rowNumber('--statement', statement), line: rowNumber('--line', line) }
    : { voucher: voucher ?? '', receivedOn: receivedOn ?? '', amount: amount ?? '' };
};

const addMoney = (group: Command): void => {
  staffCommand<MoneyOptions, ListedTransferDto>(
    group
      .command('receive')
      .description(
        '认领一笔转入的资金：待认领的对账单行，或财政专户凭证 / have money be that of a move: a line that waits, or a voucher of the fiscal account',
      )
      .argument('<reference>', '业务编号 / its reference')
      .option('--statement <number>', '对账单号 / statement')
      .option('--line <number>', '行号 / line')
      .option('--voucher <text>', '财政专户凭证号 / voucher')
      .option('--received-on <day>', '到账日期，YYYY-MM-DD / day')
      .option('--amount <yuan>', '到账金额 / amount'),
    {
      example:
        'central moves receive ZY00000000197 --voucher C-17 --received-on 2026-11-20 --amount 9000.00 --as 0501',
      act: 'insurance-transfers.receive',
      work: async (desk) => {
        const asked = moneyOf(desk.options);
        const { id } = await moveOf(desk);
        const by = { staffNumber: desk.asker.number };
        await desk.app.get(TransferMoney, { strict: false }).receive(id, asked, by);
        return moveOf(desk);
      },
      show: (move) => [lineOf(move)],
    },
  );
  staffCommand<
    { readonly reason: string; readonly account?: string; readonly accountName?: string },
    TransferAskedDto
  >(
    group
      .command('send-back')
      .description(
        '提请把错误转入的资金退回对方，由他人批准 / ask to send money back that came by mistake; others decide it',
      )
      .argument('<reference>', '业务编号 / its reference')
      .requiredOption('--reason <text>', '事由 / why')
      .option('--account <number>', '收款账号；不填则退回原付款账户 / account; left out: where it came from')
      .option('--account-name <name>', '户名 / its holder'),
    {
      example: 'central moves send-back ZY00000000197 --reason 对方误转 --as 0501',
      act: 'insurance-transfers.ask-sending-back',
      work: async (desk) => {
        const { id } = await moveOf(desk);
        return desk.app.get(TransferSendingBack, { strict: false }).ask(id, desk.options, desk.asker);
      },
      show: ({ reference, approval }) => [`${reference} 已提请 asked; central approvals approve ${approval}`],
    },
  );
};

/** Adds `moves`. */
export const addMoveCommands = (program: Command): void => {
  const group = program.command('moves').description('关系转移接续 / moves of insurance');
  addViews(group);
  addDecisions(group);
  addMoney(group);
};
