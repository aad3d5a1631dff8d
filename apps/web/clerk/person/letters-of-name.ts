/** In which letters the name of who is here is written, so that it stays together. */

/**
 * More than six fill one line of the left column: 扎西卓玛 does not, 阿卜杜勒热合曼·买买提依明江 does. Four to six fit beside the
 * photo where the screen is wide, and get smaller letters where it is narrow.
 */
export const lettersOfName = (name: string): 'short' | 'middle' | 'long' => {
  const { length } = [...name];
  return length > 6 ? 'long' : length > 3 ? 'middle' : 'short';
};
