import { inBrowser } from '../chromium.js';
import { tellStory } from './support/tell-story.js';

inBrowser('the story in a browser, in English', () => tellStory('en'));
