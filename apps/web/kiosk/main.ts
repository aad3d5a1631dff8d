/** Starts the page of a kiosk, and keeps hands that are not on an answer from leaving it. */
import './kiosk.css';

import { createApp } from 'vue';

import { createLanguage } from '../shared/language.js';
import KioskPage from './kiosk-page.vue';
import { stayHere } from './stay-here.js';
import { chinese } from './words/chinese.js';
import { english } from './words/english.js';

stayHere();
createApp(KioskPage).use(createLanguage(chinese, english)).mount('#page');
