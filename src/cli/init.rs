use super::{Stop, Talk, schema};
use onus::embedded::{Model, STARTER_MODEL, TEMPLATES};
use onus::output::{self, Document};
use onus::schema::Subject;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Write a small architecture to start from, and the schema that makes an editor complete it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus init                                ./architecture.yaml and its schema
  onus init --force                        after an update: renew the schema
  onus init --template-dir templates       the built-in templates, to make them your own
  onus init --model model                  a provider and services of your own, to lay over ours")]
pub(super) struct Args {
    /// Where; here without it.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// Renew the schema beside an architecture that exists. The architecture is never touched.
    #[arg(long)]
    force: bool,

    /// Write the built-in templates there instead, to make them your own.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["folder", "force"])]
    template_dir: Option<PathBuf>,

    /// Write a model folder of your own there instead, to start from.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["folder", "force", "template_dir"])]
    model: Option<PathBuf>,
}

const STARTER: &str = include_str!("../../templates/starter.yaml");
/// How templates are changed.
const GUIDE: (&str, &str) = ("README.md", include_str!("../../templates/README.md"));
/// What the files of a model hold.
const MODEL_GUIDE: (&str, &str) = ("README.md", include_str!("../../model/README.md"));

impl Args {
    pub(super) fn run(self, talk: Talk) -> Result<u8, Stop> {
        if let Some(folder) = &self.template_dir {
            return templates(folder, talk);
        }
        if let Some(folder) = &self.model {
            return model(folder, talk);
        }
        let beside_it =
            |name: &str| if self.folder == Path::new(".") { PathBuf::from(name) } else { self.folder.join(name) };
        let (architecture, beside) = (beside_it("architecture.yaml"), beside_it("architecture.schema.json"));
        let exists = architecture.symlink_metadata().is_ok();
        if exists && !self.force {
            return Err(Stop(format!(
                "`{}` exists and stays as it is; `onus init --force` renews the schema beside it, or name another folder",
                architecture.display()
            )));
        }
        let text = schema::text(&onus::schema::schema(Subject::Architecture, &Model::embedded()));
        let schema = Document { path: beside, text };
        if schema.path.exists() && !self.force && output::current(&schema.path)? != schema.text {
            return Err(Stop(format!("`{}` exists and differs; `onus init --force` renews it", schema.path.display())));
        }
        let mut written = Vec::new();
        if !exists {
            output::create(&architecture, STARTER)?;
            written.push(architecture.display().to_string());
        }
        if output::write(std::slice::from_ref(&schema))? != [output::Change::Same] {
            written.push(schema.path.display().to_string());
        }
        if !talk.quiet {
            let mut stderr = anstream::stderr();
            for path in &written {
                let _ = writeln!(stderr, "wrote {path}");
            }
            if exists {
                let _ = writeln!(stderr, "{} is left as it is", architecture.display());
            } else {
                let name =
                    if self.folder == Path::new(".") { String::new() } else { format!(" {}", architecture.display()) };
                let _ = writeln!(stderr, "next: edit {}, then `onus render{name}`", architecture.display());
            }
        }
        Ok(0)
    }
}

/// Writes the built-in templates into a folder.
fn templates(folder: &Path, talk: Talk) -> Result<u8, Stop> {
    let is_template = |name: &str| !name.ends_with(".yaml");
    write_new(folder, TEMPLATES.iter().filter(|(name, _)| is_template(name)).chain([&GUIDE]), talk)?;
    let folder = folder.display();
    next(&format!("delete those you do not change, then `onus render --template-dir {folder}`"), talk);
    Ok(0)
}

/// Writes a model of a user's own into a folder.
fn model(folder: &Path, talk: Talk) -> Result<u8, Stop> {
    write_new(folder, STARTER_MODEL.iter().chain([&MODEL_GUIDE]), talk)?;
    let folder = folder.display();
    next(
        &format!(
            "change or delete them, then `onus list services --model {folder}`, and `--model {folder}` with every command"
        ),
        talk,
    );
    Ok(0)
}

/// Writes files into a folder. What is there stays as it is.
fn write_new<'f>(folder: &Path, files: impl Iterator<Item = &'f (&'f str, &'f str)>, talk: Talk) -> Result<(), Stop> {
    for (name, text) in files {
        let path = folder.join(name);
        let exists = path.symlink_metadata().is_ok();
        if !exists {
            output::create(&path, text)?;
        }
        if !talk.quiet {
            let said = match exists {
                true => format!("{} is left as it is", path.display()),
                false => format!("wrote {}", path.display()),
            };
            let _ = writeln!(anstream::stderr(), "{said}");
        }
    }
    Ok(())
}

fn next(what: &str, talk: Talk) {
    if !talk.quiet {
        let _ = writeln!(anstream::stderr(), "next: {what}");
    }
}
