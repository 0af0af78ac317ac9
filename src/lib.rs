//! lib
#[macro_use]
pub mod decode;
pub mod architecture;
pub mod document;
pub mod embedded;
pub mod finding;
pub mod matrix;
pub mod model;
pub mod output;
pub mod report;
pub mod schema;
pub mod source;
pub mod yaml;
