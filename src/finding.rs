//! Something to say about the input: what is wrong, where, and what to do about it. Codes are stable and described
//! here, beside each other; how findings are printed is `report`'s affair.

use crate::source::{EncodingError, Source, Span};
use std::sync::Arc;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document would be wrong or cannot be made: it is not written.
    Error,
    /// The document is right, and somebody has to decide something.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word used in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal, $severity:ident;)+) => {
        /// What kind of finding it is. The kebab-case word is stable: scripts and exceptions name it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $name),+ }

        impl Code {
            /// All codes, in the order they are listed in.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code's word, as printed.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// How bad a finding with this code is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),+ }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                let text = self.description();
                text.split_inclusive(". ").next().unwrap_or(text).trim_end()
            }

            /// What it means and what to do, as `onus explain` prints it.
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii_start()),+ }
            }
        }
    };
}

codes! {
    /// The file cannot be read: it is missing, a folder, too large, or may not be opened.
    Unreadable = "unreadable", Error;
    /// The file is not UTF-8. Save it as UTF-8; a byte order mark is allowed.
    NotUtf8 = "not-utf8", Error;
    /// The text is not YAML from this place on, so nothing after it was read.
    Syntax = "syntax", Error;
    /// The file has no content. `onus init` starts an architecture; `onus explain` and `model/README.md` show what a model file holds.
    Empty = "empty", Error;
    /// The file holds several YAML documents, and one is read of a file. Keep each architecture, or each part of a model, in a file of its own.
    SeveralDocuments = "several-documents", Error;
    /// The file has more than a million values once its aliases are expanded, or a list is nested too deeply for a file that a person wrote.
    TooComplex = "too-complex", Error;
    /// A key stands twice in one map. The first is read; remove or rename the other.
    DuplicateKey = "duplicate-key", Error;
    /// A YAML tag that onus gives no meaning. Write the value without it.
    Tag = "tag", Error;
    /// A key that has no meaning here.
    UnknownField = "unknown-field", Error;
    /// A key that is needed is not there.
    MissingField = "missing-field", Error;
    /// A value of another kind than the key takes: a list where text is meant, `yes` where `true` is meant, nothing at all.
    WrongType = "wrong-type", Error;
    /// A text that has not the form the key takes: an id, a date, a link, one of a few words.
    BadValue = "bad-value", Error;
    /// A file that is named under `include` or `owners_from` cannot be taken: its path leads out of the folder, it is no YAML file, or there is no folder to look in. What is included stands in the folder of the architecture or below it; a catalogue of owners may stand elsewhere.
    Include = "include", Error;
    /// Two components, two owners, or two architectures of one run, have the same id.
    DuplicateId = "duplicate-id", Error;
    /// The service is not in the model. `onus list services` prints all; a service of your own goes into a folder given with `--model`.
    UnknownService = "unknown-service", Error;
    /// The service has no such variant. `onus explain SERVICE` prints the variants.
    UnknownVariant = "unknown-variant", Error;
    /// There is no such area. `onus list areas` prints all.
    UnknownArea = "unknown-area", Error;
    /// There is no such layer. `onus list areas` prints the layers.
    UnknownLayer = "unknown-layer", Error;
    /// There is no such provider. `onus list providers` prints all.
    UnknownProvider = "unknown-provider", Error;
    /// The provider has no such edition of its model. `onus list editions` prints all.
    UnknownEdition = "unknown-edition", Error;
    /// The edition has no such category. `onus list editions` prints all.
    UnknownCategory = "unknown-category", Error;
    /// The provider has no such Region. `onus list regions` prints all.
    UnknownRegion = "unknown-region", Error;
    /// A name under `residency` is neither a Region, nor a country (ISO 3166), nor a geography. `onus list regions` prints all.
    UnknownResidency = "unknown-residency", Error;
    /// There is no such framework, or it has no such profile. `onus list frameworks` prints all.
    UnknownFramework = "unknown-framework", Error;
    /// The framework has no such control, its profile does not hold it, or it was withdrawn.
    UnknownControl = "unknown-control", Error;
    /// The owner is not declared under `owners`.
    UnknownOwner = "unknown-owner", Error;
    /// The account is not declared under `accounts`.
    UnknownAccount = "unknown-account", Error;
    /// The data class is not declared under `data_classes`.
    UnknownDataClass = "unknown-data-class", Error;
    /// The evidence is not in the register `evidence`.
    UnknownEvidence = "unknown-evidence", Error;
    /// The group is not in the list `groups`.
    UnknownGroup = "unknown-group", Error;
    /// There is no component with this id.
    UnknownComponent = "unknown-component", Error;
    /// An entry that sets a party, a duty or a placement departs from the model and must say why, in `because`.
    MissingBecause = "missing-because", Error;
    /// Shared is no answer by itself: an entry with `party: shared` needs both duties, `provider` and `customer`, written in the entry.
    SharedWithoutDuties = "shared-without-duties", Error;
    /// An entry says two things that cannot both hold: a party and `not_applicable`, or a duty for a side that has none in this cell.
    Contradiction = "contradiction", Error;
    /// A component runs in a Region outside `residency`.
    Residency = "residency", Error;
    /// A source on which cells rest is older than `--max-source-age` allows, on the day that was given (`--as-of`, else the document's date). Its age is that of the copy that was read, and where that bears no date, the time since it was read. Without a day nothing can be measured.
    OldSource = "old-source", Error;
    /// The document is approved, and `approval` does not say by whom, when and what it covers. `onus check` prints the digest of what is there.
    MissingApproval = "missing-approval", Error;
    /// What is approved has changed since: who holds what, a duty, an owner or the scope. Have it approved again, or call it a draft. Where `approval.view` names the view that was approved, the finding names what changed, and why.
    ChangedSinceApproval = "changed-since-approval", Error;
    /// A model file cites a source that it does not define, defines one twice, or is otherwise at odds with itself.
    Model = "model", Error;
    /// A template cannot be read or rendered.
    Template = "template", Error;
    /// Without a variant, who holds these areas is undecided. Name the variant; the finding lists what there is.
    Undecided = "undecided", Warning;
    /// The edition has no category for the service, and no service page answers for these areas. Choose an edition that places the service, or place it by hand.
    Unplaced = "unplaced", Warning;
    /// A component holds data and no Region shows where: residency cannot be shown from the file.
    ResidencyNotShown = "residency-not-shown", Warning;
    /// A third party is named as owner. Accountability stays inside the organisation; name the third party in `performed_by`.
    ThirdPartyOwner = "third-party-owner", Warning;
    /// A rule, an entry or a selector matches nothing, so it does nothing.
    MatchesNothing = "matches-nothing", Warning;
    /// Duties of a component have no owner, though the file names owners. Name one with `assign`.
    NoOwner = "no-owner", Warning;
    /// Duties of a component have no evidence, though the file keeps evidence or is approved. Name it in an entry, or say by when the duty is planned.
    NoEvidence = "no-evidence", Warning;
    /// A duty was planned by a day that has passed. The day is that of `--as-of`, else the document's date.
    Overdue = "overdue", Warning;
    /// An approved document rests on a judgement of the model that nobody has accepted. Accept it under `accepted` with a reason, or replace it by an entry that says what it rests on.
    NotAccepted = "not-accepted", Warning;
    /// Controls of a framework in which no component in scope has a part: each area that decides them is not applicable everywhere. Name the component that is missing, or say under `not_applicable` of the framework why the controls do not apply.
    UncoveredControl = "uncovered-control", Warning;
    /// A service that is declared by its provider to be closed to new customers, or ended.
    Lifecycle = "lifecycle", Warning;
    /// The account belongs to another provider than the service.
    OtherProvider = "other-provider", Warning;
    /// An agreement, an attestation, a piece of evidence or an allowance has run out, or a review is overdue. The day is that of `--as-of`, else the document's date.
    Expired = "expired", Warning;
    /// Something that is declared and not used anywhere.
    Unused = "unused", Note;
    /// An entry declares a party or a duty that the model has, too, on better ground than judgement. Remove what it repeats.
    RepeatsModel = "repeats-model", Note;
    /// The component is placed in a category by the author and not by the edition.
    PlacedByAuthor = "placed-by-author", Note;
    /// A service of a Region's provider has no Region.
    NoRegion = "no-region", Note;
    /// Neither the document nor the command line gives a date, so nothing was measured against a day.
    NoDate = "no-date", Note;
}

