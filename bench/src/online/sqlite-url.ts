/** Owns how the file of an SQLite environment is written in its URL. */
export const SQLITE = 'sqlite:';
