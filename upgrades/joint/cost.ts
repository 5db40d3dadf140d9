/**
 * What hops cost, as one number that compares as its two parts would: the number of component hops first, then that of
 * windows. Sums stay exact up to 2^33 hops.
 */
export const hopCost = 2 ** 20;
