/** Orders the specs: as long as they took last time, and on a machine that has not run them yet whatever starts programs first. */
import Sequencer from '@jest/test-sequencer';

/** Those that take longest, whatever the size of their file; the last to begin would keep one worker while the others are done. */
const long = /\/test\/(journeys|faults|tidy)|command-line\.spec|-killed\.spec|key-ceremony\.spec/;

const unknown = (test) => test.duration == null && long.test(test.path);

export default class LongFirst extends Sequencer {
  sort(tests) {
    // What took how long is noted with each test by this.
    super.sort(tests);
    return [...tests.filter(unknown), ...tests.filter((test) => !unknown(test))];
  }
}
