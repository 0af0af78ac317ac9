//! lib
#[macro_use]
pub mod decode;
pub mod finding;
pub mod source;
pub mod yaml;
pub mod model;
pub mod architecture;
pub mod embedded;
pub mod matrix;
pub mod document;
pub mod report;
pub mod output;
pub mod schema;
