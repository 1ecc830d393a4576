// The repository has a lock file too, so Next.js would take the repository for the app.
// create-next-app sets cacheComponents.
export const base = { cacheComponents: true, turbopack: { root: import.meta.dirname }, outputFileTracingRoot: import.meta.dirname };
