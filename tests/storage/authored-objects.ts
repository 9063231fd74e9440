/** Owns the objects written to reach every rule of the storage convention, legal under the spec's ObjectSchema. */
type Body = Readonly<Record<string, unknown>>;

const options = [
  { label: 'A', value: 'aa', default: true },
  { label: 'B', value: 'bb' },
];
const expression = { dialect: 'cel', source: '1' };

function object(name: string, fields: Body, rest: Body = {}): Body {
  return {
    name,
    label: name,
    sharingModel: 'public_read_write',
    fields: { name: { type: 'text' }, ...fields },
    ...rest,
  };
}

const plainTypes = [
  ...[
    'text',
    'textarea',
    'email',
    'url',
    'phone',
    'password',
    'secret',
    'markdown',
    'html',
    'richtext',
    'number',
  ],
  ...[
    'currency',
    'percent',
    'date',
    'datetime',
    'time',
    'boolean',
    'toggle',
    'user',
    'image',
    'file',
    'avatar',
  ],
  ...[
    'video',
    'audio',
    'autonumber',
    'composite',
    'repeater',
    'record',
    'location',
    'address',
    'code',
    'json',
  ],
  ...['color', 'rating', 'slider', 'signature', 'qrcode', 'progress', 'tags', 'tree'],
];
const boundedTypes = [
  ...['text', 'textarea', 'email', 'url', 'phone', 'password', 'markdown', 'html', 'richtext', 'code'],
  ...['signature', 'qrcode'],
];
const zoo: Record<string, Body> = {
  ...Object.fromEntries(plainTypes.map((type) => [`f_${type}`, { type }])),
  ...Object.fromEntries(
    ['select', 'multiselect', 'radio', 'checkboxes'].map((type) => [`f_${type}`, { type, options }]),
  ),
  f_lookup: { type: 'lookup', reference: 'st_zoo' },
  f_master_detail: { type: 'master_detail', reference: 'st_zoo' },
  f_formula: { type: 'formula', expression },
  f_summary: { type: 'summary', summaryOperations: { object: 'st_zoo', field: 'f_number', function: 'sum' } },
  f_vector: { type: 'vector', dimensions: 3 },
  m_lookup: { type: 'lookup', reference: 'st_zoo', multiple: true },
  m_select: { type: 'select', options, multiple: true },
  m_user: { type: 'user', multiple: true, storage: { notNull: true } },
  m_file: { type: 'file', multiple: true },
  n_scale: { type: 'number', precision: 18, scale: 4, min: 0, max: 9, required: true },
};

const lengths: Record<string, Body> = Object.fromEntries(
  boundedTypes.flatMap((type) =>
    [1, 768, 769, 16_383, 16_384].flatMap((maxLength) => [
      [`${type}_${maxLength}`, { type, maxLength }],
      [`${type}_${maxLength}_k`, { type, maxLength }],
    ]),
  ),
);

const defaults: Record<string, Body> = {
  b_false: { type: 'boolean', defaultValue: false },
  b_true: { type: 'toggle', defaultValue: true, storage: { notNull: true } },
  n_zero: { type: 'number', defaultValue: 0 },
  n_negative: { type: 'currency', defaultValue: -12.5 },
  n_big: { type: 'number', defaultValue: 1e21 },
  t_plain: { type: 'text', defaultValue: `it's "quoted" \\ ünï` },
  t_empty: { type: 'text', defaultValue: '', storage: { notNull: true } },
  t_number: { type: 'text', defaultValue: '5' },
  t_false: { type: 'text', defaultValue: 'false' },
  t_null: { type: 'text', defaultValue: null },
  t_cel: { type: 'text', defaultValue: { dialect: 'cel', source: `'x'` } },
  s_value: { type: 'select', options, defaultValue: 'aa' },
  s_option: { type: 'select', options },
  d_now: { type: 'date', defaultValue: 'NOW()' },
  d_literal: { type: 'date', defaultValue: '2026-01-31' },
  dt_now: { type: 'datetime', defaultValue: ' now() ' },
  dt_literal: { type: 'datetime', defaultValue: '2026-01-31T10:00:00.000Z', storage: { notNull: true } },
  ti_now: { type: 'time', defaultValue: 'NOW()' },
  ti_literal: { type: 'time', defaultValue: '10:30:00' },
  u_current: { type: 'user', defaultValue: 'current_user' },
  l_current: { type: 'lookup', reference: 'sys_user', defaultValue: 'current_user' },
  j_number: { type: 'json', defaultValue: 5 },
  j_false: { type: 'json', defaultValue: false },
  j_object: { type: 'json', defaultValue: { a: 1 } },
  j_array: { type: 'json', defaultValue: [1, 2] },
  ms_array: { type: 'multiselect', options, defaultValue: ['aa'] },
  m_number: { type: 'number', multiple: true, defaultValue: 3, storage: { notNull: true } },
  m_formula: { type: 'formula', expression, multiple: true },
  m_text: { type: 'text', multiple: true, maxLength: 20 },
  m_array: { type: 'select', options, multiple: true, defaultValue: ['aa'] },
};

