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

/** `POST /desk/person-papers` → IssuedPaper: a paper with a number of its own; `GET /desk/person-papers/{number}` → its PDF. `key` is made for each paper anew. */
export type PaperRequest = PersonReference & {
  readonly purpose: string;
  readonly kind: PaperKind;
  /** Of `account` and `benefits`: which year. */
  readonly year?: number;
  readonly key: string;
};
export type PaperKind = 'statement' | 'certificate' | 'account' | 'move' | 'benefits';
export type IssuedPaper = components['schemas']['IssuedDocumentDto'];
