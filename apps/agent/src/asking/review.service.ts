/** Applications before a reviewer at this window: listed and decided at the centre. */
import { Injectable } from '@nestjs/common';
import type { ApplicationsToDecide } from '#libs/contract/card-window.js';
import { CentralClient } from '../central/central.client.js';
import { oneOf } from '../central/words-known.js';

@Injectable()
export class ReviewService {
  constructor(private readonly central: CentralClient) {}

  /** Those that wait for a decision, the oldest first. Throws Refusal, `not-permitted` for other roles. */
  async list(): Promise<ApplicationsToDecide> {
    const { applications, next } = await this.central.asStaff((headers) =>
      this.central.http.GET('/v1/card-applications', { params: { query: { state: 'applied' } }, headers }),
    );
    return {
      applications: applications.map((one) => ({
        ...one,
        sex: oneOf(['male', 'female'] as const, one.sex, 'sex'),
      })),
      more: next !== null,
    };
  }

  /** Throws Refusal: `same-person` for whoever took the application, `application-decided`. */
  async approve(number: string): Promise<void> {
    await this.central.asStaff((headers) =>
      this.central.http.POST('/v1/card-applications/{number}/approval', {
        params: { path: { number } },
        headers,
      }),
    );
  }

  /** The applicant reads the reason. Throws Refusal: `same-person`, `application-decided`. */
  async reject(number: string, reason: string): Promise<void> {
    await this.central.asStaff((headers) =>
      this.central.http.POST('/v1/card-applications/{number}/rejection', {
        params: { path: { number } },
        body: { reason },
        headers,
      }),
    );
  }
}
