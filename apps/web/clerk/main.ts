/** Starts the clerk page. */
import '../shared/element-styles.js';
import '../shared/page.css';

import { createApp } from 'vue';

import { leaveKeysToInputMethod } from '../shared/input-method.js';
import { createLanguage } from '../shared/language.js';
import ClerkPage from './clerk-page.vue';
import { english } from './words/english.js';
import { chinese } from './words/chinese.js';

leaveKeysToInputMethod();
createApp(ClerkPage).use(createLanguage(chinese, english)).mount('#page');
