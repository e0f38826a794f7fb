const MANUAL = 'https://www.mongodb.com/docs/manual/';

/** A page of MongoDB's manual, where an expectation can be read. */
export const page = (path: string): string => `${MANUAL}${path}/`;
export const query = (operator: string): string => page(`reference/operator/query/${operator}`);
export const update = (operator: string): string => page(`reference/operator/update/${operator}`);
export const aggregation = (operator: string): string => page(`reference/operator/aggregation/${operator}`);
export const command = (name: string): string => page(`reference/command/${name}`);

export const ORDER = page('reference/bson-type-comparison-order');
export const NULLS = page('tutorial/query-for-null-fields');
export const ARRAYS = page('tutorial/query-arrays');
export const ARRAYS_OF_DOCUMENTS = page('tutorial/query-array-of-documents');
export const EMBEDDED = page('tutorial/query-embedded-documents');
export const DOCUMENTS = page('core/document');
export const LIMITS = page('reference/limits');
