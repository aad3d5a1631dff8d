/** Fills in the pinyin initials of names that came without them: by files, by an earlier version, by a change of name. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../ground/database/database.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { initialsOf } from './initials.js';
import { PeopleByNameStore } from './people-by-name.store.js';

const everyMs = 60_000;
const atOnce = 2000;
/** So many rounds a run; what is left waits for the next. */
const rounds = 100;

@Injectable()
export class InitialsOfNames {
  constructor(
    private readonly database: Database,
    private readonly names: PeopleByNameStore,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'name-initials',
      purpose: {
        zh: '为姓名补注拼音首字母，供窗口查找',
        en: 'Note the pinyin initials of names, for the search at windows',
      },
      times: { everyMs },
      run: async (signal) => {
        const noted = await this.note(signal);
        if (noted === 0) return null;
        return { words: { zh: `补注 ${noted} 人`, en: `${noted} noted` }, counts: { noted } };
      },
    });
  }

  /** How many were noted; ends early when the signal is aborted. */
  async note(signal?: AbortSignal): Promise<number> {
    let noted = 0;
    for (let round = 0; round < rounds; round++) {
      if (signal?.aborted === true) break;
      const done = await this.database.transaction(async (tx) => {
        const people = await this.names.withoutInitials(tx, atOnce);
        await this.names.noteInitials(
          tx,
          people.map(({ id, name }) => ({ id, initials: initialsOf(name) })),
        );
        return people.length;
      });
      noted += done;
      if (done < atOnce) break;
    }
    return noted;
  }
}
