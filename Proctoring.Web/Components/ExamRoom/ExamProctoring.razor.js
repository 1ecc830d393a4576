// The room itself is in wwwroot/js/proctoring, so that tests can run it without a browser.
export { canFullscreen, check, enter } from '../../js/proctoring/room.js';
