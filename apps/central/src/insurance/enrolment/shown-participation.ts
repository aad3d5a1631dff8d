/** A participation as the console shows it: what it is, and not who entered it. */
import type { Participation } from '../participations/participation.js';
import type { UnitParticipationDto } from './units.dto.js';

export const shownParticipation = ({
  id,
  scheme,
  category,
  projectCode,
  since,
  until,
  endReason,
}: Participation): UnitParticipationDto => ({ id, scheme, category, projectCode, since, until, endReason });
