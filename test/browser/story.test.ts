import { LOCALES } from '../../server/contract/index.js';
import { inBrowser } from '../chromium.js';
import { ALL } from './support/languages.js';
import { tellStory } from './support/tell-story.js';

for (const locale of ALL ? LOCALES : (['fa'] as const))
  inBrowser(`the story in a browser (${locale})`, () => tellStory(locale));
