// The sign-in: the cookie says who the user is.
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';

export async function auth() {
  const userId = (await cookies()).get('user')?.value ?? null;
  return { userId, redirectToSignIn: () => redirect('/results') };
}
