/** The report's public face: an outcome becomes a page, files, and a comparison with what was approved. Only `writeFolder` touches the disk. */
export {
  type Approved,
  type ApprovedResult,
  approvedFiles,
  approvedResultOf,
  readApproved,
} from './approved/approvedResult.ts';
export { compareWithApproved, type Difference } from './approved/compare.ts';
export { describeDifference } from './approved/describe.ts';
export { type PageOptions, renderPage } from './page.ts';
export { type ResultJson, resultJsonSchema, resultSchema } from './resultSchema.ts';
export { type RunFile, runFiles } from './runFiles.ts';
export { writeFolder } from './writeFolder.ts';
