//! The suite: one binary that runs onus as its users do, and proves the data that is compiled into it. What onus does
//! with an architecture is a folder in `tests/cases/`; Rust stands here only for what a folder cannot say.
//! `ONUS_BLESS=1 cargo test` renews what is expected, and the diff is the review.

// What an approval covers, and what is said when that changes.
mod approval;
// What leaves the organisation.
mod audience;
// Every folder of `tests/cases/`, run and compared; a case for each finding.
mod cases;
// Services that are built on others: no part of a cell below is lost.
mod chains;
// Resource types of infrastructure as code: each belongs to one service, or is left out for a reason.
mod claims;
// The model as people search, browse and extend it.
mod catalogue;
// What `diff` tells, held against the views.
mod changes;
// Controls: what is called inherited, beside the public answers of a platform.
mod controls;
// Arguments, standard input, pipes and exit codes: what needs no architecture of its own.
mod command_line;
// What stays on a disk: whole files, whatever happens on the way.
mod disk;
// README, ARCHITECTURE and the rest: what they show runs, what they name exists.
mod docs;
// A rendered document as a reader's program sees it.
mod document;
// The examples and their committed documents: fresh, and the same in every format.
mod examples;
// What `explain` offers to paste can be pasted.
mod explain;
// A copy of a folder, onus run in it, and how what came out is compared with what was expected.
mod harness;
// Large and deep input: bounded time and memory, and a finding.
mod heavy;
// The responsibility model: every name resolves, every area is answered, every claim is founded and well worded.
mod model;
// Hostile and odd input: text stays text, the same input gives the same bytes, nothing panics.
mod safety;
// The JSON Schemas: accept what onus accepts, and refuse what it refuses.
mod schema;
// The component definition in OSCAL says what the view says.
mod oscal;
mod sheets;
// The sentences of the model: verbs first, and none word for word in many services.
mod wording;
