//! onus answers one question for a team that builds on somebody else's cloud: for each service we chose, who is
//! responsible for what, says who, and what is left for us to do?
//!
//! The pipeline runs in one direction, with reading and writing at its two ends; the modules below stand in its order:
//!
//! 1. [`source`] reads a file, and knows places in it; what is wrong there becomes a [`finding`].
//! 2. [`yaml`] makes a tree in which every value has its place, [`decode`] typed values of it and [`form`] checks their texts, [`architecture`] says which, and [`include`] reads the further files it names.
//! 3. [`model`] holds areas, providers, editions and services; [`embedded`] the ones that are compiled in.
//! 4. [`matrix`] resolves who holds what, [`controls`] decides the controls of frameworks from that.
//! 5. [`catalogue`] searches and counts the model by itself.
//! 6. [`document`] makes the view of that, and sets it as Markdown, HTML or a picture; [`sheet`] makes tables of it,
//!    [`oscal`] a component definition.
//! 7. [`changes`] compares two views, and says why they differ; [`approval`] asks whether an approved document is still what was approved.
//! 8. [`report`] prints findings, [`schema`] describes the files, [`output`] writes.
//!
//! What holds everywhere: the same input gives the same bytes (no clock, no hash order, no path of the machine); no claim
//! stands without its source, its mark as judgement or the author's reason; the network is never used; a file that an
//! author wrote is never changed. The library knows neither the command line nor the terminal.

#[macro_use]
pub mod decode;
pub mod source;

pub mod finding;

pub mod form;
pub mod yaml;

pub mod architecture;
pub mod include;
pub mod model;

pub mod embedded;

pub mod matrix;

pub mod catalogue;

pub mod controls;

pub mod document;

pub mod oscal;

pub mod sheet;

pub mod changes;

pub mod approval;

pub mod output;
pub mod report;
pub mod schema;
