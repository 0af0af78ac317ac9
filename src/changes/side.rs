//! One side of a comparison: of a view, what is compared. It is read from the JSON that `render -f json` prints, loosely:
//! keys that are not needed here may be anything. An architecture that was just resolved takes the same way.

use crate::document::View;
use crate::document::view;
use crate::finding::{Code, Finding};
use crate::source::{Source, Span};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::sync::Arc;

/// A view, as far as it is compared.
#[derive(Debug, Deserialize)]
pub struct Side {
    view: u32,
    pub(super) model: Model,
    pub(super) architecture: Architecture,
    pub(super) areas: Vec<Area>,
    pub(super) providers: Vec<Provider>,
    pub(super) profiles: Vec<Profile>,
    pub(super) components: Vec<Component>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub(super) version: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Architecture {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) customer: String,
    pub(super) owners: Vec<Owner>,
    #[serde(default)]
    digest: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Area {
    pub(super) id: String,
    pub(super) title: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) short: String,
    pub(super) edition: Option<Edition>,
    pub(super) common: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Edition {
    pub(super) id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Profile {
    pub(super) id: String,
    pub(super) category: Option<Category>,
    pub(super) cells: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Category {
    pub(super) id: String,
    pub(super) because: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Component {
    pub(super) id: String,
    pub(super) group: Option<String>,
    pub(super) service: String,
    pub(super) service_name: String,
    pub(super) variant: Option<String>,
    pub(super) profile: String,
    pub(super) provider: String,
    pub(super) account: Option<String>,
    pub(super) regions: Vec<String>,
    pub(super) data: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cell {
    pub(super) area: String,
    pub(super) party: String,
    pub(super) provider_duty: Option<String>,
    pub(super) customer_duty: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) basis: Option<String>,
    pub(super) sources: Vec<String>,
    #[serde(default)]
    pub(super) chain: Vec<Link>,
    pub(super) because: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) performed_by: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Link {
    pub(super) provider: String,
    pub(super) duty: String,
    #[serde(default)]
    pub(super) holds: bool,
}

impl Cell {
    /// Those in the chain who hold the area, by name; those who only supply something where none holds it.
    pub(super) fn held_by(&self) -> Vec<&str> {
        let none = !self.chain.iter().any(|link| link.holds);
        self.chain.iter().filter(|link| link.holds || none).map(|link| link.provider.as_str()).collect()
    }

    /// What the provider does, or each in the chain, with its name where there is one.
    pub(super) fn provided(&self) -> Option<String> {
        match &self.chain[..] {
            [] | [_] => self.provider_duty.clone(),
            links => {
                let said: Vec<String> = links.iter().map(|link| format!("{}: {}", link.provider, link.duty)).collect();
                Some(said.join(" "))
            }
        }
    }

    /// The author's reason for what it says.
    pub(super) fn why(&self) -> Option<&String> {
        self.because.as_ref().or(self.reason.as_ref())
    }
}

impl Side {
    /// The side of an architecture that was resolved.
    pub fn of(view: &View) -> Self {
        let json = serde_json::to_string(view).expect("a view holds only texts, numbers and lists");
        serde_json::from_str(&json).expect("what is read is a part of the view")
    }

    /// The digest of what an approval of it covers.
    pub fn digest(&self) -> Option<&str> {
        self.architecture.digest.as_deref()
    }

    /// Whether a text is a view and no architecture: JSON with the key `view`.
    pub fn is_in(text: &str) -> bool {
        #[derive(Deserialize)]
        struct Marked {
            #[serde(rename = "view")]
            _view: IgnoredAny,
        }
        text.trim_start().starts_with('{') && serde_json::from_str::<Marked>(text).is_ok()
    }

    /// Reads a view that was printed.
    pub fn read(source: &Arc<Source>) -> Result<Self, Finding> {
        let help = "`onus render -f json` prints one; compare the architecture file where you have it";
        let wrong = |code, message: String, span| Finding::new(code, message).help(help).at(source, span);
        let side: Self = serde_json::from_str(&source.text).map_err(|error| {
            let start = source.line(error.line()).start + error.column().saturating_sub(1);
            let start = (0..=start.min(source.text.len())).rev().find(|at| source.text.is_char_boundary(*at));
            let start = start.unwrap_or(0) as u32;
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason);
            wrong(Code::WrongType, format!("not a view as onus prints it: {reason}"), Some(Span { start, end: start }))
        })?;
        match side.view {
            view::VERSION => Ok(side),
            other => {
                let message = format!("a view of version {other}; this onus reads version {}", view::VERSION);
                Err(wrong(Code::BadValue, message, None))
            }
        }
    }
}
