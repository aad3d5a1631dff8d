/** Starts the console of batches. */
import '../shared/element-styles.js';
import '../shared/page.css';
import './console.css';

import { createApp } from 'vue';

import { leaveKeysToInputMethod } from '../shared/input-method.js';
import { createLanguage } from '../shared/language.js';
import ConsolePage from './console-page.vue';
import { chinese } from './words/chinese.js';
import { english } from './words/english.js';

leaveKeysToInputMethod();
createApp(ConsolePage).use(createLanguage(chinese, english)).mount('#page');
