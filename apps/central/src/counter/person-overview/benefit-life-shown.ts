/** One benefit of a person as the overview tells it: its life from the claim on, and what each of its months came to. */
import { benefitSpans } from '#libs/benefits/benefit-spans.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { causeWords } from '../../insurance/claims/benefit-changes.service.js';
import { claimReference } from '../../insurance/claims/claim.js';
import type { BenefitEventDto, OverviewBenefitDto } from './person-overview.dto.js';
import type {
  BenefitChangeRow,
  BenefitMonthRow,
  BenefitRow,
  RedeterminedRow,
} from './person-overview.store.js';

const amountOf = (text: string) => fen(BigInt(text));

/** From the claim to the grant; of one that was on record before claims were, the first month alone. */
const beginning = ({
  reference,
  claimedOn,
  claimedBy,
  grantedOn,
  firstMonth,
}: BenefitRow): BenefitEventDto[] => {
  const evidence = reference === null ? null : claimReference(reference);
  const granted = { what: 'granted', on: grantedOn ?? firstMonth, cause: null, evidence, by: null };
  return claimedOn === null
    ? [granted]
    : [{ what: 'claimed', on: claimedOn, cause: null, evidence, by: claimedBy }, granted];
};

/** As it was known by a day: `changes`, `anew` and `months` are those of this benefit alone. */
export const benefitOf = (
  row: BenefitRow,
  changes: readonly BenefitChangeRow[],
  anew: readonly RedeterminedRow[],
  months: readonly BenefitMonthRow[],
  day: PlainDate,
): OverviewBenefitDto => {
  const { id, kind, scheme, firstMonth, paidMonths, openMonths } = row;
  // A last month that was left by an end which was entered later was not known.
  const ended = changes.some(({ change }) => change.what === 'ended');
  const lastMonth = row.isEndedLater && !ended ? null : row.lastMonth;
  const spans = benefitSpans(
    { firstMonth, lastMonth },
    changes.map(({ change }) => change),
    months.map(({ period, due, paid }) => ({ period, due: amountOf(due), paid: amountOf(paid) })),
    monthOf(day),
  );
  return {
    id,
    kind,
    kindName: describedBenefit(kind).words,
    scheme,
    schemeName: schemeName(scheme),
    firstMonth,
    lastMonth,
    paidMonths,
    paidTotal: formatYuan(amountOf(row.paidTotal)),
    openMonths,
    openTotal: formatYuan(amountOf(row.openTotal)),
    events: [
      ...beginning(row),
      ...anew.map(({ on, evidence, by }) => ({ what: 'redetermined', on, cause: null, evidence, by })),
      ...changes.map(({ change, evidence, by }) => ({
        what: change.what,
        on: change.from,
        cause: change.what === 'resumed' ? null : causeWords(change.cause),
        evidence,
        by,
      })),
    ],
    spans: spans.map(({ amount, ...span }) => ({ ...span, amount: formatYuan(amount) })),
  };
};
