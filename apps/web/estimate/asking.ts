/** Asks the estimates that the page is made of, one after the other, and keeps the answer to the newest question alone. */
import type { Problem } from '#libs/contract/problems.js';
import type { components } from '#libs/contract/central-api.js';
import { month, monthsAround, type PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import { ref, shallowRef } from 'vue';
import { type Answer, post } from '../shared/request.js';
import { ageMonthsIn, type Paid, paidBy } from './retirement-points.js';

type Schemas = components['schemas'];
export type RetirementFound = Schemas['RetirementAnswerDto'];
type PensionFound = Schemas['EmployeePensionAnswerDto'];

/** What somebody said of themselves. */
export type Told = {
  readonly sex: 'male' | 'female';
  readonly post: 'cadre' | 'worker';
  readonly birth: PlainMonth;
  readonly paid: Paid;
  readonly index: string;
  /** Paid on by a month; nothing: no more is paid. */
  readonly base: Fen;
};

export type PensionAt = {
  readonly month: PlainMonth;
  readonly ageMonths: number;
  readonly isStatutory: boolean;
  /** Of what must be paid; nothing: enough is. */
  readonly missingMonths: number;
  readonly pension: PensionFound;
};

export type Found = { readonly retirement: RetirementFound; readonly points: readonly PensionAt[] };

/** Half-years are near enough for a line, and few enough to ask for each. */
const stepMonths = 6;
/** Half of the questions that one may ask a minute wait for the next change. */
const restMs = 500;

type Stopped =
  | { readonly outcome: 'refused'; readonly problem: Problem }
  | { readonly outcome: 'unanswered' };

const estimate = <T>(kind: string, question: object): Promise<Answer<T>> =>
  post<T>(`/v1/estimates/${kind}`, question);

const pensionsOf = async (
  told: Told,
  retirement: RetirementFound,
  now: PlainMonth,
): Promise<readonly PensionAt[] | Stopped> => {
  const statutory = month(retirement.retireMonth);
  const earliest = month(retirement.earliest?.month ?? statutory);
  const latest = month(retirement.latest?.month ?? statutory);
  const points: PensionAt[] = [];
  for (const at of monthsAround(earliest, statutory, latest, stepMonths)) {
    const { years, months, account } = paidBy(at, now, told.paid, told.base);
    const ageMonths = ageMonthsIn(told.birth, at);
    const answer = await estimate<PensionFound>('employee-pension', {
      index: told.index,
      years,
      account,
      retireAgeMonths: ageMonths,
    });
    if (answer.outcome !== 'done') return answer;
    const least =
      at < statutory
        ? (retirement.earliest?.minimumMonths ?? retirement.minimumMonths)
        : retirement.minimumMonths;
    points.push({
      month: at,
      ageMonths,
      isStatutory: at === statutory,
      missingMonths: Math.max(least - months, 0),
      pension: answer.value,
    });
  }
  return points;
};

/** The estimate of what was told last, with what stands in its way. */
export const useEstimate = (now: () => PlainMonth) => {
  const found = shallowRef<Found | null>(null);
  const stopped = shallowRef<Stopped | null>(null);
  const asking = ref(false);
  let newest = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const askNow = async (told: Told): Promise<void> => {
    newest += 1;
    const mine = newest;
    asking.value = true;
    const retirement = await estimate<RetirementFound>('retirement', {
      sex: told.sex,
      post: told.sex === 'male' ? 'standard' : told.post,
      birthMonth: told.birth,
    });
    const points =
      retirement.outcome === 'done' ? await pensionsOf(told, retirement.value, now()) : retirement;
    if (mine !== newest) return;
    asking.value = false;
    stopped.value = 'outcome' in points ? points : null;
    if (!('outcome' in points) && retirement.outcome === 'done')
      found.value = { retirement: retirement.value, points };
  };

  /** Asks once nothing more is typed for a moment; null: what is entered is not whole. */
  const ask = (told: Told | null): void => {
    clearTimeout(waiting);
    if (told === null) {
      newest += 1;
      asking.value = false;
      found.value = null;
      stopped.value = null;
      return;
    }
    waiting = setTimeout(() => void askNow(told), restMs);
  };
  return { found, stopped, asking, ask };
};
