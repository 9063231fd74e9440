/** Owns turning the text of a JSON or YAML file into a checked value, by the name of the file. */
import {
  AuthoringError,
  checkParsed,
  isAuthoringError,
  type ParseLimits,
  parseJson,
} from '@objectstack/metadata-authoring';

/** YAML nodes that aliases may add, as the yaml package counts them. */
const ALIAS_LIMIT = 100;

/** @throws INPUT_UNPARSABLE naming the file, DEPTH_EXCEEDED, PAYLOAD_TOO_LARGE */
export async function parseDocument(text: string, shown: string, limits: ParseLimits): Promise<unknown> {
  return naming(shown, async () =>
    /\.ya?ml$/i.test(shown) ? parseYaml(text, limits) : parseJson(text.replace(/^\uFEFF/, ''), limits),
  );
}

async function parseYaml(text: string, limits: ParseLimits): Promise<unknown> {
  const { parseDocument: parse } = await import('yaml');
  // core: no tags that build dates or binary; a key twice is an error, and so is a warning.
  const document = parse(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
  });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault)
    throw new AuthoringError('INPUT_UNPARSABLE', `no valid YAML: ${fault.message.split('\n')[0]}`, {
      suggestion: 'correct the YAML at that place',
      cause: fault,
    });
  return checkParsed(document.toJS({ maxAliasCount: ALIAS_LIMIT }), { limits });
}

/** Errors of a file among many say which one. */
async function naming<T>(shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isAuthoringError(error)) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AuthoringError('INPUT_UNPARSABLE', `${shown}: ${reason}`, {
        suggestion: 'correct the file',
        cause: error,
      });
    }
    throw new AuthoringError(error.code, `${shown}: ${error.message}`, {
      details: { ...error.details, file: shown },
      ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
      cause: error,
    });
  }
}
