/** Units and building sites of the demonstration's small city, made up by rule. */
import { unifiedSocialCreditCodeCheck } from '#libs/identity/unified-social-credit-code.js';
import { addMonths, date, firstDayOf, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import { firmName, offices, oneOf, townships, trades } from './population-names.js';

export type CityUnit = {
  readonly code: string;
  readonly name: string;
  readonly kind: 'enterprise' | 'self-employed' | 'public-institution' | 'government';
  readonly creditCode: string;
  readonly industryClass: number | null;
  readonly size: 'small' | 'large';
  readonly township: string;
  readonly foundedOn: PlainDate;
};

export type CityProject = {
  readonly code: string;
  readonly name: string;
  readonly unitCode: string;
  readonly costFen: Fen;
  readonly startsOn: PlainDate;
  readonly endsOn: PlainDate;
};

const withCheck = (first17: string): string => `${first17}${unifiedSocialCreditCodeCheck(first17)}`;

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** So many units, the public ones first. */
export const makeUnits = (count: number, random: () => number): readonly CityUnit[] => {
  const names = new Set<string>();
  return Array.from({ length: count }, (_, index): CityUnit => {
    const office = offices[index];
    const trade = oneOf(trades, random);
    const isShop = office === undefined && index % 7 === 0;
    let name = office?.name ?? firmName(trade.name, random);
    while (names.has(name)) name = firmName(trade.name, random);
    names.add(name);
    const kind = office?.kind ?? (isShop ? 'self-employed' : 'enterprise');
    const prefix = { government: '11', 'public-institution': '12', enterprise: '91', 'self-employed': '92' }[
      kind
    ];
    return {
      code: `C${padded(index + 1, 4)}`,
      name: isShop ? name.replace('有限公司', '店') : name,
      kind,
      creditCode: withCheck(`${prefix}632802MA7${padded(52000 + index * 7, 6)}`),
      industryClass: office === undefined ? trade.industryClass : 1,
      size: index % 9 === 4 ? 'large' : 'small',
      township: oneOf(townships.slice(0, 4), random).code,
      foundedOn: date(`${2004 + (index % 15)}-0${1 + (index % 9)}-15`),
    };
  });
};

/** Building sites of some of the builders, under way on a day. */
export const makeProjects = (units: readonly CityUnit[], today: PlainDate): readonly CityProject[] =>
  units
    .filter(({ kind, industryClass }) => kind === 'enterprise' && industryClass === 6)
    .slice(0, 5)
    .map((unit, index) => ({
      code: `P${padded(index + 1, 3)}`,
      name: `${['巴音河景观', '光热电站三期', '第四小学扩建', '城北保障房', '工业园道路'][index] ?? ''}工程`,
      unitCode: unit.code,
      costFen: fen(BigInt(30 + index * 18) * 100_000_000n),
      startsOn: firstDayOf(addMonths(monthOf(today), -14 + index * 3)),
      endsOn: firstDayOf(addMonths(monthOf(today), 4 + index * 3)),
    }));
