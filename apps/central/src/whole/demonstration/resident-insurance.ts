/** Insures somebody of the demonstration as a resident: pension and medical, from the beginning of a year. */
import { date } from '#libs/kernel/plain-date.js';
import type { Transaction } from '../../ground/database/database.js';
import type { ParticipationsService } from '../../insurance/participations/participations.service.js';

/** Whoever takes part already, from whatever day, is left as they are. */
export const insureResident = async (
  participations: ParticipationsService,
  tx: Transaction,
  personId: string,
  year: number,
): Promise<void> => {
  const standing = await participations.ofPerson(tx, personId);
  for (const scheme of ['170', '390'])
    if (standing.every((one) => one.scheme !== scheme))
      await participations.begin(
        tx,
        personId,
        { scheme, category: 'resident', since: date(`${year}-01-01`) },
        null,
      );
};
