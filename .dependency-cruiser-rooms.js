/** That folders have an order to read them in, as files do. Specs are left out: they may use what lies above their room. */
import settings from './.dependency-cruiser.js';

export default {
  forbidden: [
    {
      name: 'rooms-make-no-circle',
      comment: 'A circle of folders has no beginning to read from',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(libs|hardware|apps/central/src)' },
      to: { circular: true },
    },
  ],
  options: { ...settings.options, exclude: { path: '^data/|\\.spec\\.ts$|^test/' } },
};
