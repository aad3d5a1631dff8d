/**
 * What somebody wants to do, written down at home and brought along as a code (decision 0083). The code is an address whose fragment
 * holds the whole of it: nothing is kept anywhere, and no browser sends a fragment to a server. It names nobody.
 */
import { cardServices, type CardService } from '#libs/cards/card-services.js';
import { addDays, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';

/** What persons pay themselves, by AAE140 code. */
export const payableSchemes = ['110', '170', '310', '390'] as const;
export type PayableScheme = (typeof payableSchemes)[number];

/** Services that somebody comes for with their card, in the order they are offered. */
export const preparableServices = [
  'proof-of-life',
  'enabling',
  'pin-change',
  'renewal',
  'replacement',
  'loss',
  'change-of-data',
] as const satisfies readonly CardService[];
export type PreparableService = (typeof preparableServices)[number];

export type PreparedAct = {
  readonly preparedOn: PlainDate;
  /** All that is owed in each of these schemes; `tier`: the whole tier in yuan, null where none is to be chosen or none was yet. */
  readonly pay: readonly { readonly scheme: PayableScheme; readonly tier: string | null }[];
  /** All benefits that lie ready. */
  readonly collect: boolean;
  readonly service: PreparableService | null;
};

/** What is owed changes: a slip found later brings up nothing. */
const validDays = 14;

/** The last day on which it is taken. */
export const lastDayOf = ({ preparedOn }: PreparedAct): PlainDate => addDays(preparedOn, validDays);

/** Yuan with two places. */
const isAmount = (text: string): boolean => /^[1-9]\d{0,9}\.\d{2}$/.test(text);

/** Where the page stands at the centre's own address. */
export const preparePath = '/prepare/';

/** The fragment of its address, without `#`. */
export const writePrepared = ({ preparedOn, pay, collect, service }: PreparedAct): string =>
  [
    `on=${preparedOn}`,
    ...(pay.length === 0
      ? []
      : [`pay=${pay.map(({ scheme, tier }) => (tier === null ? scheme : `${scheme}:${tier}`)).join(',')}`]),
    ...(collect ? ['collect=1'] : []),
    ...(service === null ? [] : [`service=${service}`]),
  ].join('&');

const readPay = (text: string): PreparedAct['pay'] | null => {
  const pay = text.split(',').map((part) => {
    const [code, tier = null, ...more] = part.split(':');
    const scheme = payableSchemes.find((one) => one === code);
    if (scheme === undefined || more.length > 0) return null;
    return tier === null || isAmount(tier) ? { scheme, tier } : null;
  });
  const read = pay.filter((part) => part !== null);
  const isOnce = new Set(read.map(({ scheme }) => scheme)).size === pay.length;
  return isOnce ? read : null;
};

/** What a fragment holds; null: not whole, or something that nobody could have prepared. */
export const readPrepared = (fragment: string): PreparedAct | null => {
  const fields = new URLSearchParams(fragment);
  const preparedOn = parseDate(fields.get('on') ?? '');
  const asked = fields.get('pay');
  const pay = asked === null ? [] : readPay(asked);
  const named = fields.get('service');
  const service = preparableServices.find((one) => one === named) ?? null;
  const collect = fields.get('collect') === '1';
  if (preparedOn === null || pay === null || (named !== null && service === null)) return null;
  return pay.length > 0 || collect || service !== null ? { preparedOn, pay, collect, service } : null;
};

/** What a service is called. */
export const wordsOfPreparable = (service: PreparableService) => cardServices[service].words;
