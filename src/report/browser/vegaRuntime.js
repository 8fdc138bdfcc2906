/** What the page takes of Vega: to read a specification and to draw it, with expressions interpreted and never evaluated. */
import { Error as errorLevel, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';

globalThis.brakecheckVega = { parse, View, expressionInterpreter, errorLevel };
