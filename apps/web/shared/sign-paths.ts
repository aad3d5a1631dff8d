/** The strokes of each sign, drawn on a square of 24. */
export const signPaths = {
  good: ['M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z', 'M8 12.5l2.8 2.8L16 9.5'],
  warn: ['M12 4L2.8 20h18.4z', 'M12 10v4.5', 'M12 17.2v.1'],
  bad: ['M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z', 'M9 9l6 6', 'M15 9l-6 6'],
  wait: ['M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z', 'M12 7v5l3.5 2'],
  unknown: [
    'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18z',
    'M9.5 9.5a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.5',
    'M12 16.6v.1',
  ],
  card: ['M3 6h18v12H3z', 'M6 11h4v3.5H6z', 'M13 14.5h5'],
  reader: ['M4 13h16v7H4z', 'M7 13V4h10v9', 'M8 17h8'],
  printer: ['M7 9V3h10v6', 'M4 9h16v8h-3', 'M7 17H4V9', 'M7 14h10v7H7z'],
  network: [
    'M12 19.2v.1',
    'M8.5 15.5a5 5 0 0 1 7 0',
    'M5.5 12.2a9.3 9.3 0 0 1 13 0',
    'M2.6 9a13.4 13.4 0 0 1 18.8 0',
  ],
  till: ['M3 7h18v11H3z', 'M12 10a2.5 2.5 0 1 0 0 5a2.5 2.5 0 0 0 0-5z', 'M6 10.5v.1', 'M18 14.5v.1'],
  lock: ['M5 11h14v9H5z', 'M8 11V8a4 4 0 0 1 8 0v3'],
  bank: ['M3 9.5L12 4l9 5.5z', 'M5.5 10v8', 'M10 10v8', 'M14 10v8', 'M18.5 10v8', 'M3 20.5h18'],
  eye: [
    'M2.5 12S6 5.5 12 5.5S21.5 12 21.5 12S18 18.5 12 18.5S2.5 12 2.5 12z',
    'M12 9.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6z',
  ],
} as const;

export type SignName = keyof typeof signPaths;
