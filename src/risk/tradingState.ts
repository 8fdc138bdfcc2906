/** The most severe answer in force. Reducing orders are allowed in every state. */
export type TradingState = 'active' | 'halted';
