/** Starts the bench page. */
import '../shared/element-styles.js';
import '../shared/page.css';

import { createApp } from 'vue';

import { leaveKeysToInputMethod } from '../shared/input-method.js';
import { createLanguage } from '../shared/language.js';
import BenchPage from './bench-page.vue';
import { chinese } from './words/chinese.js';
import { english } from './words/english.js';

leaveKeysToInputMethod();
createApp(BenchPage).use(createLanguage(chinese, english)).mount('#page');
