/** The time, as a thing tests can set. */
import { Injectable } from '@nestjs/common';
import { businessDate, type PlainDate } from '#libs/kernel/plain-date.js';

@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** The bureau's calendar day (Asia/Shanghai). */
  today(): PlainDate {
    return businessDate(this.now());
  }
}
