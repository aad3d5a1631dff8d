/** What the page of prepared acts says in English. */
import type { chinese } from './chinese.js';

export const english: typeof chinese = {
  office: 'Social insurance: prepare it yourself',
  title: 'Prepare at home, bring the code',
  kept: 'No sign-in, no name, no number. What you choose stands in the code below alone: nothing is sent or kept. It is done only once you confirm it with your card and PIN, at a window or a kiosk.',
  next: 'Next: ',
  trace: 'Trace',
  wants: 'What I want to do',
  pay: 'Pay (all that is owed in a scheme)',
  tier: 'Tier of the resident pension (yuan a year)',
  tierHint: 'Left empty: choose it at the window or kiosk',
  tierAsking: 'Asking…',
  tierBrings: 'You pay {person} yuan, the government adds {subsidy}',
  tierNone: 'There is no such tier; write one such as 300',
  tierUnanswered: 'What the government adds cannot be asked just now; you may choose the tier there',
  collect: 'Benefits',
  collectAll: 'Collect all that lie ready',
  service: 'Card service (one)',
  noService: 'None',
  slip: 'The slip',
  nothing: 'Choose what you want to do, and the code appears here.',
  payOf: 'Pay: {scheme}',
  payOfTier: 'Pay: {scheme}, tier of {tier} yuan',
  bring:
    'Bring your own card and have this scanned at any window or kiosk by {day}. Nothing on it is about you: losing it does no harm.',
  code: 'Code of what is prepared',
  print: 'Print',
  address: 'Address',
};
