// One list for our own pages and for the pages that embed us.
export * from '../../sdk/guard.js';
