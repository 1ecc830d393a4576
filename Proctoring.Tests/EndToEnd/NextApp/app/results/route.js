// What the app knows about its exams, for the test.
import { results } from '@/lib/attempts';

export const dynamic = 'force-dynamic';

export const GET = () => Response.json(results());
