//! From the matrix to documents: the view, and the texts set from it.

pub mod assemble;
pub mod bounds;
pub mod citations;
pub mod controls;
pub mod decisions;
mod evidence;
pub mod facts;
pub mod format;
pub mod framework_view;
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
pub mod reference;
pub mod review;
pub mod templates;
pub mod view;

pub use assemble::{view, view_of};
pub use controls::Wanted;
pub use format::Format;
pub use page::Page;
pub use part::Part;
pub use reader::Reader;
pub use reference::Reference;
pub use templates::{SetError, Templates};
pub use view::View;
