/** Estimates that anyone may ask for. */
import { Module } from '@nestjs/common';
import { PolicyModule } from '../../register/policy/policy.module.js';
import { EstimatesController } from './estimates.controller.js';
import { EstimatesService } from './estimates.service.js';

@Module({ imports: [PolicyModule], controllers: [EstimatesController], providers: [EstimatesService] })
export class EstimatesModule {}
