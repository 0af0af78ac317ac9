//! From the matrix to documents: the view, and the texts set from it.

pub mod assemble;
pub mod bounds;
pub mod citations;
pub mod decisions;
mod evidence;
pub mod facts;
mod gaps;
pub mod grid;
mod ground;
pub mod html;
pub mod items;
pub mod markdown;
mod mistakes;
mod outline;
pub mod page;
pub mod part;
pub mod picture;
pub mod prose;
pub mod reader;
pub mod review;
pub mod templates;
pub mod view;

pub use assemble::{view, view_for};
pub use page::Page;
pub use part::Part;
pub use reader::Reader;
pub use templates::{Format, SetError, Templates};
pub use view::View;
