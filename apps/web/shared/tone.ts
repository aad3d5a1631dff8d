/** The four tones a state can have; each is also told by a word and a sign. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain';