const uniques: Record<string, Body> = {
  u_true: { type: 'text', unique: true, maxLength: 80 },
  u_organization: { type: 'email', unique: 'organization' },
  u_global: { type: 'text', unique: 'global' },
  u_false: { type: 'text', unique: false, maxLength: 80 },
  a_default: { type: 'autonumber' },
  a_false: { type: 'autonumber', unique: false },
  a_global: { type: 'autonumber', unique: 'global' },
  plain: { type: 'text', maxLength: 60 },
  virtual: { type: 'formula', expression },
  u_virtual: { type: 'formula', expression, unique: 'global' },
};
/** Index names are one namespace per schema: a second table with an authored name would get no index. */
const uniqueIndexes = (table: string): Body[] => [
  { fields: ['plain'] },
  { fields: ['plain', 'u_false'], unique: true },
  { fields: ['plain', 'u_global'], unique: 'global' },
  { fields: ['plain', 'a_false'], unique: 'organization' },
  { fields: ['u_false', 'organization_id'], unique: 'organization' },
  { fields: ['organization_id', 'plain'] },
  { fields: ['created_at'] },
  { fields: ['updated_at', 'id'], unique: 'global' },
  { name: ` ${table}_named `, fields: ['plain'], unique: 'global' },
  { name: `${table}_named`, fields: ['u_false'] },
  { name: '  ', fields: ['u_false'] },
  { fields: ['virtual', 'u_false'] },
  { fields: ['no_such_column'] },
  { fields: [] },
  { fields: ['owner_id', 'created_by', 'updated_by', 'a_false', 'plain', 'u_false'] },
];

export const authoredObjects: readonly Body[] = [
  object('st_zoo', zoo),
  object('st_lengths', lengths, {
    indexes: boundedTypes.flatMap((type) =>
      [1, 768, 769, 16_383, 16_384].map((n) => ({ fields: ['virtual_only', `${type}_${n}_k`] })),
    ),
  }),
  object('st_defaults', defaults),
  object('st_uniques', uniques, { indexes: uniqueIndexes('st_uniques') }),
  object('st_uniques_untenanted', uniques, {
    indexes: uniqueIndexes('st_uniques_untenanted'),
    tenancy: { enabled: false },
  }),
  object(
    'st_tenant_off_with_column',
    { organization_id: { type: 'text', unique: true }, ...uniques },
    { tenancy: { enabled: false } },
  ),
  object('st_bare', uniques, { indexes: uniqueIndexes('st_bare'), systemFields: false }),
  object('st_bare_with_tenant', { ...uniques, organization_id: { type: 'text' } }, { systemFields: false }),
  object('st_no_audit', uniques, { systemFields: { audit: false } }),
  object('st_no_tenant', uniques, { systemFields: { tenant: false } }),
  object('st_org_owned', {}, { ownership: 'org' }),
  object('st_unit_owned', {}, { ownership: 'business_unit' }),
  object('st_nobody', {}, { ownership: 'none' }),
  object('sys_st_platform', { a: { type: 'autonumber' } }),
  object('st_better_auth', { a: { type: 'autonumber' } }, { managedBy: 'better-auth' }),
  object(
    'st_own_tenant',
    { workspace_id: { type: 'text', unique: true }, ...uniques },
    {
      tenancy: { enabled: true, tenantField: 'workspace_id' },
      indexes: uniqueIndexes('st_own_tenant'),
    },
  ),
  object('st_absent_tenant', uniques, { tenancy: { enabled: true, tenantField: 'nowhere' } }),
  object('st_overrides', {
    id: { type: 'number' },
    created_at: { type: 'text', unique: true, maxLength: 9 },
    created_by: { type: 'text', maxLength: 30 },
    owner_id: { type: 'number', storage: { notNull: true } },
    organization_id: { type: 'text', maxLength: 36, unique: true },
    later: { type: 'text', unique: true },
  }),
  object(
    'select',
    { group: { type: 'text' }, order: { type: 'number' }, user: { type: 'boolean' } },
    {
      indexes: [{ fields: ['group', 'order'] }],
    },
  ),
  object('_st_leading', { _x: { type: 'text', unique: true } }),
  object(
    'legacy__st_prefixed',
    { code: { type: 'text', unique: true } },
    { indexes: [{ fields: ['code'] }] },
  ),
  object(
    'st_a_name_of_forty_eight_characters_just_legal_a',
    {
      another_name_of_forty_eight_characters_just_lega: { type: 'text', unique: true, maxLength: 9 },
      another_name_of_forty_eight_characters_just_legb: { type: 'text', unique: 'global', maxLength: 9 },
      short: { type: 'text' },
    },
    {
      indexes: [
        { fields: ['another_name_of_forty_eight_characters_just_lega', 'short'] },
        { fields: ['short'] },
      ],
    },
  ),
  object('st_external', {}, { external: { remoteName: 'elsewhere' } }),
];

