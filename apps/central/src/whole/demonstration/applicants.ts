/** Applications of the demonstration that wait for somebody or came to nothing, so that the card window has something to do. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { yearOf } from '#libs/kernel/plain-date.js';
import { CardApplicationsStore } from '../../cards/lives/card-applications.store.js';
import { ApplicationApprovals } from '../../cards/lives/application-approvals.service.js';
import { CardLives, type NewApplication } from '../../cards/lives/card-lives.service.js';
import { PhotosService } from '../../cards/lives/photos.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import { PlacesService } from '../../register/places/places.service.js';
import { Clock } from '../../ground/clock.js';
import { insureResident } from './resident-insurance.js';
import { ParticipationsService } from '../../insurance/participations/participations.service.js';
import { Database } from '../../ground/database/database.js';
import { PeopleService } from '../../register/people/people.service.js';
import { numberOf, type DemonstrationPerson } from './people.js';
import { portrait } from './portrait.js';

const depot = { code: 'D01', name: '德令哈市社会保障卡服务中心' };
const unit = { code: 'U001', name: '德令哈市第一小学' };

type Applicant = Pick<DemonstrationPerson, 'name' | 'sex' | 'bornYearsAgo' | 'birthday'> &
  Pick<NewApplication, 'guardian' | 'agent' | 'unitCode'> & {
    /** Why it was not approved; it waits for the review where there is none. */
    readonly rejected?: string;
  };

/** Number and name of somebody grown up who acts for another; nobody of the register. */
const grownUp = (name: string, place: number, thisYear: number) => ({
  name,
  number: numberOf(
    {
      id: '',
      name,
      sex: 'female',
      bornYearsAgo: 41,
      birthday: '06-06',
      specificationVersion: '3.00',
      note: '',
    },
    place,
    thisYear,
  ),
});

const applicants = (thisYear: number): readonly Applicant[] => [
  {
    name: '洛桑尼玛',
    sex: 'male',
    bornYearsAgo: 22,
    birthday: '01-19',
    guardian: null,
    agent: null,
    unitCode: null,
  },
  {
    name: '仁青卓玛',
    sex: 'female',
    bornYearsAgo: 9,
    birthday: '05-02',
    guardian: grownUp('卓玛吉', 190, thisYear),
    agent: null,
    unitCode: unit.code,
  },
  {
    name: '周德福',
    sex: 'male',
    bornYearsAgo: 78,
    birthday: '10-30',
    guardian: null,
    agent: { ...grownUp('周小燕', 191, thisYear), relation: 'child' },
    unitCode: null,
  },
  {
    name: '吴海生',
    sex: 'male',
    bornYearsAgo: 36,
    birthday: '02-11',
    guardian: null,
    agent: null,
    unitCode: null,
    rejected: '照片与本人不符，请重新拍照',
  },
];

/** After everybody else of the demonstration, so that no number comes twice. */
const firstIndex = 180;

/** Adds those of them who have never applied. */
export const seedApplicants = async (
  app: NestFastifyApplication,
  clerk: string,
  reviewer: string,
): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const [database, lives, people] = [get(Database), get(CardLives), get(PeopleService)];
  const now = get(Clock).now();
  const thisYear = yearOf(get(Clock).today());
  const photoDigest = await get(PhotosService).add(portrait());
  await database.transaction(async (tx) => {
    await get(PlacesService).putDepot(tx, depot);
    await get(UnitsService).addNamed(tx, unit);
  });
  for (const [index, { guardian, agent, unitCode, rejected, ...person }] of applicants(thisYear).entries()) {
    const who = { ...person, id: '', specificationVersion: '3.00', note: '' } as const;
    const number = numberOf(who, firstIndex + index, thisYear);
    await database.transaction(async (tx) => {
      const { id: personId } = await people.register(tx, number, person.name);
      if ((await get(CardApplicationsStore).ofPeople(tx, [personId])).length > 0) return;
      await insureResident(get(ParticipationsService), tx, personId, thisYear);
      const application: NewApplication = {
        personId,
        reason: 'first',
        unitCode,
        depot: depot.code,
        photoDigest,
        phone: null,
        guardian,
        agent,
        replacesCardId: null,
        feeFen: 0n,
      };
      const by = { at: now, staffNumber: clerk, terminalId: null };
      const [applicationId] = await lives.apply(tx, [application], by);
      if (applicationId === undefined || rejected === undefined) return;
      await get(ApplicationApprovals).decide(
        tx,
        applicationId,
        'rejected',
        { number: reviewer, role: 'reviewer' },
        rejected,
      );
    });
  }
};
