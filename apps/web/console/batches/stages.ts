/** The way of a batch: which states of its items belong to which step, and how far it has come. */
import type { Tone } from '../../shared/tone.js';
import type { Batch, BatchStage, BatchStatus } from '../api.js';

/** Steps in their order; items that ended without a card stand apart. */
export const steps = ['waiting', 'production', 'personalised', 'delivered', 'handedOver', 'ended'] as const;

export type Step = (typeof steps)[number];

const stepOf: Readonly<Record<string, Step>> = {
  applied: 'waiting',
  approved: 'waiting',
  'in-production': 'production',
  personalised: 'personalised',
  delivered: 'delivered',
  'left-out': 'ended',
  spoiled: 'ended',
  'batch-rejected': 'ended',
  rejected: 'ended',
  withdrawn: 'ended',
};

/** The step a state belongs to; whatever a card becomes in its holder's hands, it was handed over. */
export const stepOfState = (state: string): Step => stepOf[state] ?? 'handedOver';

/** Stages of one step. */
export const stagesAt = (stages: readonly BatchStage[], step: Step): readonly BatchStage[] =>
  stages.filter(({ state }) => stepOfState(state) === step);

const countAt = (stages: readonly BatchStage[], step: Step): number =>
  stagesAt(stages, step).reduce((sum, { items }) => sum + items, 0);

/** Cards in their holders' hands, of those that are to become cards at all. */
export const handedOver = ({
  stages,
}: Pick<BatchStatus, 'stages'>): { readonly done: number; readonly of: number } => ({
  done: countAt(stages, 'handedOver'),
  of: steps.reduce((sum, step) => sum + (step === 'ended' ? 0 : countAt(stages, step)), 0),
});

/** How far a batch has come with a step: not begun, some of its cards, or all that are to become cards. */
export type Progress = 'to-do' | 'partly' | 'done';

/** Whether the cards of a batch have reached a step. Spoiled ones have been through the maker, and wait for nothing more. */
export const progressTo = (
  stages: readonly BatchStage[],
  step: 'personalised' | 'delivered' | 'handedOver',
): Progress => {
  const count = (some: readonly Step[]): number =>
    some.reduce((sum, one) => sum + (one === 'ended' ? 0 : countAt(stages, one)), 0);
  const at = steps.indexOf(step);
  const [waiting, arrived] = [count(steps.slice(0, at)), count(steps.slice(at))];
  if (waiting > 0) return arrived > 0 ? 'partly' : 'to-do';
  return arrived > 0 || stages.some(({ state }) => state === 'spoiled') ? 'done' : 'to-do';
};

export const isAtWork = (status: BatchStatus | null): boolean =>
  status?.work.some(({ finished }) => !finished) ?? false;

/** How a decision looks. */
export const decisionMark = ({
  state,
}: Batch): { readonly tone: Tone; readonly sign: 'good' | 'bad' | 'wait' } =>
  state === 'approved'
    ? { tone: 'good', sign: 'good' }
    : state === 'rejected'
      ? { tone: 'bad', sign: 'bad' }
      : { tone: 'warn', sign: 'wait' };
