/** Brings a fund of the small city to where it can pay: collected money up to the finance, and from there to the account it is spent from. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { FundMovements } from '../../insurance/subsidies/fund-movements.service.js';
import { askers, haveDecided } from './deciding.js';

/** `amount` in yuan; once a month and fund. Throws Refused as {@link FundMovements.ask}. */
export const supplyFund = async (
  app: NestFastifyApplication,
  { scheme, amount, month }: { readonly scheme: string; readonly amount: string; readonly month: PlainMonth },
): Promise<void> => {
  const movements = app.get(FundMovements, { strict: false });
  for (const kind of ['sweep', 'supply'] as const) {
    const voucher = `${kind === 'sweep' ? 'SJ' : 'BK'}-${month}-${scheme}-01`;
    await haveDecided(app, 'fund-movement', `${scheme}/${voucher}`, () =>
      movements.ask({ scheme, kind, amount, voucher }, { number: askers.accountant }),
    );
  }
};
