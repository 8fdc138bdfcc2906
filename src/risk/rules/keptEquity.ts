/** Share of a loss limit by which a peak that a restart remembers may be too low: a peak that creeps up is not put on disk at every bar. */
const PEAK_SLACK = 0.01;

/** The same of the equity that a day or a week ended with: it is the base of the next where no bar closed at midnight. */
const LAST_SLACK = 0.1;

/** Whether a peak has risen so far over the one on disk that a restart must know. */
export function isNewPeak(keptQuote: number, peakQuote: number, limitRatio: number): boolean {
  return peakQuote > keptQuote * (1 + PEAK_SLACK * limitRatio);
}

/** Whether equity has moved so far from that on disk that the base of the next day or week would be another. */
export function isNewBase(keptQuote: number, lastQuote: number, limitRatio: number): boolean {
  return Math.abs(lastQuote - keptQuote) > LAST_SLACK * limitRatio * Math.abs(keptQuote);
}
