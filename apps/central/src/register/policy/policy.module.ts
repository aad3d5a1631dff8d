/** Parameters of law and bureau. */
import { Module } from '@nestjs/common';
import { PolicyService } from './policy.service.js';
import { PolicyStore } from './policy.store.js';

@Module({ providers: [PolicyService, PolicyStore], exports: [PolicyService] })
export class PolicyModule {}
