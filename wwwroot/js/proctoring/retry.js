// The SDK is served to other origins and must not import from here, so the shared helper lives beside it.
export * from '../../sdk/retry.js';
