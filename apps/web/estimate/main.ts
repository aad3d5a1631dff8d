/** Starts the public page that estimates a pension. */
import '../shared/element-styles.js';
import '../shared/page.css';

import { createApp } from 'vue';

import { leaveKeysToInputMethod } from '../shared/input-method.js';
import { createLanguage } from '../shared/language.js';
import EstimatePage from './estimate-page.vue';
import { chinese } from './words/chinese.js';
import { english } from './words/english.js';

leaveKeysToInputMethod();
createApp(EstimatePage).use(createLanguage(chinese, english)).mount('#page');
