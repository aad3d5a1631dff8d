/** `central bank …`: acts whose outcome the bank does not say, and what its statement says of them. */
import type { Command } from 'commander';
import { Refused } from '../../ground/http/refused.js';
import type {
  BankOutcomesDto,
  OutcomeAskedDto,
  StatedOutcomeDto,
} from '../../counter/acts/bank-outcomes.dto.js';
import { BankOutcomes } from '../../counter/acts/bank-outcomes.service.js';
import { staffCommand } from './staff-command.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const reference = /^[0-9A-Za-z][0-9A-Za-z._/-]{0,63}$/;

type Stated = {
  readonly outcome: string;
  readonly reference: string;
  readonly date: string;
  reason?: string;
};

/** What the options state. Throws Refused `malformed-request`. */
const statedBy = ({ outcome, ...rest }: Stated): StatedOutcomeDto => {
  if (outcome !== 'succeeded' && outcome !== 'refused')
    throw new Refused('malformed-request', `outcome ${outcome}`);
  if (!reference.test(rest.reference)) throw new Refused('malformed-request', `reference ${rest.reference}`);
  return { ...rest, outcome };
};

/** Adds what the books are brought to an end with where the bank says nothing. */
export const addBankCommands = (program: Command): void => {
  const group = program
    .command('bank')
    .description('银行不受理、待人工认定的业务 / acts the bank does not take, for a person to conclude');
  staffCommand<object, BankOutcomesDto>(
    group.command('list').description('待认定的业务，最久的在前 / those that wait, the longest first'),
    {
      example: 'central bank list --as 0501',
      act: 'bank-outcomes.list',
      work: ({ app }) => app.get(BankOutcomes, { strict: false }).list(),
      show: ({ acts, count, total }) => [
        count === 0 ? '没有待认定的业务 / nothing waits' : `共 ${count} 笔 acts, ${total} 元 yuan`,
        ...acts.flatMap(({ key, kind, amount, businessDate, staffNumber, ageHours, said, asked }) => [
          `${key}  ${kind === 'payment' ? '缴费 payment' : '领取 collection'}  ${amount}  ${businessDate}  经办 clerk ${staffNumber}  ` +
            `已 ${ageHours} 小时 h  ${said ?? ''}`,
          ...(asked === null
            ? []
            : [
                `  已提请 asked by ${asked.askedBy}: ${asked.what.zh} / ${asked.what.en}  → ${asked.approval}`,
              ]),
        ]),
      ],
    },
  );
  staffCommand<Stated, OutcomeAskedDto>(
    group
      .command('conclude')
      .description(
        '按对账单提请认定，由审批人员另行批准 / ask to conclude one by the statement; approvers decide it',
      )
      .argument('<key>', '业务流水号 / its key')
      .requiredOption('--outcome <word>', 'succeeded 已入账 booked；refused 未入账 not booked')
      .requiredOption('--reference <text>', '对账单流水号 / reference on the statement')
      .requiredOption('--date <day>', '对账单日期 / date of the statement, YYYY-MM-DD')
      .option('--reason <text>', '说明 / a remark'),
    {
      example:
        'central bank conclude 019da1b2-… --outcome succeeded --reference B000000009999 --date 2026-11-24 --as 0501',
      act: 'bank-outcomes.ask',
      work: ({ app, asker, args: [key = ''], options }) => {
        if (!uuid.test(key)) throw new Refused('not-found', key);
        return app.get(BankOutcomes, { strict: false }).ask(key, statedBy(options), { number: asker.number });
      },
      show: ({ approval, levels }) => [
        `已提请，须 ${levels} 名审批人员批准 asked; ${levels} approver(s) decide: central approvals approve ${approval}`,
      ],
    },
  );
};
