// The room itself is in wwwroot/js/proctoring, where it is tested without a browser.
export { canFullscreen, check, enter } from '../../js/proctoring/room.js';
