/** Kinds and channels of a shift's sums in the reader's words; one that has none is shown as it is. */
import { actName } from '#libs/contract/act-words.js';

import { useWording } from '../../shared/language.js';
import type { ShiftSum } from '../api.js';
import { todayChinese } from './words.js';

export const useShiftWords = () => {
  const { t, say } = useWording();
  const kindOf = (kind: string): string => say(actName(kind));
  const channelOf = (channel: string): string =>
    channel in todayChinese.channels ? t(`today.channels.${channel}`) : channel;
  return {
    kindOf,
    channelOf,
    /** `缴费·现金`. */
    placeOf: ({ kind, channel }: ShiftSum): string =>
      [kindOf(kind), channelOf(channel)].filter((part) => part !== '').join('·'),
  };
};
