/** How the centre says what time it is, so that a window with a wrong clock reckons with the centre's. */

/** On every answer: milliseconds since 1970, as the answer leaves. */
export const centreTimeHeader = 'x-central-time';

/** A clock that is further off than this is said to be wrong, wherever clocks are shown. */
export const clockToleranceSeconds = 30;
