/** What units declare. */
import { Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { UnitsModule } from '../../register/units/units.module.js';
import { DeclarationsController } from './declarations.controller.js';
import { Declarations } from './declarations.service.js';
import { DeclarationsStore } from './declarations.store.js';

@Module({
  imports: [AuditModule, PolicyModule, UnitsModule],
  controllers: [DeclarationsController],
  providers: [Declarations, DeclarationsStore],
  exports: [Declarations],
})
export class DeclarationsModule {}
