export { foldCall } from './fold.js';
export { MENU_TRIES, type MenuInput, type MenuMove, nextMove, stepOf } from './menu.js';
