/** Starts the public page where somebody prepares what they want to do. */
import '../shared/element-styles.js';
import '../shared/page.css';

import { createApp } from 'vue';

import { leaveKeysToInputMethod } from '../shared/input-method.js';
import { createLanguage } from '../shared/language.js';
import PreparePage from './prepare-page.vue';
import { chinese } from './words/chinese.js';
import { english } from './words/english.js';

leaveKeysToInputMethod();
createApp(PreparePage).use(createLanguage(chinese, english)).mount('#page');
