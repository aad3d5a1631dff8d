/** Which names are too long for the largest letters. */

/** More than fill one line of the left column: 扎西卓玛 does not, 阿卜杜勒热合曼·买买提依明江 does. */
export const isLongName = (name: string): boolean => [...name].length > 6;
