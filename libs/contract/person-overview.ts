/** What passes between the agent and its page about all that is known of one person, as of a day. */
import type { components } from './central-api.js';
import type { PersonReference } from './card-window.js';

/** `POST /desk/person-overviews` → PersonOverview: as it was known and stood on a day. The asking is logged with its purpose. */
export type PersonOverviewRequest = PersonReference & {
  readonly purpose: string;
  /** `2026-11-24`; left out: today. */
  readonly on?: string;
};

export type PersonOverview = components['schemas']['PersonOverviewDto'];
