use super::{Stop, good_model, print};
use clap::ValueEnum;
use onus::schema::{self, Subject};
use std::path::PathBuf;

/// Print a JSON Schema.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus schema architecture > architecture.schema.json
  onus schema view                         what templates and `-f json` can count on")]
pub(super) struct Args {
    /// Of what.
    #[arg(value_enum)]
    what: What,

    /// A folder laid over the model, whose names the schema then knows too.
    #[arg(long, value_name = "DIR")]
    model: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// architecture.yaml.
    Architecture,
    /// What templates see and `render -f json` prints.
    View,
    /// What the templates of the reference of services see.
    Reference,
    /// What `diff -f json` prints.
    Diff,
    /// A service of a model folder.
    Service,
    /// An edition of a model folder.
    Edition,
    /// areas.yaml of a model folder.
    Areas,
    /// provider.yaml of a model folder.
    Provider,
    /// A framework of a model folder.
    Framework,
    /// A dialect of a model folder.
    Dialect,
}

impl Args {
    pub(super) fn run(self) -> Result<u8, Stop> {
        let Some(model) = good_model(&self.model)? else { return Ok(1) };
        let subject = match self.what {
            What::Architecture => Subject::Architecture,
            What::View => Subject::View,
            What::Reference => Subject::Reference,
            What::Diff => Subject::Diff,
            What::Service => Subject::Service,
            What::Edition => Subject::Edition,
            What::Areas => Subject::Areas,
            What::Provider => Subject::Provider,
            What::Framework => Subject::Framework,
            What::Dialect => Subject::Dialect,
        };
        print(&text(&schema::schema(subject, &model)))?;
        Ok(0)
    }
}

/// A schema, or what one describes, as a file.
pub(super) fn text(json: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(json).expect("it holds only texts, numbers and lists") + "\n"
}
