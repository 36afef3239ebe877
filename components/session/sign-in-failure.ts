import { ApiProblem, describeFailure } from '@/lib/queries/api-problem';

/** Why somebody could not sign in, and which field it is about; null for neither. */
export interface SignInFailure {
  field: 'username' | 'password' | null;
  title: string;
  detail: string;
}

/** What to tell a person whose sign-in failed, and where. */
export function signInFailure(error: unknown): SignInFailure {
  const { title, detail } = describeFailure(error);
  if (!(error instanceof ApiProblem)) return { field: null, title, detail };
  if (error.code === 'unauthenticated') return { field: 'password', title, detail };
  if (error.code !== 'invalid_request') return { field: null, title, detail };
  const [mistake] = mistakesOf(error);
  if (mistake?.path === 'username')
    return { field: 'username', title, detail: `A user name ${mistake.message}.` };
  if (mistake?.path === 'password')
    return { field: 'password', title, detail: `A password ${mistake.message}.` };
  return { field: null, title, detail };
}

function mistakesOf({ members }: ApiProblem): { path: string; message: string }[] {
  const { errors } = members;
  return Array.isArray(errors) ? errors.filter(isMistake) : [];
}

function isMistake(value: unknown): value is { path: string; message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    'message' in value &&
    typeof value.path === 'string' &&
    typeof value.message === 'string'
  );
}
