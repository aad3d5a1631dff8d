/** `central approvals …`: what waits for a second person, decided and taken back. */
import type { Command } from 'commander';
import { isApprovalKind, type ApprovalKind } from '#libs/contract/approvals.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalDto, ApprovalInFullDto, ApprovalsDto } from '../../records/approvals/approvals.dto.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { WaitingList } from '../../records/approvals/waiting-list.service.js';
import { measured, type Measured } from './measured.js';
import { staffCommand, type CommandDesk } from './staff-command.js';

const lineOf = ({ id, words, what, askedBy, askerName, ageHours, level, levels }: ApprovalDto): string =>
  `${id}  ${words.zh} ${words.en}  ${what.zh}${what.en === what.zh ? '' : ` ${what.en}`}  ` +
  `提请 asked by ${askerName ?? ''} ${askedBy}  已 ${ageHours} 小时 h` +
  (levels > 1 ? `  第 ${level}/${levels} 级 level` : '');

const inFull = (one: ApprovalInFullDto): string[] => [
  lineOf(one),
  ...one.details.map(({ label, value }) => `  ${label.zh} ${label.en}: ${value.zh}`),
  ...(one.amount === null ? [] : [`  金额 amount: ${one.amount}`]),
  ...(one.reason === null ? [] : [`  事由 why: ${one.reason}`]),
  `  批准后 once approved: ${one.effect.zh} / ${one.effect.en}`,
  ...(one.expiresAt === null ? [] : [`  办理时限 to be decided before ${one.expiresAt}`]),
  ...(one.outdated ? ['  ! 提请后内容已变化 it has changed since it was asked for'] : []),
  ...one.steps.map(
    ({ words, by, name, at, reason }) =>
      `  ${words.zh} ${words.en}: ${name ?? ''} ${by ?? ''} ${at}${reason === null ? '' : `  ${reason}`}`,
  ),
  `  ${one.stateWords.zh} ${one.stateWords.en}`,
];

const readKind = (kind: string | undefined): ApprovalKind | null => {
  if (kind === undefined) return null;
  if (!isApprovalKind(kind)) throw new Refused('malformed-request', `kind ${kind}`);
  return kind;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The approval a command names. Throws Refused `approval-unknown` for what is no id. */
const idOf = ({ args: [id = ''] }: CommandDesk<object>): string => {
  if (!uuid.test(id)) throw new Refused('approval-unknown', id);
  return id;
};

const read = (desk: CommandDesk<object>): Promise<ApprovalInFullDto> =>
  desk.app.get(WaitingList, { strict: false }).read(desk.asker, idOf(desk));

const addViews = (group: Command): void => {
  staffCommand<{ readonly kind?: string; readonly after?: string }, ApprovalsDto>(
    group
      .command('list')
      .description('待我办理的事项，及我提请的 / what waits for me, and what I asked for')
      .option('--kind <kind>', '只列一类，如 card-batch / of one kind')
      .option('--after <id>', '接上一页 / go on after this one'),
    {
      example: 'central approvals list --as 0201',
      act: 'approvals.list',
      work: ({ app, asker, options }) =>
        app.get(WaitingList, { strict: false }).list(asker, readKind(options.kind), options.after ?? null),
      show: ({ waiting, asked, next }) => [
        ...(waiting.length === 0 ? ['没有待我办理的事项 / nothing waits for me'] : waiting.map(lineOf)),
        ...(next === null ? [] : [`→ --after ${next}`]),
        ...(asked.length === 0 ? [] : ['我提请的 asked by me:', ...asked.map((one) => `  ${lineOf(one)}`)]),
      ],
    },
  );
  staffCommand<object, ApprovalInFullDto>(
    group
      .command('show')
      .description('一个事项的内容与办理经过 / one of them in full, with every step so far')
      .argument('<id>', '编号 / its id'),
    {
      example: 'central approvals show 019da1b2-… --as 0201',
      act: 'approvals.read',
      work: read,
      show: inFull,
    },
  );
};

const addDecisions = (group: Command): void => {
  staffCommand<{ readonly reason?: string }, ApprovalInFullDto & Measured>(
    group
      .command('approve')
      .description('批准，即时生效；提请人不得办理 / approve, with its effect at once; not by whoever asked')
      .argument('<id>', '编号 / its id')
      .option('--reason <text>', '意见 / a remark'),
    {
      example: 'central approvals approve 019da1b2-… --as 0201',
      act: 'approvals.approve',
      // What is approved is carried out at once, a whole city's payments among it.
      work: (desk) =>
        measured(async () => {
          await desk.app
            .get(Approvals, { strict: false })
            .approve(idOf(desk), desk.asker, desk.options.reason);
          return read(desk);
        }),
      show: inFull,
    },
  );
  staffCommand<{ readonly reason: string }, ApprovalInFullDto>(
    group
      .command('reject')
      .description('不批准 / reject')
      .argument('<id>', '编号 / its id')
      .requiredOption('--reason <text>', '原因 / why'),
    {
      example: 'central approvals reject 019da1b2-… --reason 与证件不符 --as 0201',
      act: 'approvals.reject',
      work: async (desk) => {
        await desk.app.get(Approvals, { strict: false }).reject(idOf(desk), desk.asker, desk.options.reason);
        return read(desk);
      },
      show: inFull,
    },
  );
  staffCommand<{ readonly reason?: string }, ApprovalInFullDto>(
    group
      .command('withdraw')
      .description('撤回自己提请的事项 / take back what one asked for')
      .argument('<id>', '编号 / its id')
      .option('--reason <text>', '原因 / why'),
    {
      example: 'central approvals withdraw 019da1b2-… --as 0001',
      act: 'approvals.withdraw',
      work: async (desk) => {
        await desk.app
          .get(Approvals, { strict: false })
          .withdraw(idOf(desk), desk.asker, desk.options.reason);
        return read(desk);
      },
      show: inFull,
    },
  );
};

/** Adds what one sees and decides approvals with. */
export const addApprovalCommands = (program: Command): void => {
  const group = program
    .command('approvals')
    .description('须另一人办理的事项 / what waits for a second person');
  addViews(group);
  addDecisions(group);
};
