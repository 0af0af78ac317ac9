//! What the command line chooses for the document `controls`: whose part it shows, and catalogues of the user's own.

use super::{Stop, read};
use onus::architecture::Architecture;
use onus::controls::{self, Catalog};
use onus::document::Wanted;
use onus::embedded::Model;
use onus::finding::did_you_mean;
use onus::matrix::Matrix;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// A catalogue as it was named: its file, the framework whose controls it holds where that is said, and what is in it.
pub(super) struct Named {
    file: String,
    framework: Option<String>,
    catalog: Arc<Catalog>,
}

/// The catalogues that are named: `FILE`, or `FRAMEWORK=FILE`.
pub(super) fn catalogs(named: &[String], model: &Model) -> Result<Vec<Named>, Stop> {
    let known = model.frameworks();
    let one = |named: &String| {
        let (framework, file) = match named.split_once('=') {
            Some((framework, file)) if !Path::new(named).exists() => (Some(framework), file),
            _ => (None, named.as_str()),
        };
        if let Some(framework) = framework.filter(|framework| !known.contains(framework)) {
            let help = did_you_mean(framework, known.iter().copied());
            return Err(Stop(format!("`--catalog {named}`: unknown framework `{framework}`; {help}")));
        }
        let (source, finding) = read(Path::new(file))?;
        let catalog = match finding {
            Some(_) => Err("it is not UTF-8".to_owned()),
            None => Catalog::parse(&source.text),
        };
        let catalog = catalog.map_err(|wrong| Stop(format!("the catalogue `{file}` cannot be used: {wrong}")))?;
        let framework = framework.map(str::to_owned);
        Ok(Named { file: file.to_owned(), framework, catalog: Arc::new(catalog) })
    };
    named.iter().map(one).collect()
}

/// What is wanted of an architecture's controls.
pub(super) fn wanted(
    architecture: &Architecture,
    matrix: &Matrix,
    provider: Option<&str>,
    catalogs: &[Named],
) -> Result<Wanted, Stop> {
    let mut wanted = Wanted::default();
    if let Some(name) = provider {
        let asked = controls::asked(name, architecture, matrix).map_err(|known| {
            let help = did_you_mean(name, known.iter().map(String::as_str));
            Stop(format!("`--provider {name}`: `{}` has no such provider and no such third party; {help}", matrix.id))
        })?;
        wanted.asked = Some(asked);
    }
    let used: BTreeSet<&str> = matrix.frameworks.iter().map(|used| used.id.as_str()).collect();
    for Named { file, framework, catalog } in catalogs {
        let framework = match (framework.as_deref(), used.iter().next()) {
            (Some(framework), _) => framework,
            (None, Some(only)) if used.len() == 1 => only,
            (None, None) => continue,
            (None, Some(first)) => {
                let message = format!(
                    "`{}` uses several frameworks, and `--catalog {file}` does not say whose controls it holds",
                    matrix.id
                );
                return Err(Stop(format!("{message}; write `--catalog {first}={file}`")));
            }
        };
        for used in matrix.frameworks.iter().filter(|used| used.id == framework) {
            if !used.framework.controls.iter().any(|control| catalog.control(&control.id).is_some()) {
                let message = format!("the catalogue `{file}` holds no control of {}", used.framework.short);
                return Err(Stop(message));
            }
            wanted.catalogs.insert(framework.to_owned(), Arc::clone(catalog));
        }
    }
    Ok(wanted)
}
