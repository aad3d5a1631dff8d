/** `benefits`: who reaches the age for a pension in the next months, and what is missing to it. */
import type { Command } from 'commander';
import { RetirementsAhead } from '../../insurance/retirements/retirements-ahead.service.js';
import type { RetirementAheadDto } from '../../insurance/retirements/retirements-ahead.dto.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { staffCommand } from './staff-command.js';

type Options = { readonly scheme?: string; readonly missing?: boolean; readonly search?: string };
type Answer = { readonly retirements: readonly RetirementAheadDto[] };

const lineOf = (one: RetirementAheadDto): string =>
  `${one.month}  ${one.name}  ${one.maskedNumber}  ${one.scheme}  ${one.post}  已缴 paid ${one.paid}/${one.least}  ` +
  `差 missing ${one.missingThen}  未缴 unpaid ${one.unpaidMonths}  ${one.ways.join(' ')}`;

/** Adds `benefits`. */
export const addBenefitCommands = (program: Command): void => {
  const group = program.command('benefits').description('待遇 / benefits');
  staffCommand<Options, Answer>(
    group
      .command('ahead')
      .description(
        '一年内到龄和到龄未申领的人员 / who reaches the age within a year, or did and claims nothing',
      )
      .option('--scheme <code>', '险种 / scheme: 110, 120, 170')
      .option('--missing', '仅年限不足的 / only who is short of months')
      .option('--search <text>', '姓名或完整号码 / a name or a whole number'),
    {
      example: 'benefits ahead --scheme 110 --missing --as 0101',
      act: 'retirements-ahead.list',
      work: async ({ app, options: { scheme = null, missing = false, search = null } }) => {
        const service = app.get(RetirementsAhead, { strict: false });
        const retirements: RetirementAheadDto[] = [];
        let after: string | null = null;
        do {
          const page: Awaited<ReturnType<RetirementsAhead['list']>> = await service.list(
            { scheme, months: null, isShort: missing },
            { ...usualAsk, search, after },
          );
          retirements.push(...page.retirements);
          after = page.next;
        } while (after !== null);
        return { retirements };
      },
      show: ({ retirements }) =>
        retirements.length === 0 ? ['没有符合条件的人员 nobody fits'] : retirements.map((one) => lineOf(one)),
    },
  );
};
