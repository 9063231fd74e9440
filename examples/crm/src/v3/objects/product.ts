// crm_product in 2.0.0: supplier part numbers need a longer SKU, in a column that carries a unique index.
import { changeField } from '../../evolve.ts';
import { product as before } from '../../v1/objects/product.ts';

export const product = changeField(before, 'sku', { maxLength: 64 });