/// Where a finding points: a file, and a range in it where that is known.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The range; absent for embedded data and for the file as a whole.
    pub span: Option<Span>,
}

/// One thing to say about the input.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The kind.
    pub code: Code,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
    /// Where it is.
    pub place: Option<Place>,
    /// The components it is about, by id, where it is about some.
    pub about: Vec<String>,
}

impl Finding {
    /// A finding without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None, place: None, about: Vec::new() }
    }

    /// Bytes of a file that are no text.
    pub fn not_utf8(source: &Arc<Source>, error: &EncodingError) -> Self {
        let help = format!("{}; save it as UTF-8", error.guess);
        Self::new(Code::NotUtf8, "the file is not UTF-8 from here on").help(help).at(source, Some(error.span))
    }

    /// With a help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the components it is about.
    pub fn about(mut self, components: Vec<String>) -> Self {
        self.about = components;
        self
    }

    /// With a place.
    pub fn at(mut self, source: &Arc<Source>, span: Option<Span>) -> Self {
        self.place = Some(Place { source: Arc::clone(source), span });
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// The findings of one file, in the order they were made. More than [`Findings::MOST`] are counted and not kept.
#[derive(Debug)]
pub struct Findings {
    /// The file, and those that are read as a part of it, each with its places behind those before it.
    files: Vec<Arc<Source>>,
    list: Vec<Finding>,
    dropped: usize,
}

impl Findings {
    /// The most findings that are kept for one file.
    pub const MOST: usize = 10_000;

    /// No findings yet.
    pub fn new(source: &Arc<Source>) -> Self {
        Self { files: vec![Arc::clone(source)], list: Vec::new(), dropped: 0 }
    }

    /// The file they are about.
    pub fn source(&self) -> &Arc<Source> {
        &self.files[0]
    }

    /// Takes a further file that is read as a part of this one, and gives it its places.
    pub fn join(&mut self, source: &Source) -> Arc<Source> {
        let base = self.files.last().map_or(0, |last| last.base + last.text.len() as u32 + 1);
        let mut joined = Source::at(source.name.as_str(), source.text.as_str(), base);
        if let Some(joined) = Arc::get_mut(&mut joined) {
            joined.folder.clone_from(&source.folder);
        }
        self.files.push(Arc::clone(&joined));
        joined
    }

    /// The file that a range stands in.
    pub fn file(&self, span: Span) -> &Arc<Source> {
        let of = self.files.iter().rev().find(|file| file.base <= span.start);
        of.unwrap_or_else(|| self.source())
    }

    /// A range in words, for a message about another place: `line 3`, and the file where that is another one.
    pub fn line(&self, span: Span, from: Span) -> String {
        let (file, other) = (self.file(span), self.file(from));
        let line = file.position(span.start).line;
        if Arc::ptr_eq(file, other) { format!("line {line}") } else { format!("line {line} of `{}`", file.name) }
    }

    /// Adds one at a range of the file.
    pub fn add(&mut self, code: Code, span: Span, message: impl Into<String>) {
        let finding = Finding::new(code, message).at(self.file(span), Some(span));
        self.push(finding);
    }

    /// Adds one at a range of the file, with a help.
    pub fn add_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::new(code, message).help(help).at(self.file(span), Some(span));
        self.push(finding);
    }

    /// Adds one about a component at a range of the file, with a help.
    pub fn add_about(&mut self, component: &str, code: Code, span: Span, message: String, help: impl Into<String>) {
        let finding = Finding::new(code, message).help(help).about(vec![component.to_owned()]);
        let finding = finding.at(self.file(span), Some(span));
        self.push(finding);
    }

    /// Keeps those of which something is true.
    pub fn retain(&mut self, keep: impl FnMut(&Finding) -> bool) {
        self.list.retain(keep);
    }

    /// Adds one about a name that is not known, with the nearest that is, or with what there is.
    pub fn unknown<'a>(
        &mut self,
        code: Code,
        span: Span,
        message: String,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        // Looking for near names costs more than the rest of a run when there are thousands of mistakes.
        if self.list.len() < Self::MOST {
            self.add_help(code, span, message, did_you_mean(wrong, known));
        } else {
            self.dropped += 1;
        }
    }

    /// Adds a finding as it is.
    pub fn push(&mut self, finding: Finding) {
        if self.list.len() < Self::MOST || finding.severity() == Severity::Error && !self.has_errors() {
            self.list.push(finding);
        } else {
            self.dropped += 1;
        }
    }

    /// Whether there is an error among them.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// How many errors there are among those that were kept.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|finding| finding.severity() == Severity::Error).count()
    }

    /// The findings in the order of the file, and how many were not kept.
    pub fn into_sorted(mut self) -> (Vec<Finding>, usize) {
        self.list
            .sort_by_key(|finding| finding.place.as_ref().and_then(|place| place.span).map_or(0, |span| span.start));
        (self.list, self.dropped)
    }
}

/// The known name nearest to a mistaken one, for "did you mean": at most a third of its letters differ.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > 80 {
        return None;
    }
    let near = known.into_iter().filter_map(|candidate| {
        let distance = strsim::damerau_levenshtein(wrong, candidate);
        // Of two that are as near, the one that begins alike is meant, or has the same letters in another order.
        let other =
            !candidate.starts_with(wrong) && !wrong.starts_with(candidate) && sorted(candidate) != sorted(wrong);
        (distance <= wrong.chars().count().max(3) / 3).then_some((distance, other, candidate))
    });
    near.min_by_key(|(distance, other, _)| (*distance, *other)).map(|(_, _, candidate)| candidate)
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// A help that offers the nearest known name, else lists what there is.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = nearest(wrong, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let names: Vec<String> = known.into_iter().take(13).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "none is declared".to_owned(),
        1..=12 => format!("known here: {}", names.join(", ")),
        _ => format!("known here: {}, and more", names[..12].join(", ")),
    }
}
