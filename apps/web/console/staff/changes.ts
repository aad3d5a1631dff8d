/** What an administrator does about a member of staff, and when it can be done. */
import type { SignName } from '../../shared/sign-paths.js';
import type { Tone } from '../../shared/tone.js';
import type { StaffMember } from '../api.js';

/** In the order in which they are listed. */
export const staffStates = ['active', 'joining', 'suspended', 'left'] as const;

export type StaffState = (typeof staffStates)[number];

type MemberChange = 'role' | 'reset' | 'suspend' | 'dismiss';

export type Change =
  | { readonly kind: 'join' }
  | { readonly kind: 'unlock' }
  | { readonly kind: MemberChange; readonly member: StaffMember };

/** Throws RangeError for a state that this page does not know. */
export const stateOf = ({ state, staffNumber }: StaffMember): StaffState => {
  const known = staffStates.find((one) => one === state);
  if (known === undefined) throw new RangeError(`${staffNumber} is ${state}`);
  return known;
};

export const markOf = (state: StaffState): { readonly tone: Tone; readonly sign: SignName } => {
  switch (state) {
    case 'active':
      return { tone: 'good', sign: 'good' };
    case 'joining':
      return { tone: 'warn', sign: 'wait' };
    case 'suspended':
      return { tone: 'bad', sign: 'lock' };
    default:
      return { tone: 'plain', sign: 'person' };
  }
};

/** Whether somebody never had a password: another code for them takes no second person. */
export const neverHadPassword = (member: StaffMember): boolean =>
  stateOf(member) === 'joining' && member.lastSignedInAt === null;

/** What the centre lets be done with a member as they stand. */
export const changesOf = (member: StaffMember): readonly MemberChange[] => {
  switch (stateOf(member)) {
    case 'active':
      return ['role', 'reset', 'suspend', 'dismiss'];
    case 'left':
      return ['reset'];
    default:
      return ['reset', 'dismiss'];
  }
};
