/** Words in English of what batch operators hand over and ask for. */
import type { ordersChinese } from './chinese.js';

export const ordersEnglish: typeof ordersChinese = {
  comma: ', ',
  states: { waiting: 'Under way', done: 'Done', refused: 'Not done' },
  goesOn:
    'Taken; it is done by itself, also when this page is closed or a program starts anew. Its progress is shown here.',
  again: 'Press once more when the centre answers again: nothing is done twice.',
  lineLost: 'The centre does not answer; it goes on from there by itself.',
  discard: 'Give this file up',
  arrived: 'Arrived whole',
  packing: 'Packing the photos…',
  tooManyPhotos: 'Too many photos, or too large: pack them into one ZIP.',
  removed: 'was kept for its time and is gone',
  files: {
    report: 'Row by row',
    'left-out': 'Rows left out',
    'account-list': 'List for the bank',
    'maker-data': 'Data for the maker (encrypted)',
  },
  newImport: 'Import applicants',
  applicants: 'File of applicants',
  applicantsHint: 'CSV in UTF-8 or GB 18030; its first line has the codes of columns: {columns} (* required)',
  photos: 'Photos (may be left out)',
  photosHint:
    'One ZIP, or several JPEG; each named by the social security number, such as 632802199003070018.jpg, 100 KB at most.',
  look: 'Look at it',
  lookHint: 'Registers nobody; shows control totals and what is wrong, for you to decide.',
  importedBefore: 'This file was imported before, or is being imported.',
  import: 'Import {count}',
  importTitle: 'Import applicants',
  willImport: 'Registers {count} people with their applications, which then wait for a batch.',
  willLeave: '{count} rows are refused and left out; correct them in a file of their own.',
  byCode: 'Imports exactly what was looked at, by control code {code}; nothing where it changed since.',
  allOrNothing: 'Import nothing while any row is refused',
};
