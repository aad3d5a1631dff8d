/** Parameters of law and bureau. */
import { Module } from '@nestjs/common';
import { ParametersController } from './parameters.controller.js';
import { PolicyService } from './policy.service.js';
import { PolicyStore } from './policy.store.js';

@Module({
  controllers: [ParametersController],
  providers: [PolicyService, PolicyStore],
  exports: [PolicyService],
})
export class PolicyModule {}
