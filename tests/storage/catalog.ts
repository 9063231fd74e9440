/** Owns reading a database's catalog into comparable values. It knows nothing of metadata or table specs. */
export type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | null;
}

export interface CatalogIndex {
  readonly unique: boolean;
  /** Columns and expressions in order, as the engine prints them. */
  readonly key: string;
  /** PostgreSQL: backs a UNIQUE constraint. */
  readonly constraint: boolean;
}

export interface CatalogTable {
  /** In physical order. */
  readonly columns: CatalogColumn[];
  readonly primaryKey: string;
  readonly indexes: Record<string, CatalogIndex>;
}

export type Catalog = Record<string, CatalogTable>;

export async function readSqliteCatalog(query: Query): Promise<Catalog> {
  const catalog: Catalog = {};
  const columns = await query(`
    SELECT m.name AS tbl, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m
    JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid`);
  for (const row of columns) {
    const table = tableIn(catalog, row.tbl);
    if (row.pk) table.primaryKey += `${row.name}`;
    table.columns.push({
      name: String(row.name),
      type: String(row.type).toLowerCase(),
      notNull: row.notnull === 1,
      default: row.dflt_value === null ? null : String(row.dflt_value),
    });
  }
  const indexes = await query(
    `SELECT tbl_name AS tbl, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`,
  );
  for (const row of indexes) {
    const sql = String(row.sql);
    tableIn(catalog, row.tbl).indexes[String(row.name)] = {
      unique: /^create unique/i.test(sql),
      key: sql
        .slice(sql.indexOf('('))
        .replaceAll(/[`"\s]/g, '')
        .toLowerCase(),
      constraint: false,
    };
  }
  return catalog;
}

export async function readPostgresCatalog(query: Query, schema: string): Promise<Catalog> {
  const catalog: Catalog = {};
  const columns = await query(`
    SELECT c.relname AS tbl, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS notnull,
           pg_get_expr(d.adbin, d.adrelid) AS dflt
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = '${schema}'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`);
  for (const row of columns) {
    tableIn(catalog, row.tbl).columns.push({
      name: String(row.name),
      type: String(row.type),
      notNull: row.notnull === true,
      default: row.dflt === null ? null : String(row.dflt),
    });
  }
  const indexes = await query(`
    SELECT t.relname AS tbl, i.relname AS name, x.indisunique AS uniq, x.indisprimary AS prim, x.indpred IS NOT NULL AS part,
           (SELECT string_agg(pg_get_indexdef(x.indexrelid, k, true), ', ' ORDER BY k) FROM generate_series(1, x.indnkeyatts) k) AS key,
           EXISTS (SELECT FROM pg_constraint p WHERE p.conindid = x.indexrelid) AS is_constraint
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = '${schema}'::regnamespace`);
  for (const row of indexes) {
    const table = tableIn(catalog, row.tbl);
    if (row.prim === true) table.primaryKey = String(row.key);
    else {
      table.indexes[String(row.name)] = {
        unique: row.uniq === true,
        key: `${row.key}${row.part === true ? ' partial' : ''}`,
        constraint: row.is_constraint === true,
      };
    }
  }
  return catalog;
}

/** Of the database that the connection is in. */
export async function readMysqlCatalog(query: Query): Promise<Catalog> {
  const catalog: Catalog = {};
  const columns = await query(`
    SELECT c.TABLE_NAME AS tbl, c.COLUMN_NAME AS name, c.IS_NULLABLE AS nullable, c.COLUMN_DEFAULT AS dflt,
           concat_ws(' ', c.COLUMN_TYPE, c.CHARACTER_SET_NAME, c.COLLATION_NAME, k.CHECK_CLAUSE, nullif(c.EXTRA, '')) AS type
    FROM information_schema.COLUMNS c LEFT JOIN information_schema.CHECK_CONSTRAINTS k
      ON k.CONSTRAINT_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME AND k.CHECK_CLAUSE LIKE concat('%\`', c.COLUMN_NAME, '\`%')
    WHERE c.TABLE_SCHEMA = DATABASE() ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`);
  for (const row of columns) {
    tableIn(catalog, row.tbl).columns.push({
      name: String(row.name),
      type: String(row.type),
      notNull: row.nullable === 'NO',
      default: row.dflt === null || row.dflt === 'NULL' ? null : String(row.dflt),
    });
  }
  const indexes = await query(`
    SELECT TABLE_NAME AS tbl, INDEX_NAME AS name, max(NON_UNIQUE) AS plain, max(INDEX_TYPE) AS method,
           group_concat(concat(COLUMN_NAME, coalesce(concat('(', SUB_PART, ')'), '')) ORDER BY SEQ_IN_INDEX) AS columns
    FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() GROUP BY TABLE_NAME, INDEX_NAME`);
  for (const row of indexes) {
    const table = tableIn(catalog, row.tbl);
    if (row.name === 'PRIMARY') table.primaryKey = String(row.columns);
    else {
      table.indexes[String(row.name)] = {
        unique: Number(row.plain) === 0,
        key: `${row.columns} ${row.method}`,
        constraint: false,
      };
    }
  }
  return catalog;
}

function tableIn(catalog: Catalog, name: unknown): CatalogTable & { primaryKey: string } {
  catalog[String(name)] ??= { columns: [], primaryKey: '', indexes: {} };
  return catalog[String(name)] as CatalogTable & { primaryKey: string };
}
