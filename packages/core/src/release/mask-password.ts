/** Owns how the URL of a database is shown. */
export function maskPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^:/@]*):[^@]*@/, '$1:***@');
}
