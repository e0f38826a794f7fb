/** A collection in the target until a move has ended: whose data it is taking in, and how far it has come. */
export const MOVE_MARK = 'payvand_move';
