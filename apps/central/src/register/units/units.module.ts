/** Puts together what central knows of units and their construction projects. */
import { Module } from '@nestjs/common';
import { UnitsService } from './units.service.js';
import { UnitsStore } from './units.store.js';

@Module({ providers: [UnitsService, UnitsStore], exports: [UnitsService] })
export class UnitsModule {}
