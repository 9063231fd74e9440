/** Owns random object bodies that the spec's ObjectSchema accepts. */
import fc from 'fast-check';

type Body = Readonly<Record<string, unknown>>;

const options = [
  { label: 'A', value: 'aa' },
  { label: 'B', value: 'bb' },
];
const unique = fc.constantFrom(true, false, 'organization', 'global');
const storage = fc.record({ notNull: fc.boolean() });
const common = { unique, storage, required: fc.boolean(), label: fc.string() };
const optional = { requiredKeys: ['type'] as ['type'] };
const of = (...types: string[]) => fc.constantFrom(...types);

const field: fc.Arbitrary<Body> = fc.oneof(
  fc
    .record(
      {
        type: of(
          'text',
          'textarea',
          'html',
          'markdown',
          'richtext',
          'code',
          'signature',
          'qrcode',
          'email',
          'url',
          'phone',
          'password',
        ),
        maxLength: fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom(768, 769, 16_383, 16_384)),
        defaultValue: fc
          .string({ unit: 'grapheme-ascii' })
          .filter((text) => !/^(now\(\)|current_user)$/i.test(text.trim())),
        ...common,
      },
      { requiredKeys: ['type'] },
    )
    .filter(
      ({ type, defaultValue }) => defaultValue === undefined || !['email', 'url', 'phone'].includes(type),
    ),
  fc.record(
    {
      type: of('number', 'currency', 'percent', 'rating', 'slider', 'progress'),
      defaultValue: fc.integer(),
      ...common,
    },
    optional,
  ),
  fc.record({ type: of('boolean', 'toggle'), defaultValue: fc.boolean(), ...common }, optional),
  fc.record(
    { type: of('date', 'datetime', 'time'), defaultValue: fc.constant('NOW()'), ...common },
    optional,
  ),
  fc.record(
    {
      type: of('select', 'radio'),
      options: fc.constant(options),
      defaultValue: fc.constant('aa'),
      ...common,
    },
    { requiredKeys: ['type', 'options'] },
  ),
  fc.record({ type: of('user', 'file', 'image'), multiple: fc.boolean(), ...common }, optional),
  fc.record(
    { type: of('lookup', 'master_detail'), reference: fc.constant('ar_object'), ...common },
    { requiredKeys: ['type', 'reference'] },
  ),
  fc.record(
    { type: of('autonumber', 'secret', 'color', 'tree', 'json', 'tags', 'address', 'location'), ...common },
    optional,
  ),
  fc.record(
    { type: of('formula'), expression: fc.constant({ dialect: 'cel', source: '1' }), ...common },
    { requiredKeys: ['type', 'expression'] },
  ),
);

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,46}[a-z0-9]$/);
const fieldName = fc.oneof(
  { weight: 4, arbitrary: name },
  {
    weight: 1,
    arbitrary: of('organization_id', 'owner_id', 'created_by', 'created_at', 'id', 'workspace_id'),
  },
);
const tenancy = fc.oneof(
  fc.constant({ enabled: false }),
  fc.constant({ enabled: true }),
  fc.constant({ enabled: true, tenantField: 'workspace_id' }),
);
const systemFields = fc.oneof(
  fc.constant(false),
  fc.record({ tenant: fc.boolean(), audit: fc.boolean() }, { requiredKeys: [] }),
);

/** Field names, one object name, and indexes over them and over columns that may not exist. */
export const objectBody: fc.Arbitrary<Body> = fc
  .record({
    name: fc.oneof(name, fc.constant('ar_object')),
    fields: fc.dictionary(fieldName, field, { minKeys: 1, maxKeys: 12 }),
  })
  .chain(({ name, fields }) =>
    fc.record(
      {
        name: fc.constant(name),
        fields: fc.constant(fields),
        indexes: fc.array(
          fc.record(
            {
              name: of('ar_first', 'ar_second', ' '),
              fields: fc.uniqueArray(of(...Object.keys(fields), 'organization_id', 'id', 'nowhere'), {
                maxLength: 4,
              }),
              unique,
            },
            { requiredKeys: ['fields'] },
          ),
          { maxLength: 4 },
        ),
        tenancy,
        systemFields,
        ownership: of('user', 'org', 'business_unit', 'none'),
      },
      { requiredKeys: ['name', 'fields'] },
    ),
  );
