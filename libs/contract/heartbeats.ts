/** How a page notices that whoever sends its event stream stands still, though the connection does not break. */

/** Sent on every event stream as event `beat`, whether or not anything happens. */
export const heartbeatMs = 2_000;

/** After so many seconds without a word the stream is given up, and opened anew. */
export const silentSeconds = 5;
