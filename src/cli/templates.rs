//! Templates of a user's own: a folder of them is read, and a document of theirs has its time.

use super::{Stop, read_in_folder};
use onus::document::bounds;
use onus::finding::Finding;
use onus::source::{self, Source};
use std::path::Path;
use std::sync::Arc;

/// How many seconds they may take for one document, where nothing else is said.
pub(super) const TIMEOUT: u64 = 4;

/// The templates of a folder, by their names, with what is wrong with them.
pub(super) fn read(folder: &Path, findings: &mut Vec<Finding>) -> Result<Vec<(String, Arc<Source>)>, Stop> {
    let mut own: Vec<(String, Arc<Source>)> = Vec::new();
    for (name, path) in source::template_files(folder)? {
        match read_in_folder(&path) {
            Err(finding) => findings.push(finding),
            Ok(source) => own.push((name, source)),
        }
        if bounds::is_too_much(&own) {
            break;
        }
    }
    findings.extend(bounds::check(&own));
    Ok(own)
}
