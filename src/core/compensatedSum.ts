/**
 * A running sum of money with Neumaier's compensation: the error does not grow with the number of terms.
 * Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
export class CompensatedSum {
  #sum: number;
  #compensation = 0;

  constructor(initial = 0) {
    this.#sum = initial;
  }

  add(term: number): void {
    const next = this.#sum + term;
    this.#compensation +=
      Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }

  get total(): number {
    return this.#sum + this.#compensation;
  }
}

/** The compensated sum of a list. @example sumOf([0.1, 0.2, 0.3]) // 0.6 */
export function sumOf(terms: Iterable<number>): number {
  const sum = new CompensatedSum();
  for (const term of terms) sum.add(term);
  return sum.total;
}
