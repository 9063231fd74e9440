// Flows of 1.1.0: the account that a conversion creates gets its number under the renamed field.
import type { Flow } from '@objectstack/spec/automation';
import { followRename } from '../evolve.ts';
import { convertLead as before } from '../v1/flows/convert-lead.ts';

export const convertLead: Flow = {
  ...before,
  version: 2,
  nodes: before.nodes.map((node) =>
    node.id === 'create_account' ? followRename(node, 'phone', 'main_phone') : node,
  ),
};
