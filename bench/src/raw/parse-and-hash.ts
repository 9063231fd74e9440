/** Owns the least that validating and identifying a body costs: the spec's parse and metadata-core's hash. */
export async function SPEC_PARSE_AND_HASH() {
  const { ObjectStackDefinitionSchema } = await import('@objectstack/spec');
  const { canonicalize, hashSpec } = await import('@objectstack/metadata-core');
  const { ObjectSchema } = await import('@objectstack/spec/data');
  void ObjectStackDefinitionSchema;
  return (body: unknown) => {
    if (!ObjectSchema.safeParse(body).success) throw new Error('the raw side met a body that does not parse');
    return { checksum: hashSpec(body), canonical: canonicalize(body) };
  };
}
