/** Owns the option that says in which environment a variable has its value. */
export const ENVIRONMENT_OPTION = { value: 'NAME', summary: 'the environment', required: true } as const;
