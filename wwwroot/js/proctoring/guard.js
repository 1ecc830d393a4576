// One list for our own page and for the pages that we are embedded in.
export * from '../../sdk/guard.js';
