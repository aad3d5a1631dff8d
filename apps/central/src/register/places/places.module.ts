/** Puts together the places of the area: depots where cards lie. */
import { Module } from '@nestjs/common';
import { PlacesService } from './places.service.js';
import { PlacesStore } from './places.store.js';

@Module({ providers: [PlacesService, PlacesStore], exports: [PlacesService] })
export class PlacesModule {}
