/** Fills the demonstration city by its own program, and knows the PIN of its virtual cards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCentral } from './central-command.js';
import { centralDemonstration } from './program-plans.js';
import type { PlanContext } from './program-plans.js';

export type Demonstration = {
  /** One-time code for window 1; null when it is enrolled already. */
  readonly enrolmentCode: string | null;
  /** The same for the kiosk. */
  readonly kioskEnrolmentCode: string | null;
  /** A clerk to sign in with. */
  readonly clerk: { readonly staffNumber: string; readonly password: string };
  /** Numbers of approved applications of people without a card. */
  readonly approvedApplications: readonly string[];
};

/** Adds whatever of the demonstration city is missing; running it again changes nothing. */
export const seedDemonstration = (context: PlanContext, population = 0): Promise<Demonstration> =>
  runCentral<Demonstration>(context, [`--population=${population}`], { program: centralDemonstration() });

/** Lives the last two years of the people beside those with cards; begun again it goes on. Ends early when `signal` is aborted. */
export const liveHistory = (
  context: PlanContext,
  signal: AbortSignal,
): Promise<{ readonly months: number; readonly statements: number }> =>
  runCentral(context, ['--history'], { program: centralDemonstration(), signal });

/** The PIN as the holder of a demonstration card knows it: from the card's image, which the seed wrote. */
export const pinOfCard = (data: string, cardId: string): string => {
  const image = JSON.parse(readFileSync(join(data, 'cards', `${cardId}.json`), 'utf8')) as { pin: string };
  return image.pin;
};
