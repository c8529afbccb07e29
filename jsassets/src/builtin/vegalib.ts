/// Vega and Vega-Lite, for vega.ts: a file of its own that is loaded with the first chart.
/// The interpreter stands in for Vega's compiled expressions, which a page's policy forbids.

export { Error, loader, parse, View } from "vega";
export { expressionInterpreter } from "vega-interpreter";
export { compile } from "vega-lite";
