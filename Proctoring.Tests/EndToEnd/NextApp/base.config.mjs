// The repository has a lock file too, so Next.js would take the repository for the app.
export const base = { turbopack: { root: import.meta.dirname }, outputFileTracingRoot: import.meta.dirname };
