/** Ends approvals that nobody decided in their time, whichever process finds them first. */
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { Approvals } from './approvals.service.js';

@Injectable()
export class ApprovalLapses {
  constructor(approvals: Approvals, jobs: Jobs, @Inject(CONFIG) { lapseEveryMs }: CentralConfig) {
    jobs.add({
      name: 'approvals',
      purpose: { zh: '终止到期无人审批的事项', en: 'End approvals that nobody decided in their time' },
      times: { everyMs: lapseEveryMs },
      run: async (signal) => {
        const ended = await approvals.lapse(signal);
        if (ended === 0) return null;
        return { words: { zh: `到期终止 ${ended} 项`, en: `${ended} ended` }, counts: { ended } };
      },
    });
  }
}
