/** Owns the name of the person at this machine: who acts when no --actor is given. */
import { userInfo } from 'node:os';

export function systemUser(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the user database, as in many containers.
    return env.USER ?? env.USERNAME ?? 'user';
  }
}
