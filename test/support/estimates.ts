/** Asks estimates as tests do: a question as anyone may write it, by the parameters that come with the program. */
import { BodyPipe } from '../../apps/central/src/ground/http/body.pipe.js';
import { Refused } from '../../apps/central/src/ground/http/refused.js';
import {
  estimateKinds,
  type EstimateKind,
} from '../../apps/central/src/insurance/estimates/estimate-kinds.js';
import { shippedParameters } from '../../apps/central/src/register/policy/shipped-parameters.js';
import { date } from '#libs/kernel/plain-date.js';
import type { Result } from '#libs/kernel/result.js';
import { expect } from '@jest/globals';

/** By what they are asked: today is fixed. */
export const estimateRules = { parameters: shippedParameters(), today: date('2026-11-27') };

const pipe = new BodyPipe();

const read = <Asked extends object>(asks: new () => Asked, question: object): Asked =>
  pipe.transform(question, { type: 'body', metatype: asks }) as Asked;

/** What an estimate answers, without its explanation. */
export const estimated = (
  kind: EstimateKind,
  question: object,
  by = estimateRules,
  leastSteps = 1,
): Record<string, unknown> => {
  const answer = estimateKinds[kind].answer((asks) => read(asks, question), by);
  const { explanation, ...rest } = answer;
  expect(explanation.steps.length).toBeGreaterThanOrEqual(leastSteps);
  return { ...rest };
};

/** The code and detail a question is refused with. */
export const estimateRefusal = (kind: EstimateKind, question: object): string => {
  try {
    estimated(kind, question);
  } catch (fault) {
    if (fault instanceof Refused) return `${fault.code} ${fault.detail}`;
    return fault instanceof Error ? fault.constructor.name : String(fault);
  }
  return 'answered';
};

/** The value of a rule that has to come out. */
export const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
};
