// uPlot makes a formatter for the browser's language as it is loaded, and fails where there is no such language.
// Imported before it, this gives it one.

import { readerLanguage } from '../../../ui/language.js';

const language = readerLanguage();
if (navigator.language !== language)
  Object.defineProperty(navigator, 'language', { configurable: true, get: () => language });
