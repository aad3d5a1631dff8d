/** What passes between the agent and its page about the clerk's shift. */
import type { components } from './central-api.js';
import type { Yuan } from './yuan.js';

/** `POST /desk/shifts/own` → 200: what the clerk ends the shift by, as the centre has it. */
export type OwnShift = components['schemas']['OwnShiftDto'];

/**
 * `POST /desk/shifts/counts` → 202 Act: the till as it was counted. Refused `shift-acts-waiting` while something of the clerk's has not
 * reached the centre. `POST /desk/shifts` → 204: begins another shift after one was ended today.
 */
export type ShiftCountRequest = {
  readonly key: string;
  readonly counted: Yuan;
  /** What the books said when it was counted. */
  readonly expected: Yuan;
  readonly reason?: string;
};

/** `POST /desk/shifts/takers` → 200 ShiftTaker: another clerk confirms to take the till over; the password goes to the centre only. */
export type ShiftTakingRequest = {
  readonly staffNumber: string;
  readonly password: string;
  readonly amount: Yuan;
};
export type ShiftTaker = { readonly staffNumber: string; readonly name: string };

/** `POST /desk/shifts/hand-overs` → 202 Act: to whoever has confirmed. */
export type ShiftHandOverRequest = { readonly key: string; readonly to: string; readonly amount: Yuan };