/** PostgreSQL refuses these: json has no comparison operators, and a bare string is no JSON text. */
export const sqliteOnlyObjects: readonly Body[] = [
  object(
    'st_json_keys',
    { tags: { type: 'tags', unique: 'global' }, m: { type: 'user', multiple: true } },
    {
      indexes: [{ fields: ['m', 'name'] }],
    },
  ),
  object('st_json_text', { j: { type: 'json', defaultValue: 'plain' } }),
];

/** On SQLite the driver cuts these into a view over dated tables; elsewhere they are plain tables. */
export const rotatingObject: Body = object(
  'st_rotating',
  { level: { type: 'text', maxLength: 20, unique: true } },
  {
    lifecycle: { class: 'telemetry', storage: { strategy: 'rotation', shards: 7, unit: 'day' } },
    indexes: [{ fields: ['level'] }],
  },
);

/** Four packages that extend one another's objects, in order of installation. */
export const extendingPackages = [
  {
    packageId: 'com.acme.base',
    objects: [
      object(
        'base_account',
        { code: { type: 'text', maxLength: 40 }, tier: { type: 'number' }, owner_id: { type: 'text' } },
        {
          indexes: [{ fields: ['tier'] }],
        },
      ),
      object('base_bare', { code: { type: 'text', unique: true } }, { systemFields: false }),
      object('base_flat', { code: { type: 'text', unique: true } }, { tenancy: { enabled: false } }),
      object('sys_base_thing', { code: { type: 'text' } }),
      object('base_untouched', {}),
    ],
  },
  {
    packageId: 'com.acme.late',
    objects: [object('late_own', {})],
    objectExtensions: [
      {
        extend: 'base_account',
        priority: 900,
        fields: { tier: { type: 'text', maxLength: 12, unique: true }, late: { type: 'tags' } },
      },
      {
        extend: 'base_bare',
        fields: { extra: { type: 'autonumber' } },
        indexes: [{ fields: ['extra', 'code'], unique: 'organization' }],
      },
      { extend: 'base_flat', fields: { extra: { type: 'autonumber' } } },
      { extend: 'nobody_has_this', fields: { extra: { type: 'text' } } },
    ],
  },
  {
    packageId: 'com.acme.early',
    objects: [],
    objectExtensions: [
      { extend: 'base_account', priority: 5, fields: { dropped: { type: 'text' } } },
      {
        extend: 'base_account',
        priority: 10,
        fields: {
          tier: { type: 'boolean' },
          late: { type: 'text' },
          early: { type: 'number', defaultValue: 3 },
        },
        indexes: [{ fields: ['code', 'early'], unique: 'global' }, { fields: ['tier'] }],
      },
      { extend: 'sys_base_thing', indexes: [{ fields: ['code'] }] },
    ],
  },
  {
    packageId: 'com.acme.tie',
    objects: [],
    objectExtensions: [
      { extend: 'base_account', priority: 10, fields: { early: { type: 'date', defaultValue: 'NOW()' } } },
    ],
  },
];
