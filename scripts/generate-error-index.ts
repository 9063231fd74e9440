/** Owns docs/errors/README.md: every code with its kind, HTTP status and exit code, from the table in error.ts. */
import { ERROR_CODES, ERROR_KINDS, type ErrorCode } from '@objectstack/metadata-authoring';
import { GENERATED, table } from './markdown.ts';

export function errorIndexPage(): string {
  const rows = (Object.keys(ERROR_CODES) as ErrorCode[]).map((code) => {
    const kind = ERROR_CODES[code];
    const { http, exit } = ERROR_KINDS[kind];
    return [`[${code}](${code}.md)`, kind, String(http), String(exit)];
  });
  return `${GENERATED}
# Error codes

Every failure carries one code. Codes are never reused. The kind decides the HTTP status and the exit code of \`mda\`;
\`busy\` and \`unavailable\` mean that the same call may succeed later without any change. This version has no HTTP
server: the column fixes what one answers.

With \`--json\`, \`mda\` prints \`{"error": {code, kind, message, details, suggestion}}\` on standard output; without it,
the message and the suggestion on standard error.

${table(['code', 'kind', 'HTTP', 'exit code'], rows)}
`;
}
