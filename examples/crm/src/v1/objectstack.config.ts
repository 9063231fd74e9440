// The app as ObjectStack itself takes it: `mda import` of this folder reads it, and so does its own CLI.
import { defineStack } from '@objectstack/spec';
import { stackV1 } from './stack.ts';

export default defineStack(stackV1);
