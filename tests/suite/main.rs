//! The suite: one binary that runs onus as its users do, and proves the data that is compiled into it. What onus does
//! with an architecture is a folder in `tests/cases/`; Rust stands here only for what a folder cannot say.
//! `ONUS_BLESS=1 cargo test` renews what is expected, and the diff is the review.

// A copy of a folder, onus run in it, and how what came out is compared with what was expected.
mod harness;
// Every folder of `tests/cases/`, run and compared; a case for each finding.
mod cases;
// Arguments, standard input, pipes and exit codes: what needs no architecture of its own.
mod command_line;
// The responsibility model: every name resolves, every area is answered, every claim is founded and well worded.
mod model;
