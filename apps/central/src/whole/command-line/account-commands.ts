/** `accounts interest`: a year's interest credited to the accounts of a scheme. */
import type { Command } from 'commander';
import { Refused } from '../../ground/http/refused.js';
import { AccountInterest, type YearOfInterest } from '../../insurance/accounts/interest.service.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';

/** Adds `accounts`. */
export const addAccountCommands = (program: Command): void => {
  const accounts = program.command('accounts').description('个人账户 / personal accounts');
  staffCommand<object, YearOfInterest & Measured>(
    accounts
      .command('interest')
      .description(
        '按当年记账利率为某险种个人账户计息；中断后再次运行即继续，补记只记差额 / credit a year’s interest; run again it goes on, and adds what came in since',
      )
      .argument('<scheme>', '险种或账户 / scheme or account: 110, 120, 120-annuity, 170')
      .argument('<year>', '年度，如 2025 / a year that is over'),
    {
      example: 'accounts interest 110 2025 --as 0501',
      act: 'account-interest.run',
      work: ({ app, asker, args: [scheme = '', year = ''], progress }) => {
        if (!/^\d{4}$/.test(year)) throw new Refused('malformed-request', year);
        return measured(() =>
          app
            .get(AccountInterest, { strict: false })
            .credit(scheme, Number(year), asker.number, { progress }),
        );
      },
      show: ({ scheme, year, accounts: count, interest, seconds }) => [
        `${scheme} ${year}  ${count} 个账户 accounts  利息 interest ${interest}`,
        `${seconds.toFixed(1)} s`,
      ],
    },
  );
};
